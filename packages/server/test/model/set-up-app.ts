/** The set-up of an app between a first factor and the tokens, which takes calls of its own. */
import { sdkFor } from '../support/sdk.ts'
import { codeAt, otherCode } from '../support/second-factor.ts'
import { Act, type Pick, pickFrom } from './act.ts'
import { mustSetUp } from './demands.ts'
import { holdAgainst } from './ledger.ts'
import { standing } from './model.ts'
import { stepOf } from './proofs.ts'
import type { Model, Ticket } from './state.ts'
import { personOf } from './steps.ts'
import { refusalIn, type World } from './wire.ts'

/** Goes on with an app: gets its secret, then proves that the app has it. Each gives another Session. */
export class SetsUpApp extends Act {
  readonly pick: Pick
  readonly isRight: boolean

  constructor(pick: Pick, isRight: boolean) {
    super()
    this.pick = pick
    this.isRight = isRight
  }

  async act(model: Model, world: World, tell: (story: string) => void): Promise<void> {
    const waiting = model.tickets.filter(({ awaits }) => awaits === 'MFA_SETUP')
    const ticket = pickFrom(waiting.length > 0 ? waiting : model.tickets, this.pick)
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
    const refusal = typeof outcome === 'string' ? outcome : undefined
    holdAgainst(objection, refusal, 'an app may be set up')
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
