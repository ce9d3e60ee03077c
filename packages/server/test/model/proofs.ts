/** What answers each challenge, and what the right answer changes. */
import { codeAt } from '../support/second-factor.ts'
import { type Answer, type Evidence, RIGHT_ANSWER } from './calls.ts'
import { ASKED_BY, askedFactors, firstChoices, mustSetUp } from './demands.ts'
import type {
  Challenge,
  FirstProof,
  Model,
  Person,
  Progress,
  SecondProof,
  Ticket,
} from './state.ts'
import { beginWith, challenge, personOf, proven, provePassword, type Verdict } from './steps.ts'

type Proof = (model: Model, ticket: Ticket, answer: Answer, now: number) => Verdict

const wrong = (what: string): Verdict => ({ objection: `${what} is wrong` })

/** What an answer proves, where it is of the kind that is asked for. */
const of = <Kind extends Evidence['kind']>(kind: Kind, { evidence }: Answer) =>
  evidence.kind === kind ? (evidence as Extract<Evidence, { kind: Kind }>) : undefined

const selectChallenge: Proof = (model, ticket, answer) => {
  const said = of('choice', answer)
  const person = personOf(model, ticket.person)
  const choices = firstChoices(model.demands, person, ticket.target)
  if (!said || !choices.includes(said.choice)) return wrong('the choice')
  return beginWith(model, said.choice, { along: said.along, device: answer.device }, ticket)
}

const password: Proof = (model, ticket, answer) => {
  const said = of('password', answer)
  if (!said) return wrong('the password')
  return provePassword(model, { password: said.password, device: answer.device }, ticket)
}

const passwordSrp: Proof = (model, ticket, answer) =>
  of('SRP_A', answer)
    ? challenge('PASSWORD_VERIFIER', personOf(model, ticket.person), ticket)
    : wrong('SRP_A')

const passwordVerifier: Proof = (model, ticket, answer) => {
  const said = of('SRP proof', answer)
  const person = personOf(model, ticket.person)
  // The exchange was begun with the password of then.
  const isSame = ticket.verifierVersion === person.passwordVersion
  if (said?.password !== person.password || !isSame) return wrong('the password')
  if (!ticket.isCustom) return provePassword(model, { ...said, device: answer.device }, ticket)
  const { passwordVersion } = person
  return challenge('CUSTOM_CHALLENGE', person, { ...ticket, first: ['password'], passwordVersion })
}

/** A code begins a sign-in: it ends with the address it went to, and where it may begin no more. */
const firstCode =
  (choice: 'EMAIL_OTP' | 'SMS_OTP', first: FirstProof & SecondProof): Proof =>
  (model, ticket, answer) => {
    const person = personOf(model, ticket.person)
    const isOffered = firstChoices(model.demands, person, ticket.target).includes(choice)
    if (!isOffered) return { objection: `${choice} is no first factor of theirs any more` }
    if (!isCodeOf(ticket, answer, person[first])) return wrong('the code')
    return proven(model, person, { ...ticket, first: [first] }, answer.device)
  }

const webAuthn: Proof = (model, ticket, answer) => {
  const said = of('signature', answer)
  const person = personOf(model, ticket.person)
  const isOffered = firstChoices(model.demands, person, ticket.target).includes('WEB_AUTHN')
  if (!isOffered || said?.by !== ticket.person || said.of !== ticket) return wrong('the signature')
  return proven(model, person, { ...ticket, first: ['passkey'] }, answer.device)
}

/** Every answer leads on, a wrong one to the next try. */
const custom: Proof = (model, ticket, answer) => {
  const said = of('custom', answer)
  const person = personOf(model, ticket.person)
  if (said?.answer !== RIGHT_ANSWER) return challenge('CUSTOM_CHALLENGE', person, ticket)
  return proven(model, person, { ...ticket, first: [...ticket.first, 'custom'] }, answer.device)
}

const newPassword: Proof = (model, ticket, answer) => {
  const said = of('new password', answer)
  const person = personOf(model, ticket.person)
  if (!said || !person.isTemporary) return { objection: 'no new password is asked for' }
  const passwordVersion = person.passwordVersion + 1
  const changed: Person = {
    ...person,
    password: said.password,
    formerPassword: person.password,
    passwordVersion,
    isTemporary: false,
  }
  return proven(model, changed, { ...ticket, passwordVersion }, answer.device)
}

const selectMfaType: Proof = (model, ticket, answer) => {
  const factor = of('factor', answer)?.factor
  const person = personOf(model, ticket.person)
  const isLeft = factor && askedFactors(model.demands, person).includes(factor)
  if (!isLeft || !ticket.factors?.includes(factor)) return wrong('the factor')
  return challenge(ASKED_BY[factor], person, ticket)
}

