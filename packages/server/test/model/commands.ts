/** What honest people, liars and administrators do, drawn at random. */
import type { AsyncCommand } from 'fast-check'
import fc from 'fast-check'
import { sdkFor } from '../support/sdk.ts'
import { codeAt, otherCode } from '../support/second-factor.ts'
import type { Begin } from './calls.ts'
import { CHANGES, type Change, PLANS } from './changes.ts'
import { mustSetUp } from './demands.ts'
import { choose, LIES, type Lie, SAY, sayPassword } from './evidence.ts'
import { describe, Obstacle, settleAnswer, settleBegin, WayIn } from './ledger.ts'
import { standing } from './model.ts'
import { stepOf } from './proofs.ts'
import { CHALLENGES, type Model, type Ticket } from './state.ts'
import { personOf } from './steps.ts'
import { answer, begin, refusalIn, type World } from './wire.ts'

type Command = AsyncCommand<Model, World>

/** What a command did, for the counterexample: what was drawn says little without it. */
abstract class Act implements Command {
  #story = 'nothing'

  check(_: Readonly<Model>): boolean {
    return true
  }

  async run(model: Model, world: World): Promise<void> {
    await this.act(model, world, (story) => {
      this.#story = story
    })
  }

  toString(): string {
    return this.#story
  }

  abstract act(model: Model, world: World, tell: (story: string) => void): Promise<void>
}

interface Beginning extends Omit<Begin, 'password'> {
  readonly lie: Lie
}

class Begins extends Act {
  readonly drawn: Beginning

  constructor(drawn: Beginning) {
    super()
    this.drawn = drawn
  }

  async act(model: Model, world: World, tell: (story: string) => void): Promise<void> {
    const { lie, ...drawn } = this.drawn
    const call = { ...drawn, password: sayPassword(model, drawn.person, lie) }
    const outcome = await begin(world, model, call)
    const { name } = personOf(model, call.person)
    const toward = call.target === undefined ? '' : ` toward level ${call.target}`
    tell(`${name} begins by ${call.by}${toward}, ${lie}: ${describe(outcome)}`)
    await settleBegin(world, model, call, outcome)
  }
}

/** Which challenge is answered: the newest that stands, or any that ever was. */
interface Pick {
  readonly isNewest: boolean
  readonly back: number
}

interface Answering {
  readonly pick: Pick
  readonly lie: Lie
  readonly option: number
  readonly device: Begin['device']
  readonly isAdministrator: boolean
}

function pickFrom(tickets: readonly Ticket[], { isNewest, back }: Pick): Ticket | undefined {
  const open = tickets.filter(({ status }) => status === 'open')
  return isNewest ? open.at(-1) : choose(tickets.toReversed(), back)
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

/** Goes on with an app: gets its secret, then proves that the app has it. Each gives another Session. */
class SetsUpApp extends Act {
  readonly pick: Pick
  readonly isRight: boolean

  constructor(pick: Pick, isRight: boolean) {
    super()
    this.pick = pick
    this.isRight = isRight
  }

  async act(model: Model, world: World, tell: (story: string) => void): Promise<void> {
    const waiting = model.tickets.filter(({ awaits }) => awaits === 'MFA_SETUP')
    const ticket = pickFrom(this.pick.isNewest ? waiting : model.tickets, this.pick)
    if (!ticket) return
    const now = world.house.clock.now()
    const { setUp, wire } = ticket
    const secret = setUp && 'secret' in setUp && !setUp.provenAt ? setUp.secret : undefined
    const right = secret && codeAt(secret, now)
    const UserCode = right && (this.isRight ? right : otherCode(right))
    const sdk = sdkFor(world.house)
    const { session: Session } = wire
    const given: Promise<
      { SecretCode?: string | undefined; Session?: string | undefined } | string
    > = UserCode
      ? sdk.verifySoftwareToken({ Session, UserCode }).catch(refusalIn)
      : sdk.associateSoftwareToken({ Session }).catch(refusalIn)
    const outcome = await given
    const said = typeof outcome === 'string' ? outcome : 'a Session'
    const index = model.tickets.indexOf(ticket)
    tell(`${UserCode ? 'the app is proven' : 'an app is set up'} in Session ${index}: ${said}`)
    const objection = objectionToSetUp(model, ticket, now) ?? wrongCode(secret, UserCode, now)
    const isRefused = typeof outcome === 'string'
    if (isRefused !== (objection !== undefined)) {
      const Finding = isRefused ? Obstacle : WayIn
      throw new Finding(`${said} although ${objection ?? 'an app may be set up'}`)
    }
    if (typeof outcome === 'string') return
    ticket.status = 'spent'
    const provenAt = UserCode && secret ? stepOf(secret, UserCode, now) : undefined
    model.tickets.push({
      ...ticket,
      setUp: { secret: outcome.SecretCode ?? secret ?? '', provenAt },
      wire: { ...wire, session: outcome.Session },
      status: 'open',
      guesses: 0,
    })
  }
}

const wrongCode = (secret: string | undefined, code: string | undefined, now: number) =>
  code !== undefined && stepOf(secret, code, now) === undefined ? 'the code is wrong' : undefined

function objectionToSetUp(model: Model, ticket: Ticket, now: number): string | undefined {
  if (ticket.awaits !== 'MFA_SETUP') return 'no factor is being set up'
  if (now >= ticket.expiresAt) return 'the Session expired'
  if (ticket.status === 'spent') return 'the Session is spent'
  const hasFactor = !mustSetUp(model.demands, personOf(model, ticket.person))
  return hasFactor ? 'the person has a second factor by now' : standing(model, ticket)
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
    device,
    isAdministrator,
    lie: often<Lie>('none', fc.constantFrom('wrong proof', 'former proof')),
  })
  .map((drawn) => new Begins(drawn))

const answers = fc
  .record<Answering>({ pick, lie, option, device, isAdministrator })
  .map((drawn) => new Answers(drawn))

const setsUpApp = fc
  .tuple(pick, often(true, fc.constant(false)))
  .map((drawn) => new SetsUpApp(...drawn))

/** Tried more often: whoever is kept out does little else in the rest of a walk. */
const UNDOING = ['enable', 'give a password'] as const

const administers = fc
  .tuple(person, fc.constantFrom(...CHANGES, ...UNDOING), option)
  .map((drawn) => new Administers(...drawn))

/** A step of an app, mostly; past a Session; past all that was counted. */
const waits = often(30, fc.constantFrom(181, 1000), 8).map((seconds) => new Waits(seconds))

/** Walks of a few sign-ins each, that cross each other. */
export const walks = (maxCommands: number) =>
  fc.commands(
    [begins, begins, answers, answers, answers, answers, answers, setsUpApp, administers, waits],
    { maxCommands, size: 'max' },
  )
