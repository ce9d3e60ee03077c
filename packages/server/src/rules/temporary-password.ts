import type { PasswordPolicyType } from '@aws-sdk/client-cognito-identity-provider'
import { drawText } from './draw-text.ts'
import { DAY_MS } from './durations.ts'

const LEAST_LENGTH = 8
const DEFAULT_DAYS = 7

/** Without look-alikes: these are read off a message and typed. */
const LETTERS_AND_DIGITS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'

/** One character of each class that a policy asks for; no symbol that a phone's keyboard hides well. */
const CLASSES: readonly [keyof PasswordPolicyType, string][] = [
  ['RequireLowercase', 'abcdefghijkmnopqrstuvwxyz'],
  ['RequireUppercase', 'ABCDEFGHJKLMNPQRSTUVWXYZ'],
  ['RequireNumbers', '23456789'],
  ['RequireSymbols', '!#%*+-=?@'],
]

interface Draws {
  below(limit: number): number
}

/** A password to begin with that fits the pool's policy: eight characters, or as many as that asks for. */
export function generateTemporaryPassword(policy: PasswordPolicyType, random: Draws): string {
  const required = CLASSES.flatMap(([setting, alphabet]) =>
    policy[setting] ? [drawText(random, 1, alphabet)] : [],
  )
  const length = Math.max(policy.MinimumLength ?? 0, LEAST_LENGTH)
  const rest = drawText(random, length - required.length, LETTERS_AND_DIGITS)
  return shuffle([...required, ...rest], random).join('')
}

/** Fisher and Yates: every order is equally likely. */
function shuffle(signs: readonly string[], random: Draws): string[] {
  const left = [...signs]
  return signs.flatMap(() => left.splice(random.below(left.length), 1))
}

/**
 * When a password given now ends. Cognito takes 0 days for "not said", which means seven.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html
 */
export const temporaryUntil = (policy: PasswordPolicyType, now: number): number =>
  now + (policy.TemporaryPasswordValidityDays || DEFAULT_DAYS) * DAY_MS
