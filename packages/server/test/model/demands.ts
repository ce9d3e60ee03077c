/** What sign-in demands: what may be begun with, and what is due before tokens. */
import type { Demands } from './pools.ts'
import type { Challenge, FirstChoice, FirstProof, Person, Progress, SecondProof } from './state.ts'

/** What follows a right answer. */
export type Next =
  | { readonly kind: 'tokens' }
  | {
      readonly kind: 'challenge'
      readonly name: Challenge
      readonly factors?: readonly SecondProof[] | undefined
    }
  /** The answer was right, yet leads nowhere; `isUndone` says that it can be given again. */
  | { readonly kind: 'refusal'; readonly why: string; readonly isUndone: boolean }

const ask = (name: Challenge, factors?: readonly SecondProof[]): Next => ({
  kind: 'challenge',
  name,
  factors,
})

export const ASKED_BY: Readonly<Record<SecondProof, Challenge>> = {
  app: 'SOFTWARE_TOKEN_MFA',
  sms: 'SMS_MFA',
  email: 'EMAIL_OTP',
}

/**
 * What is due after what was proven, in the order in which it is asked for; tokens when nothing is.
 *
 * @param device whose device the call names, if any: it is asked to prove itself.
 */
export function nextAfter(
  demands: Demands,
  person: Person,
  proven: Progress,
  device: 'own' | 'foreign' | undefined,
): Next {
  if (!person.isEnabled) return refuse('the person is disabled')
  if (person.mustReset) return refuse('the password is to be reset')
  if (person.isTemporary) {
    if (proven.first.includes('password')) return ask('NEW_PASSWORD_REQUIRED')
    return { kind: 'refusal', why: 'the temporary password is not proven', isUndone: true }
  }
  const isDeviceDue = demands.device !== undefined && device && !proven.isDeviceProven
  if (isDeviceDue && (device === 'foreign' || !person.device)) {
    return { kind: 'refusal', why: 'the device is not theirs', isUndone: true }
  }
  const askDevice = isDeviceDue ? ask('DEVICE_SRP_AUTH') : undefined
  return (
    (isDeviceEnough(demands, person) ? askDevice : undefined) ??
    secondFactorDue(demands, person, proven) ??
    levelDue(person, proven) ??
    askDevice ?? { kind: 'tokens' }
  )
}

const isDeviceEnough = (demands: Demands, { device, isRemembered }: Person): boolean =>
  demands.device === 'instead' && device !== undefined && isRemembered

const refuse = (why: string): Next => ({ kind: 'refusal', why, isUndone: false })

function secondFactorDue(demands: Demands, person: Person, proven: Progress): Next | undefined {
  if (demands.secondFactor === 'OFF') return undefined
  if (isDeviceEnough(demands, person) && proven.isDeviceProven) return undefined
  const isPasskeyEnough = demands.takesPasskeys === 'as both factors'
  if (isPasskeyEnough && proven.first.includes('passkey')) return undefined
  const isOther = (factor: SecondProof) => !(proven.first as readonly string[]).includes(factor)
  const usable = usableFactors(demands, person)
  const asked = askedFactors(demands, person, isOther)
  if (asked.length === 0 && usable.length > 0) {
    return { kind: 'refusal', why: 'no other factor is left', isUndone: true }
  }
  if (asked.length === 0) {
    const isDue = demands.secondFactor === 'ON' && proven.second.length === 0
    return isDue ? ask('MFA_SETUP') : undefined
  }
  // One that was taken from the person since does not count.
  if (usable.filter(isOther).some((factor) => proven.second.includes(factor))) return undefined
  const [factor, another] = asked
  return another || !factor ? ask('SELECT_MFA_TYPE', asked) : ask(ASKED_BY[factor])
}

/** What a person is asked for: the factor they prefer, else a choice of those they can use. */
export function askedFactors(
  demands: Demands,
  person: Person,
  isOther: (factor: SecondProof) => boolean = () => true,
): readonly SecondProof[] {
  const usable = usableFactors(demands, person).filter(isOther)
  const { preferred } = person
  return preferred && usable.includes(preferred) ? [preferred] : usable
}

/** The factors that are on; where the pool demands one and none is, whatever the person has. */
export function usableFactors({ secondFactor }: Demands, person: Person): readonly SecondProof[] {
  const able = factorsOf(person)
  const on = able.filter((factor) => person.on.includes(factor))
  return on.length > 0 || secondFactor !== 'ON' ? on : able
}

export const factorsOf = (person: Person): readonly SecondProof[] =>
  (['app', 'sms', 'email'] as const).filter((factor) => person[factor] !== undefined)

/** Whether somebody who proved a first factor must set up a second one. */
export const mustSetUp = (demands: Demands, person: Person): boolean =>
  demands.secondFactor === 'ON' && usableFactors(demands, person).length === 0

/** What is missing to the level that the sign-in was asked to come to: all or nothing. */
export function levelDue(person: Person, proven: Progress): Next | undefined {
  const { target } = proven
  if (target === undefined || levelOf(proven) >= target) return undefined
  const enough = factorsOf(person).filter(
    (factor) => levelOf({ ...proven, second: [...proven.second, factor] }) >= target,
  )
  const preferred = enough.find((factor) => factor === person.preferred)
  const factor = preferred ?? enough[0]
  if (factor) return ask(ASKED_BY[factor])
  return { kind: 'refusal', why: 'the level is out of reach', isUndone: true }
}

/** 4 for a password and an app, 3 for a passkey or a password and a code, 2 for a code, 1 for a password. */
function levelOf({ first, second }: Pick<Progress, 'first' | 'second'>): number {
  const has = (...proofs: (FirstProof | SecondProof)[]) =>
    proofs.some((proof) => [...first, ...second].includes(proof))
  if (has('password') && has('app')) return 4
  if (has('passkey') || (has('password') && has('sms', 'email'))) return 3
  if (has('sms', 'email')) return 2
  return has('password') ? 1 : 0
}

/** The highest level that a sign-in can come to that begins with it. */
const HIGHEST_FROM: Readonly<Record<FirstChoice, number>> = {
  PASSWORD: 4,
  PASSWORD_SRP: 4,
  WEB_AUTHN: 3,
  EMAIL_OTP: 2,
  SMS_OTP: 2,
}

/** What a person may begin a choice-based sign-in with. */
export function firstChoices(
  demands: Demands,
  person: Person,
  target: number | undefined,
): readonly FirstChoice[] {
  const isOneFactorEnough =
    demands.secondFactor === 'OFF' ||
    (demands.secondFactor === 'OPTIONAL' && usableFactors(demands, person).length === 0)
  const mayUseCode = demands.takesCodes && isOneFactorEnough && !person.isTemporary
  const has: Readonly<Record<FirstChoice, unknown>> = {
    PASSWORD: true,
    PASSWORD_SRP: true,
    EMAIL_OTP: mayUseCode && person.email,
    SMS_OTP: mayUseCode && person.sms,
    WEB_AUTHN: demands.takesPasskeys && !person.isTemporary && person.passkey,
  }
  const choices = Object.keys(has) as FirstChoice[] // the keys written above
  return choices.filter((choice) => has[choice] && HIGHEST_FROM[choice] >= (target ?? 0))
}
