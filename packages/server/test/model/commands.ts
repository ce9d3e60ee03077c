/** What honest people, liars and administrators do, drawn at random. */
import fc from 'fast-check'
import { Act, type Pick, pickFrom } from './act.ts'
import type { Begin } from './calls.ts'
import { CHANGES, type Change, PLANS } from './changes.ts'
import { choose, LIES, type Lie, SAY, sayPassword } from './evidence.ts'
import { describe, holdAgainst, settleAnswer, settleBegin } from './ledger.ts'
import { objectionToToken } from './model.ts'
import { OWN_CHANGES, OWN_PLANS, type OwnChange } from './own-changes.ts'
import { SetsUpApp } from './set-up-app.ts'
import { CHALLENGES, type Model, type SignedIn } from './state.ts'
import { personOf } from './steps.ts'
import { answer, begin, refusalIn, type World } from './wire.ts'

interface Beginning extends Omit<Begin, 'password' | 'credit'> {
  readonly lie: Lie
  /** Which tokens come along, if any. */
  readonly back: number | undefined
  readonly maxAge: number | undefined
}

class Begins extends Act {
  readonly drawn: Beginning

  constructor(drawn: Beginning) {
    super()
    this.drawn = drawn
  }

  async act(model: Model, world: World, tell: (story: string) => void): Promise<void> {
    const { lie, back, maxAge, ...drawn } = this.drawn
    const password = sayPassword(model, drawn.person, lie)
    const of = back === undefined ? undefined : this.#tokens(model, back)
    const call = { ...drawn, password, credit: of && { of, maxAge } }
    const outcome = await begin(world, model, call)
    const { name } = personOf(model, call.person)
    const toward = call.target === undefined ? '' : ` toward level ${call.target}`
    const along = of ? ` with tokens ${model.signedIn.indexOf(of)}` : ''
    tell(`${name} begins by ${call.by}${toward}${along}, ${lie}: ${describe(outcome)}`)
    await settleBegin(world, model, call, outcome)
  }

  /** Only a sign-in by choice that is to come to a level looks at tokens: liars have those of others. */
  #tokens({ signedIn }: Model, back: number): SignedIn | undefined {
    const { by, target, person, lie } = this.drawn
    if (by !== 'choice' || target === undefined) return undefined
    const had = signedIn.filter((token) => lie !== 'none' || token.person === person)
    return choose(had.toReversed(), back)
  }
}

interface Answering {
  readonly pick: Pick
  readonly lie: Lie
  readonly option: number
  readonly device: Begin['device']
  readonly isAdministrator: boolean
}

class Answers extends Act {
  readonly drawn: Answering

  constructor(drawn: Answering) {
    super()
    this.drawn = drawn
  }

  async act(model: Model, world: World, tell: (story: string) => void): Promise<void> {
    const { pick, lie, option, device, isAdministrator } = this.drawn
    const ticket = pickFrom(model.tickets, pick)
    if (!ticket) return
    const other = CHALLENGES[option % CHALLENGES.length] ?? ticket.awaits
    const challenge = lie === 'another challenge' ? other : ticket.awaits
    const person = lie === 'another person' ? 1 - ticket.person : ticket.person
    const now = world.house.clock.now()
    const call = {
      challenge,
      session: SESSIONS[lie] ?? ticket,
      person,
      client: lie === 'another client' ? 1 - ticket.client : ticket.client,
      evidence: SAY[challenge](model, { ticket, person, lie, option, now }),
      device,
      isAdministrator,
    } as const
    const outcome = await answer(world, model, call)
    const { name } = personOf(model, person)
    const index = model.tickets.indexOf(ticket)
    tell(`${name} answers ${challenge} in Session ${index}, ${lie}: ${describe(outcome)}`)
    await settleAnswer(world, model, call, outcome)
  }
}

const SESSIONS: Readonly<Partial<Record<Lie, 'made up' | 'none'>>> = {
  'made-up Session': 'made up',
  'no Session': 'none',
}

class Administers extends Act {
  readonly person: number
  readonly change: Change
  readonly option: number

  constructor(person: number, change: Change, option: number) {
    super()
    this.person = person
    this.change = change
    this.option = option
  }

  async act(model: Model, world: World, tell: (story: string) => void): Promise<void> {
    const person = personOf(model, this.person)
    const plan = PLANS[this.change](model, person, this.option)
    if (!plan) return
    tell(`an administrator: ${this.change}, ${person.name}`)
    await plan.call(world)
    model.people[this.person] = plan.person
  }
}

