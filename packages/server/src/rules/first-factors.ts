import type { PoolDocument } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { type Refusal, refused } from './verdict.ts'

/** What a choice-based sign-in may begin with, by the name of its challenge. */
export type FirstFactor = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN'

/** A first factor that is a code sent to an address. */
export type CodeFactor = 'EMAIL_OTP' | 'SMS_OTP'

/** Where each code goes. */
export const ADDRESS_OF = { EMAIL_OTP: 'email', SMS_OTP: 'phone_number' } as const

export const isCodeFactor = (factor: FirstFactor): factor is CodeFactor =>
  Object.hasOwn(ADDRESS_OF, factor)

const CODE_FACTORS: readonly CodeFactor[] = ['EMAIL_OTP', 'SMS_OTP']

/** What decides which first factors a user has. */
export interface Possession {
  readonly user: Pick<User, 'status' | 'attributes'>
  readonly hasPassword: boolean
  readonly hasPasskey: boolean
  /** Whether a second factor is asked of this user. */
  readonly needsSecondFactor: boolean
  /** Whether the pool's passwords can be proven by SRP. */
  readonly hasSrp: boolean
}

/** The codes that a pool takes in place of a password. */
export const codeFactors = (pool: Pick<PoolDocument, 'Policies'>): CodeFactor[] =>
  CODE_FACTORS.filter((factor) => allowed(pool).includes(factor))

/** Whether people of a pool sign in with passkeys. */
export const allowsPasskeys = (pool: PoolDocument): boolean => allowed(pool).includes('WEB_AUTHN')

const allowed = ({ Policies }: Pick<PoolDocument, 'Policies'>): readonly string[] =>
  Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ['PASSWORD']

/**
 * The first factors that a user can sign in with. Whom an administrator gave a password proves that one first.
 * Who has a second factor on begins with a password or a passkey: one code would be held for two factors.
 */
export function availableFactors(pool: PoolDocument, has: Possession): FirstFactor[] {
  const passwords: FirstFactor[] = has.hasSrp ? ['PASSWORD', 'PASSWORD_SRP'] : ['PASSWORD']
  const own = has.hasPassword ? passwords : []
  if (has.user.status === 'FORCE_CHANGE_PASSWORD') return own
  const codes = has.needsSecondFactor ? [] : reachableFactors(pool, has.user)
  return [...own, ...codes, ...(has.hasPasskey && allowsPasskeys(pool) ? PASSKEY : [])]
}

const PASSKEY: readonly FirstFactor[] = ['WEB_AUTHN']

/** The codes in place of a password that can be sent to a user. */
export const reachableFactors = (
  pool: PoolDocument,
  user: Pick<User, 'status' | 'attributes'>,
): CodeFactor[] => codeFactors(pool).filter((factor) => isReachable(user, ADDRESS_OF[factor]))

/**
 * Whether a code may go to an address: to one that is proven; of somebody who has yet to confirm their sign-up
 * to the one they gave, since the code is what confirms it.
 */
const isReachable = (
  { status, attributes }: Pick<User, 'status' | 'attributes'>,
  name: 'email' | 'phone_number',
): boolean =>
  Boolean(attributes[name]) &&
  (status === 'UNCONFIRMED' || attributes[`${name}_verified`]?.toLowerCase() === 'true')

/**
 * Whether a pool's first factors agree with one another and with its second ones. The wording is ours; the
 * rules are in the API reference of SignInPolicyType and in the developer guide on passwordless sign-in.
 */
export function checkFirstFactors(
  pool: Pick<PoolDocument, 'Policies' | 'MfaConfiguration'>,
): Refusal | undefined {
  // That passkeys never stand alone follows from it.
  if (!allowed(pool).includes('PASSWORD')) {
    return invalid('PASSWORD must be one of AllowedFirstAuthFactors.')
  }
  const codes = codeFactors(pool)
  if (pool.MfaConfiguration !== 'ON' || codes.length === 0) return undefined
  return invalid(`${codes.join(' and ')} cannot be a first factor where MFA is required.`)
}

const invalid = (message: string): Refusal => refused('InvalidParameterException', message).refusal
