import type { PasswordPolicyType } from '@aws-sdk/client-cognito-identity-provider'
import { type Refusal, refused } from './verdict.ts'

/** Cognito's list of symbols; the space counts only inside a password. */
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]|(?<=.) (?=.)/

/** In the order in which Cognito names the first thing that is missing. */
const CLASSES: readonly [keyof PasswordPolicyType, RegExp, string][] = [
  ['RequireLowercase', /[a-z]/, 'lowercase'],
  ['RequireUppercase', /[A-Z]/, 'uppercase'],
  ['RequireNumbers', /[0-9]/, 'numeric'],
  ['RequireSymbols', SYMBOL, 'symbol'],
]

/** Whether a password is good enough for a pool, and if not, the first reason in Cognito's words. */
export function checkPasswordPolicy(
  password: string,
  policy: PasswordPolicyType,
): Refusal | undefined {
  if ([...password].length < (policy.MinimumLength ?? 0))
    return nonconforming('Password not long enough')
  for (const [setting, pattern, name] of CLASSES) {
    if (policy[setting] && !pattern.test(password)) {
      return nonconforming(`Password must have ${name} characters`)
    }
  }
  return undefined
}

const nonconforming = (reason: string) =>
  refused('InvalidPasswordException', `Password did not conform with policy: ${reason}`).refusal
