/**
 * What sign-in is to do, written apart from the server and in another form: a challenge takes one answer, of the
 * person and the client it was given to, in its time, with the proof it asks for; tokens come when nothing is due.
 */
import type { Answer, Begin, Credit } from './calls.ts'
import { firstChoices, levelDue } from './demands.ts'
import { PROOFS } from './proofs.ts'
import type { Model, Progress, SignedIn, Ticket } from './state.ts'
import { beginWith, challenge, personOf, provePassword, type Verdict } from './steps.ts'

export function judgeBegin(model: Model, begin: Begin, now: number): Verdict {
  const person = personOf(model, begin.person)
  const progress: Progress = {
    person: begin.person,
    client: begin.client,
    first: [],
    second: [],
    isDeviceProven: false,
    ...(begin.by === 'choice' && { target: begin.target }),
  }
  if (begin.by === 'srp') return challenge('PASSWORD_VERIFIER', person, progress)
  if (begin.by === 'custom') return challenge('CUSTOM_CHALLENGE', person, progress)
  if (begin.by === 'custom after srp') {
    return challenge('PASSWORD_VERIFIER', person, progress, { isCustom: true })
  }
  if (begin.by === 'password') return provePassword(model, begin, progress)
  const goesOn = begin.credit && judgeCredit(model, begin.credit, progress, now)
  if (goesOn) return goesOn
  const { preferred } = begin
  const isTheirs =
    preferred && firstChoices(model.demands, person, begin.target).includes(preferred)
  if (!isTheirs) return challenge('SELECT_CHALLENGE', person, progress)
  const along = begin.isAlong ? begin.password : undefined
  return beginWith(model, preferred, { along, device: begin.device }, progress)
}

/** Where a sign-in goes on from what was proven before; undefined where that is worth nothing, and it begins anew. */
function judgeCredit(
  model: Model,
  { of, maxAge = Number.POSITIVE_INFINITY }: Credit,
  progress: Progress,
  now: number,
): Verdict | undefined {
  const objection = objectionToToken(model, of, now)
  if (objection) return { objection }
  if (of.person !== progress.person) return { objection: 'the access token is of another person' }
  if (of.client !== progress.client) return { objection: 'the access token is of another client' }
  const person = personOf(model, of.person)
  const { first, second, passwordVersion, passwordAt = 0 } = of
  const isOld = now - passwordAt > maxAge * 1000
  if (isOld || passwordVersion !== person.passwordVersion) return undefined
  const shown = { ...progress, first, second, passwordVersion, passwordAt }
  const next = levelDue(person, shown)
  if (next?.kind !== 'challenge') return { objection: 'there is no level left to ask for' }
  return { next, person, progress: shown }
}

/** The challenge that is answered. The secret block of SRP is one by itself, with its Session or without. */
export const ticketOf = ({ challenge: name, session, evidence }: Answer): Ticket | undefined => {
  if (name === 'PASSWORD_VERIFIER') return evidence.kind === 'SRP proof' ? evidence.of : undefined
  return typeof session === 'string' ? undefined : session
}

export function judgeAnswer(model: Model, answer: Answer, now: number): Verdict {
  const ticket = ticketOf(answer)
  if (!ticket) return { objection: 'the Session is none' }
  const objection = objectionTo(model, ticket, answer, now)
  return objection ? { objection } : PROOFS[answer.challenge](model, ticket, answer, now)
}

/** What is wrong with an answer whatever it proves. */
function objectionTo(
  model: Model,
  ticket: Ticket,
  answer: Answer,
  now: number,
): string | undefined {
  const { session } = answer
  if (ticket.awaits !== answer.challenge) return `the Session is for ${ticket.awaits}`
  const isOther = session !== ticket && session !== 'none'
  if (isOther || (session === 'none' && ticket.awaits !== 'PASSWORD_VERIFIER')) {
    return 'the Session is another one'
  }
  if (ticket.client !== answer.client) return 'the Session is of another client'
  if (ticket.person !== answer.person) return 'the Session is of another person'
  if (now >= ticket.expiresAt) return 'the Session expired'
  if (ticket.status === 'spent') return 'the Session is spent'
  return standing(model, ticket)
}

/** Why an access token is good for nothing. */
export function objectionToToken(
  model: Model,
  { person, expiresAt }: SignedIn,
  now: number,
): string | undefined {
  if (now >= expiresAt) return 'the access token expired'
  return personOf(model, person).isEnabled ? undefined : 'the person is disabled'
}

/** What was proven before must hold still. */
export function standing(model: Model, ticket: Ticket): string | undefined {
  const person = personOf(model, ticket.person)
  const { passwordVersion, first, awaits } = ticket
  if (passwordVersion !== undefined && passwordVersion !== person.passwordVersion) {
    return 'the password that was proven is theirs no more'
  }
  // A sign-in in its first steps goes on alike for the disabled: what they may not do is told to who proved it.
  const isLater = first.length > 0 && awaits !== 'CUSTOM_CHALLENGE'
  return isLater && !person.isEnabled ? 'the person is disabled' : undefined
}