/** A code that was sent: for this Session, and to an address that is the person's still. */
const secondCode =
  (factor: 'email' | 'sms'): Proof =>
  (model, ticket, answer) => {
    const person = personOf(model, ticket.person)
    const { setUp } = ticket
    const address = setUp && 'email' in setUp ? setUp.email : undefined
    if (!isCodeOf(ticket, answer, address ?? person[factor])) return wrong('the code')
    if (address !== undefined && !mustSetUp(model.demands, person)) return hasFactor
    const changed = address === undefined ? person : turnOn({ ...person, email: address }, 'email')
    return proven(model, changed, withSecond(ticket, factor), answer.device)
  }

const emailCode: Proof = (model, ticket, answer, now) =>
  ticket.first.length === 0
    ? firstCode('EMAIL_OTP', 'email')(model, ticket, answer, now)
    : secondCode('email')(model, ticket, answer, now)

/** The code of an app: of now or one step off, and newer than every one that was used. */
const softwareToken: Proof = (model, ticket, answer, now) => {
  const person = personOf(model, ticket.person)
  const step = stepOf(person.app?.secret, of('code', answer)?.code, now)
  if (!person.app || step === undefined) return wrong('the code')
  if (step <= person.app.usedUpTo) return { objection: 'the code was used before' }
  const app = { ...person.app, usedUpTo: step, perhapsUsedUpTo: step }
  return proven(model, { ...person, app }, withSecond(ticket, 'app'), answer.device)
}

const hasFactor: Verdict = { objection: 'the person has a second factor by now' }

const mfaSetUp: Proof = (model, ticket, answer) => {
  const said = of('set-up', answer)
  const person = personOf(model, ticket.person)
  if (!mustSetUp(model.demands, person)) return hasFactor
  const { setUp } = ticket
  if (said?.email !== undefined) {
    return challenge('EMAIL_OTP', person, ticket, { setUp: { email: said.email } })
  }
  if (!setUp || 'email' in setUp || setUp.provenAt === undefined) return wrong('the set-up')
  const { secret, provenAt } = setUp
  const app = { secret, usedUpTo: provenAt, perhapsUsedUpTo: provenAt }
  return proven(model, turnOn({ ...person, app }, 'app'), withSecond(ticket, 'app'), answer.device)
}

const deviceSrp: Proof = (model, ticket, answer) => {
  const person = personOf(model, ticket.person)
  if (of('device', answer)?.of !== ticket.person || !person.device) return wrong('the device')
  return challenge('DEVICE_PASSWORD_VERIFIER', person, ticket)
}

const devicePasswordVerifier: Proof = (model, ticket, answer) => {
  const said = of('device proof', answer)
  const person = personOf(model, ticket.person)
  if (!person.device || said?.by !== ticket.person || said.of !== ticket) return wrong('the device')
  return proven(model, person, { ...ticket, isDeviceProven: true }, answer.device)
}

/** The code that confirmed the sign-up was the first factor. */
const signedUp: Proof = (model, ticket, answer) => {
  const person = personOf(model, ticket.person)
  return proven(model, person, { ...ticket, first: ['email'] }, answer.device)
}

const isCodeOf = (ticket: Ticket, answer: Answer, address: string | undefined): boolean =>
  ticket.code !== undefined &&
  of('code', answer)?.code === ticket.code &&
  ticket.address === address

const withSecond = (ticket: Ticket, factor: SecondProof): Progress => ({
  ...ticket,
  second: [...ticket.second, factor],
})

const turnOn = (person: Person, factor: SecondProof): Person => ({
  ...person,
  on: [...person.on, factor],
  preferred: factor,
})

const STEP_MS = 30_000

/** The time step, of those around now, whose code it is. */
export function stepOf(
  secret: string | undefined,
  code: string | undefined,
  now: number,
): number | undefined {
  if (secret === undefined) return undefined
  const shift = [0, -1, 1].find((steps) => codeAt(secret, now + steps * STEP_MS) === code)
  return shift === undefined ? undefined : Math.floor(now / STEP_MS) + shift
}

export const PROOFS: Readonly<Record<Challenge, Proof>> = {
  SELECT_CHALLENGE: selectChallenge,
  PASSWORD: password,
  PASSWORD_SRP: passwordSrp,
  PASSWORD_VERIFIER: passwordVerifier,
  SMS_OTP: firstCode('SMS_OTP', 'sms'),
  WEB_AUTHN: webAuthn,
  CUSTOM_CHALLENGE: custom,
  NEW_PASSWORD_REQUIRED: newPassword,
  SELECT_MFA_TYPE: selectMfaType,
  SMS_MFA: secondCode('sms'),
  EMAIL_OTP: emailCode,
  SOFTWARE_TOKEN_MFA: softwareToken,
  MFA_SETUP: mfaSetUp,
  DEVICE_SRP_AUTH: deviceSrp,
  DEVICE_PASSWORD_VERIFIER: devicePasswordVerifier,
  SIGNED_UP: signedUp,
}
