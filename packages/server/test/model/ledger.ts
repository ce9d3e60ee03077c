/** Holds what came back against the model, and keeps what the model is to know of it. */
import type { Answer, Begin } from './calls.ts'
import { judgeAnswer, judgeBegin, ticketOf } from './model.ts'
import { stepOf } from './proofs.ts'
import type { Challenge, Guessed, Model, Person, Progress, Ticket, Wire } from './state.ts'
import { personOf, type Step, type Verdict } from './steps.ts'
import type { Outcome, World } from './wire.ts'

/** The server let somebody go on who must not, or asked for something else than is due. */
export class WayIn extends Error {}

/** The server refused somebody who did all that is due. */
class Obstacle extends Error {}

const FAILURES_BEFORE_LOCK = 5
const MOST_GUESSES = 5
const MOST_FIRST_CODES = 10
const MOST_SECOND_CODES = 20
/** AuthSessionValidity and AccessTokenValidity, unless a client says otherwise. */
const SESSION_MS = 3 * 60_000
const TOKENS_MS = 60 * 60_000

/** Holds the outcome of a call against its verdict. @throws WayIn, Obstacle. */
function compare(verdict: Verdict, outcome: Outcome, person: Person, mayBeLocked: boolean): void {
  const said = describe(outcome)
  if ('objection' in verdict) {
    if (outcome.kind === 'refusal') return
    throw new WayIn(`${said} although ${verdict.objection}`)
  }
  const { next } = verdict
  if (outcome.kind === 'refusal') {
    if (mayBeLocked || next.kind === 'refusal') return
    throw new Obstacle(`${said} although ${next.kind === 'tokens' ? 'nothing' : next.name} is due`)
  }
  if (next.kind === 'refusal') throw new WayIn(`${said} although ${next.why}`)
  const due = next.kind === 'tokens' ? `tokens of ${person.name}` : next.name
  if (said !== due) throw new WayIn(`${said} although ${due} is due`)
}

/** The same for a call that is simply refused or not. @param may what it may do where nothing is wrong with it. */
export function holdAgainst(
  objection: string | undefined,
  refusal: string | undefined,
  may: string,
): void {
  if (objection !== undefined && refusal === undefined) {
    throw new WayIn(`it is done although ${objection}`)
  }
  if (objection === undefined && refusal !== undefined) {
    throw new Obstacle(`${refusal} although ${may}`)
  }
}

export function describe(outcome: Outcome): string {
  if (outcome.kind === 'tokens') return `tokens of ${outcome.name}`
  return outcome.kind === 'refusal' ? `refused (${outcome.error})` : outcome.name
}

/** After a call that begins a sign-in. */
export async function settleBegin(
  world: World,
  model: Model,
  call: Begin,
  outcome: Outcome,
): Promise<void> {
  const verdict = judgeBegin(model, call, world.house.clock.now())
  const person = personOf(model, call.person)
  const guessed = call.by.startsWith('custom') ? (['custom', 'password'] as const) : FIRST
  const isUnsure = guessed.some((what) => isStruckOut(person, what)) || mayBeUnsent(verdict)
  compare(verdict, outcome, person, isUnsure)
  const isGuess = call.credit === undefined && 'objection' in verdict
  if (outcome.kind === 'refusal' && isGuess) strike(model, call.person, 'password')
  await follow(world, model, verdict, outcome, isUnsure)
}

const FIRST = ['password', 'first code'] as const

const isStruckOut = ({ strikes, firstCodes }: Person, what: Guessed): boolean =>
  (strikes[what] ?? 0) >= FAILURES_BEFORE_LOCK ||
  (what === 'first code' && firstCodes >= MOST_FIRST_CODES)

/** What a wrong answer counts under. */
const GUESSED: Readonly<Partial<Record<Challenge, Guessed>>> = {
  SELECT_CHALLENGE: 'password',
  PASSWORD: 'password',
  PASSWORD_SRP: 'password',
  PASSWORD_VERIFIER: 'password',
  SMS_OTP: 'first code',
  CUSTOM_CHALLENGE: 'custom',
  SMS_MFA: 'sms',
  SOFTWARE_TOKEN_MFA: 'app',
  DEVICE_PASSWORD_VERIFIER: 'device',
}

