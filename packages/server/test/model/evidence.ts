/** What people and liars say in answer to a challenge. */
import { codeAt, otherCode } from '../support/second-factor.ts'
import { type Evidence, RIGHT_ANSWER } from './calls.ts'
import { askedFactors, firstChoices } from './demands.ts'
import type { Challenge, FirstChoice, Model, Person, SecondProof, Ticket } from './state.ts'
import { personOf } from './steps.ts'

/** One thing at a time is wrong with an answer, else it would be refused for something else. */
export const LIES = [
  'wrong proof',
  'former proof',
  'proof of another sign-in',
  'another person',
  'another client',
  'another challenge',
  'made-up Session',
  'no Session',
] as const

export type Lie = (typeof LIES)[number] | 'none'

interface Saying {
  readonly ticket: Ticket
  /** Who is named: a right proof is theirs. */
  readonly person: number
  readonly lie: Lie
  /** Which of several right answers, or of several wrong ones. */
  readonly option: number
  readonly now: number
}

type Say = (model: Model, saying: Saying) => Evidence

const WRONG_PASSWORD = 'Sink-Every-Day-1'
const NO_CODE = '000000'

/** The password that is said. */
export function sayPassword(model: Model, person: number, lie: Lie): string {
  const { password, formerPassword } = personOf(model, person)
  if (lie === 'wrong proof') return WRONG_PASSWORD
  if (lie === 'former proof') return formerPassword ?? WRONG_PASSWORD
  return lie === 'proof of another sign-in' ? personOf(model, 1 - person).password : password
}

/** One of a list. */
export const choose = <Item>(items: readonly Item[], option: number): Item | undefined =>
  items.at(option % Math.max(items.length, 1))

/** The challenge itself, or another one of the same kind where the proof is of that. */
function ticketFor(challenge: Challenge, model: Model, { ticket, lie, option }: Saying) {
  if (ticket.awaits === challenge && lie !== 'proof of another sign-in') return ticket
  const others = model.tickets.filter((each) => each.awaits === challenge && each !== ticket)
  return choose(others, option)
}

const sayCode: Say = (model, { ticket, lie, option }) => {
  const code = ticket.code ?? NO_CODE
  if (lie === 'wrong proof') return { kind: 'code', code: otherCode(code) }
  if (lie !== 'former proof' && lie !== 'proof of another sign-in') return { kind: 'code', code }
  const others = model.tickets.filter((each) => each.code !== undefined && each !== ticket)
  return { kind: 'code', code: choose(others, option)?.code ?? NO_CODE }
}

const STEP_MS = 30_000
/** A clock that is right, fast or slow. */
const DRIFTS = [0, 0, 1, -1] as const

const sayAppCode: Say = (model, { person, lie, option, now }) => {
  const { app } = personOf(model, lie === 'proof of another sign-in' ? 1 - person : person)
  const steps = lie === 'wrong proof' ? 5 : (choose(DRIFTS, option) ?? 0)
  const time = lie === 'former proof' ? (app?.usedUpTo ?? 0) * STEP_MS : now + steps * STEP_MS
  return { kind: 'code', code: app ? codeAt(app.secret, time) : NO_CODE }
}

const CHOICES: readonly FirstChoice[] = ['WEB_AUTHN', 'SMS_OTP', 'EMAIL_OTP', 'PASSWORD_SRP']

const sayChoice: Say = (model, { ticket, person, lie, option }) => {
  const theirs = firstChoices(model.demands, personOf(model, person), ticket.target)
  const others = CHOICES.filter((choice) => !theirs.includes(choice))
  const choice = choose(lie === 'wrong proof' ? others : theirs, option) ?? 'PASSWORD'
  const along = option % 2 === 0 ? undefined : sayPassword(model, person, lie)
  return { kind: 'choice', choice, along }
}

const FACTORS: readonly SecondProof[] = ['app', 'sms', 'email']

const sayFactor: Say = (model, { person, lie, option }) => {
  const asked = askedFactors(model.demands, personOf(model, person))
  const others = FACTORS.filter((factor) => !asked.includes(factor))
  return { kind: 'factor', factor: choose(lie === 'wrong proof' ? others : asked, option) ?? 'app' }
}

/** An address that nobody has, or nothing where an app was set up. */
const saySetUp: Say = (model, { ticket, person, option }) => {
  const isApp = ticket.setUp !== undefined || option % 3 === 0
  const name = `${personOf(model, person).name}-${model.tickets.length}`
  return { kind: 'set-up', email: isApp ? undefined : `${name}@example.com` }
}

const sayPasswordAlone: Say = (model, { person, lie }) => ({
  kind: 'password',
  password: sayPassword(model, person, lie),
})

/** Somebody who lies about a proof has that of the other person. */
const prover = ({ person, lie }: Saying) => (lie === 'wrong proof' ? 1 - person : person)

export const SAY: Readonly<Record<Challenge, Say>> = {
  SELECT_CHALLENGE: sayChoice,
  PASSWORD: sayPasswordAlone,
  PASSWORD_SRP: () => ({ kind: 'SRP_A' }),
  PASSWORD_VERIFIER: (model, saying) => ({
    kind: 'SRP proof',
    password: sayPassword(model, saying.person, saying.lie),
    of: ticketFor('PASSWORD_VERIFIER', model, saying),
  }),
  SMS_OTP: sayCode,
  WEB_AUTHN: (model, saying) => ({
    kind: 'signature',
    by: prover(saying),
    of: ticketFor('WEB_AUTHN', model, saying),
  }),
  CUSTOM_CHALLENGE: (_, { lie }) => ({
    kind: 'custom',
    answer: lie === 'wrong proof' ? 'eight' : RIGHT_ANSWER,
  }),
  NEW_PASSWORD_REQUIRED: (model) => ({ kind: 'new password', password: newPassword(model) }),
  SELECT_MFA_TYPE: sayFactor,
  SMS_MFA: sayCode,
  EMAIL_OTP: sayCode,
  SOFTWARE_TOKEN_MFA: sayAppCode,
  MFA_SETUP: saySetUp,
  DEVICE_SRP_AUTH: (_, saying) => ({ kind: 'device', of: prover(saying) }),
  DEVICE_PASSWORD_VERIFIER: (model, saying) => ({
    kind: 'device proof',
    by: prover(saying),
    of: ticketFor('DEVICE_PASSWORD_VERIFIER', model, saying),
  }),
  SIGNED_UP: () => ({ kind: 'nothing' }),
}

/** One that nobody had before. */
export const newPassword = ({ people }: Model): string => {
  const given = people.reduce((sum, person: Person) => sum + person.passwordVersion, 0)
  return `Swim-Day-${given + 1}-Again`
}