/** Changes something of one's own, with tokens of now or of earlier. */
class ChangesOwn extends Act {
  readonly back: number
  readonly change: OwnChange
  readonly option: number

  constructor(back: number, change: OwnChange, option: number) {
    super()
    this.back = back
    this.change = change
    this.option = option
  }

  async act(model: Model, world: World, tell: (story: string) => void): Promise<void> {
    const token = choose(model.signedIn.toReversed(), this.back)
    if (!token) return
    const person = personOf(model, token.person)
    const plan = OWN_PLANS[this.change](model, person, this.option)
    if (!plan) return
    const refusal = await plan.call(world, token.accessToken).then(() => undefined, refusalIn)
    const said = refusal ?? 'it is changed'
    tell(`${person.name}: ${this.change}: ${said}`)
    const isReset = person.mustReset ? 'the password is to be reset' : undefined
    holdAgainst(
      objectionToToken(model, token, world.house.clock.now()) ?? isReset,
      refusal,
      `${this.change} is theirs to do`,
    )
    if (refusal === undefined) model.people[token.person] = plan.person
  }
}

class Waits extends Act {
  readonly seconds: number

  constructor(seconds: number) {
    super()
    this.seconds = seconds
  }

  async act(_: Model, { house }: World, tell: (story: string) => void): Promise<void> {
    tell(`${this.seconds} seconds pass`)
    house.clock.advance(`${this.seconds}s`)
  }
}

/** Tried more often: the other person must have just what is asked for, and a code be fresh enough to be used again. */
const RARE = ['another person', 'another person', 'former proof', 'former proof'] as const

const person = fc.nat(1)
const option = fc.nat(59)
const isAdministrator = fc.boolean()
const often = <Value>(usual: Value, others: fc.Arbitrary<Value>, weight = 4) =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: others })

const lie = often<Lie>('none', fc.constantFrom(...LIES, ...RARE), 2)
const device = fc.constantFrom('own', undefined, undefined, 'foreign', undefined)
const pick = fc.record({ isNewest: often(true, fc.constant(false), 3), back: fc.nat(9) })

const BEGINNINGS = ['password', 'password', 'srp', 'srp', 'custom', 'custom after srp'] as const

const begins = fc
  .record<Beginning>({
    by: often<Begin['by']>('choice', fc.constantFrom(...BEGINNINGS), 1),
    person,
    client: often(0, fc.constant(1)),
    preferred: fc.option(
      fc.constantFrom('PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'),
      { nil: undefined },
    ),
    isAlong: fc.boolean(),
    target: often<number | undefined>(undefined, fc.integer({ min: 1, max: 4 }), 2),
    back: fc.option(fc.nat(3), { nil: undefined }),
    maxAge: fc.constantFrom(undefined, undefined, 0, 60),
    device,
    isAdministrator,
    lie: often<Lie>('none', fc.constantFrom('wrong proof', 'former proof')),
  })
  .map((drawn) => new Begins(drawn))

const answers = fc
  .record<Answering>({ pick, lie, option, device, isAdministrator })
  .map((drawn) => new Answers(drawn))

/** As often with a Session that was used as with the one that stands. */
const setsUpApp = fc
  .tuple(fc.record({ isNewest: fc.boolean(), back: fc.nat(9) }), often(true, fc.constant(false)))
  .map((drawn) => new SetsUpApp(...drawn))

/** Tried more often: whoever is kept out does little else in the rest of a walk. */
const UNDOING = ['enable', 'give a password'] as const

const administers = fc
  .tuple(person, fc.constantFrom(...CHANGES, ...UNDOING), option)
  .map((drawn) => new Administers(...drawn))

const changesOwn = fc
  .tuple(fc.nat(9), fc.constantFrom(...OWN_CHANGES), option)
  .map((drawn) => new ChangesOwn(...drawn))

/** A step of an app, mostly; past a Session; past all that was counted. */
const waits = often(30, fc.constantFrom(181, 1000), 8).map((seconds) => new Waits(seconds))

/** Walks of a few sign-ins each, that cross each other. */
export const walks = (maxCommands: number) =>
  fc.commands(
    [
      ...[begins, begins, answers, answers, answers, answers, answers],
      ...[setsUpApp, setsUpApp, setsUpApp, administers, changesOwn, waits],
    ],
    { maxCommands, size: 'max' },
  )