/** Answers that are taken with nothing proven, so that no wrong ones are forgiven. */
const PROVE_NOTHING: readonly Challenge[] = ['SELECT_CHALLENGE', 'PASSWORD_SRP', 'CUSTOM_CHALLENGE']

/** After an answer. */
export async function settleAnswer(
  world: World,
  model: Model,
  call: Answer,
  outcome: Outcome,
): Promise<void> {
  const now = world.house.clock.now()
  const verdict = judgeAnswer(model, call, now)
  const ticket = ticketOf(call)
  const isFirst = ticket?.first.length === 0
  const isEmail = call.challenge === 'EMAIL_OTP'
  const guessed = isEmail ? (isFirst ? 'first code' : 'email') : GUESSED[call.challenge]
  const owner = personOf(model, ticket?.person ?? call.person)
  const isUnsure =
    mayBeLocked(owner, ticket, guessed) || isPerhapsUsed(call, owner, now) || mayBeUnsent(verdict)
  compare(verdict, outcome, owner, isUnsure)
  if (guessed && isStrike(call, verdict, outcome)) {
    for (const person of new Set([call.person, ticket?.person ?? call.person]))
      strike(model, person, guessed)
  }
  if (ticket) markAnswered(ticket, verdict, outcome, isUnsure)
  if ('objection' in verdict) markCode(model, call, now)
  await follow(world, model, verdict, outcome, isUnsure)
  if (guessed && outcome.kind !== 'refusal' && !PROVE_NOTHING.includes(call.challenge)) {
    forgive(model, owner.name, guessed)
  }
}

function mayBeLocked(owner: Person, ticket: Ticket | undefined, guessed: Guessed | undefined) {
  if (ticket?.status === 'perhaps spent') return true
  if (ticket && ticket.guesses >= MOST_GUESSES) return true
  const isChoosing = ticket?.awaits === 'SELECT_CHALLENGE'
  if (isChoosing && isStruckOut(owner, 'first code')) return true
  if (ticket?.isCustom || ticket?.awaits === 'CUSTOM_CHALLENGE') {
    return isStruckOut(owner, 'custom') || isStruckOut(owner, 'password')
  }
  return guessed !== undefined && isStruckOut(owner, guessed)
}

/** As many codes as a person is sent in an hour, counted on the safe side: without the hour. */
const mayBeUnsent = (verdict: Verdict): boolean =>
  'next' in verdict &&
  verdict.next.kind === 'challenge' &&
  isSecondCode(verdict.next.name, verdict.progress) &&
  verdict.person.secondCodes >= MOST_SECOND_CODES

const isSecondCode = (awaits: Challenge, { first }: Pick<Progress, 'first'>): boolean =>
  awaits === 'SMS_MFA' || (awaits === 'EMAIL_OTP' && first.length > 0)

/** Counted on the safe side: a refusal may count, and so does a wrong answer to a function's question. */
const isStrike = ({ evidence }: Answer, verdict: Verdict, outcome: Outcome): boolean =>
  (outcome.kind === 'refusal' && 'objection' in verdict) ||
  (evidence.kind === 'custom' && outcome.kind === 'challenge')

/** An app's code that came along with a refused answer may be used up, or not. */
const isPerhapsUsed = ({ evidence }: Answer, { app }: Person, now: number): boolean => {
  const step = evidence.kind === 'code' ? stepOf(app?.secret, evidence.code, now) : undefined
  return app !== undefined && step !== undefined && step <= app.perhapsUsedUpTo
}

function markAnswered(ticket: Ticket, verdict: Verdict, outcome: Outcome, isUnsure: boolean): void {
  ticket.guesses++
  if ('objection' in verdict) return
  const { next } = verdict
  if (outcome.kind !== 'refusal') ticket.status = 'spent'
  else if (isUnsure || next.kind !== 'refusal') ticket.status = 'perhaps spent'
  // What a function was asked about is good for one answer, whatever becomes of it.
  else if (!next.isUndone || ticket.awaits === 'CUSTOM_CHALLENGE') ticket.status = 'spent'
}

