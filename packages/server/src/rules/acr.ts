import type { MfaFactor, MfaSettings } from '../records/mfa.ts'
import type { PoolDocument } from '../records/pool.ts'
import type { Factor } from '../records/session.ts'
import type { User } from '../records/user.ts'
import type { FirstFactor } from './first-factors.ts'
import { type Refusal, refused } from './verdict.ts'

/**
 * How well a person was recognised: 1 by a password; 2 by one code; 3 by a passkey, or a password and a code
 * that was sent; 4 by a password and an authenticator app. The levels are fixed, their names are a pool's
 * (API reference of AcrConfiguration; what reaches each: developer guide, step-up authentication).
 */
export type Level = 1 | 2 | 3 | 4

const LEVELS: readonly Level[] = [1, 2, 3, 4]

/** What a level is called in `acr` and asked for by. */
export const acrName = (
  level: Level,
  { AcrConfiguration }: Pick<PoolDocument, 'AcrConfiguration'>,
): string => AcrConfiguration?.[`Level${level}`]?.AcrValue ?? `urn:cognito:loa:${level}`

/** Whether the names of a pool's levels can be told apart. */
export function checkAcrNames(pool: Pick<PoolDocument, 'AcrConfiguration'>): Refusal | undefined {
  const names = new Set(LEVELS.map((level) => acrName(level, pool)))
  if (names.size === LEVELS.length) return undefined
  const message = 'Each ACR level must have a name of its own, also beside the default names.'
  return refused('InvalidParameterException', message).refusal
}

/** The levels that a list of names asks for, in its order; what names none is passed over. */
export function targetLevels(
  names: string,
  pool: Pick<PoolDocument, 'AcrConfiguration'>,
): readonly Level[] {
  const known = new Map(LEVELS.map((level) => [acrName(level, pool), level]))
  return [...new Set(names.split(' '))].flatMap((name) => known.get(name) ?? [])
}

const KEYS: readonly Factor[] = ['swk', 'hwk']
const CODES: readonly Factor[] = ['sms', 'email_otp']

/** The level that factors come to; none for what a function judged, which we know nothing of. */
export function levelOf(proven: readonly Factor[]): Level | undefined {
  const has = (factors: readonly Factor[]) => factors.some((factor) => proven.includes(factor))
  const hasPassword = proven.includes('pwd')
  if (hasPassword && proven.includes('otp')) return 4
  if (has(KEYS) || (hasPassword && has(CODES))) return 3
  if (has(CODES)) return 2
  return hasPassword ? 1 : undefined
}

const AMR: readonly Factor[] = ['pwd', 'otp', 'sms', 'email_otp', 'swk', 'hwk']

/** `amr` of what was proven (RFC 8176): the factors, and `mfa` where they are more than one. */
export function amrOf(proven: readonly Factor[]): string[] {
  const factors = AMR.filter((factor) => proven.includes(factor))
  const isMore = factors.length > 1 || proven.includes('mfa')
  return isMore ? [...factors, 'mfa'] : factors
}

const NEEDS: Readonly<Record<Level, string>> = {
  4: 'a password and an authenticator app',
  3: 'a passkey, or a password and a code by SMS or email',
  2: 'a code by SMS or email',
  1: 'a password',
}

/** What each of these levels takes, by its name in the pool. */
export const describeNeeds = (
  levels: readonly Level[],
  pool: Pick<PoolDocument, 'AcrConfiguration'>,
): string => levels.map((level) => `${acrName(level, pool)} needs ${NEEDS[level]}`).join('; ')

/** What the levels of a pool are called, for whoever asked for none of them. */
export const levelNames = (pool: Pick<PoolDocument, 'AcrConfiguration'>): string =>
  LEVELS.map((level) => acrName(level, pool)).join(', ')

const BEGIN_WITH: Readonly<Record<Level, readonly FirstFactor[]>> = {
  4: ['PASSWORD', 'PASSWORD_SRP'],
  3: ['PASSWORD', 'PASSWORD_SRP', 'WEB_AUTHN'],
  2: ['PASSWORD', 'PASSWORD_SRP', 'WEB_AUTHN', 'EMAIL_OTP', 'SMS_OTP'],
  1: ['PASSWORD', 'PASSWORD_SRP', 'WEB_AUTHN', 'EMAIL_OTP', 'SMS_OTP'],
}

/**
 * The first factors from which one of the levels can be reached. Whom that leaves none is offered a password:
 * that there is none would tell of the person.
 */
export function firstFactorsToward(
  targets: readonly Level[],
  available: readonly FirstFactor[],
): readonly FirstFactor[] {
  const fit = available.filter((factor) => targets.some((to) => BEGIN_WITH[to].includes(factor)))
  return fit.length > 0 ? fit : ['PASSWORD']
}

/** What a second factor is called in `proven`. */
export const PROVES: Readonly<Record<MfaFactor, Factor>> = {
  SMS_MFA: 'sms',
  EMAIL_OTP: 'email_otp',
  SOFTWARE_TOKEN_MFA: 'otp',
}

/** What a user can prove in a second step, the preferred one first. */
export function secondFactors({ attributes }: User, settings: MfaSettings): MfaFactor[] {
  const has: Readonly<Record<MfaFactor, boolean>> = {
    SOFTWARE_TOKEN_MFA: settings.totpSecret !== undefined,
    SMS_MFA: attributes.phone_number_verified === 'true',
    EMAIL_OTP: attributes.email_verified === 'true',
  }
  const factors = Object.keys(has) as MfaFactor[] // the keys written above
  return factors
    .filter((factor) => has[factor])
    .toSorted((a, b) => Number(b === settings.preferred) - Number(a === settings.preferred))
}

/** What is left to do for the first of the levels that can be reached. */
export type StepUpVerdict =
  | { readonly kind: 'reached' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'ask'; readonly factor: MfaFactor }

/**
 * How a person who proved these factors comes to one of these levels, tried in their order.
 *
 * @param able what they can prove beside it.
 */
export function judgeStepUp(
  targets: readonly Level[],
  proven: readonly Factor[],
  able: readonly MfaFactor[],
): StepUpVerdict {
  for (const target of targets) {
    if ((levelOf(proven) ?? 0) >= target) return { kind: 'reached' }
    const factor = able.find((each) => (levelOf([...proven, PROVES[each]]) ?? 0) >= target)
    if (factor) return { kind: 'ask', factor }
  }
  return { kind: 'unreachable' }
}
