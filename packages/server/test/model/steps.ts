/** What a step of a sign-in leads to: the parts that several challenges share. */
import type { Begin } from './calls.ts'
import { type Next, nextAfter } from './demands.ts'
import type { FirstChoice, Model, Person, Progress, SetUp } from './state.ts'

/** What a right step leads to, if it is not refused. */
export interface Step {
  readonly next: Next
  /** The person afterwards, also where the step leads to a refusal that is not undone. */
  readonly person: Person
  readonly progress: Progress
  readonly setUp?: SetUp | undefined
  readonly isCustom?: boolean | undefined
}

/** Why a call must be refused; or the step that it is. */
export type Verdict = { readonly objection: string } | Step

export const challenge = (
  name: Extract<Next, { kind: 'challenge' }>['name'],
  person: Person,
  progress: Progress,
  more: Pick<Step, 'setUp' | 'isCustom'> = {},
): Step => ({ next: { kind: 'challenge', name }, person, progress, ...more })

/** Goes on with the factor that a person chose; a password that came along is looked at straight away. */
export function beginWith(
  model: Model,
  choice: FirstChoice,
  { along, device }: { along: string | undefined } & Pick<Begin, 'device'>,
  progress: Progress,
): Verdict {
  const person = personOf(model, progress.person)
  if (choice === 'PASSWORD' && along !== undefined) {
    return provePassword(model, { password: along, device }, progress)
  }
  if (choice === 'PASSWORD_SRP' && along !== undefined) {
    return challenge('PASSWORD_VERIFIER', person, progress)
  }
  const isCode = choice === 'EMAIL_OTP' || choice === 'SMS_OTP'
  const asked = isCode ? { ...person, firstCodes: person.firstCodes + 1 } : person
  return challenge(choice, asked, progress)
}

export function provePassword(
  model: Model,
  { password, device }: Pick<Begin, 'password' | 'device'>,
  progress: Progress,
): Verdict {
  const person = personOf(model, progress.person)
  if (password !== person.password) return { objection: 'the password is wrong' }
  return proven(model, person, { ...progress, first: ['password'] }, device)
}

/** The step that ends with what is due next. */
export function proven(
  { demands }: Model,
  person: Person,
  progress: Progress,
  device: Begin['device'],
): Step {
  const isByPassword = progress.first.includes('password')
  const version = progress.passwordVersion ?? (isByPassword ? person.passwordVersion : undefined)
  const after = { ...progress, passwordVersion: version }
  return { next: nextAfter(demands, person, after, device), person, progress: after }
}

export function personOf({ people }: Model, index: number): Person {
  const person = people[index]
  if (!person) throw new Error(`there is no person ${index}`)
  return person
}