/** An app's code may be used up by an answer that is refused for another reason. */
function markCode(model: Model, { challenge, evidence }: Answer, now: number): void {
  if (challenge !== 'SOFTWARE_TOKEN_MFA' || evidence.kind !== 'code') return
  for (const [index, person] of model.people.entries()) {
    const step = stepOf(person.app?.secret, evidence.code, now)
    if (!person.app || step === undefined) continue
    const perhapsUsedUpTo = Math.max(person.app.perhapsUsedUpTo, step)
    model.people[index] = { ...person, app: { ...person.app, perhapsUsedUpTo } }
  }
}

/** What a step changed, and the challenge that it led to. */
async function follow(
  world: World,
  model: Model,
  verdict: Verdict,
  outcome: Outcome,
  isUnsure: boolean,
): Promise<void> {
  if ('objection' in verdict) return
  const { next, progress, person } = verdict
  const isRefusal = next.kind === 'refusal' && !next.isUndone && !isUnsure
  const isDone = outcome.kind !== 'refusal' || isRefusal
  if (!isDone) return
  const isCodeSent = outcome.kind === 'challenge' && isSecondCode(outcome.name, progress)
  model.people[progress.person] = isCodeSent
    ? { ...person, secondCodes: person.secondCodes + 1 }
    : person
  const now = world.house.clock.now()
  if (outcome.kind === 'tokens') {
    const { accessToken } = outcome
    model.signedIn.push({ ...dated(progress, now), accessToken, expiresAt: now + TOKENS_MS })
  }
  if (outcome.kind !== 'challenge') return
  model.tickets.push(await ticketAfter(world, verdict, outcome.name, outcome.wire))
}

/** The Session of a sign-up that was confirmed at the first client. */
export const ticketOfSignUp = (person: number, session: string, now: number): Ticket => ({
  person,
  client: 0,
  first: [],
  second: [],
  isDeviceProven: false,
  awaits: 'SIGNED_UP',
  verifierVersion: 0,
  expiresAt: now + SESSION_MS,
  wire: { session, parameters: {} },
  status: 'open',
  guesses: 0,
})

/** What was proven, with the time of the password: what comes of a step comes at once. */
function dated(progress: Progress, now: number): Progress {
  const { person, client, first, second, isDeviceProven, passwordVersion, target } = progress
  const passwordAt = passwordVersion === undefined ? undefined : (progress.passwordAt ?? now)
  return { person, client, first, second, isDeviceProven, passwordVersion, passwordAt, target }
}

async function ticketAfter(
  { house }: World,
  { next, person, progress, setUp, isCustom }: Step,
  awaits: Challenge,
  wire: Wire,
): Promise<Ticket> {
  const now = house.clock.now()
  const address = setUp && 'email' in setUp ? setUp.email : addressFor(awaits, person)
  const message = address === undefined ? undefined : await house.inbox.last(address)
  return {
    ...dated(progress, now),
    awaits,
    code: message?.code,
    address,
    setUp,
    factors: next.kind === 'challenge' ? next.factors : undefined,
    isCustom,
    verifierVersion: person.passwordVersion,
    expiresAt: now + SESSION_MS,
    wire,
    status: 'open',
    guesses: 0,
  }
}

function addressFor(awaits: Challenge, { sms, email }: Person): string | undefined {
  if (awaits === 'EMAIL_OTP') return email
  return awaits === 'SMS_OTP' || awaits === 'SMS_MFA' ? sms : undefined
}

function strike(model: Model, index: number, what: Guessed): void {
  const person = personOf(model, index)
  const strikes = { ...person.strikes, [what]: (person.strikes[what] ?? 0) + 1 }
  model.people[index] = { ...person, strikes }
}

function forgive(model: Model, name: string, what: Guessed): void {
  const index = model.people.findIndex((person) => person.name === name)
  const person = personOf(model, index)
  model.people[index] = { ...person, strikes: { ...person.strikes, [what]: 0 } }
}
