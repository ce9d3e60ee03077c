import type { FirstFactor } from '../../rules/first-factors.ts'
import type { Begin } from './begin.ts'
import { beginCode } from './challenges/one-time-code.ts'
import { beginPassword } from './challenges/password.ts'
import { beginPasswordSrp } from './challenges/password-srp.ts'
import { beginWebAuthn } from './challenges/web-authn.ts'
import type { Chooser } from './chooser.ts'

/** How each first factor begins. */
export const BEGINNINGS: Readonly<Record<FirstFactor, Begin>> = {
  PASSWORD: beginPassword,
  PASSWORD_SRP: beginPasswordSrp,
  EMAIL_OTP: beginCode('EMAIL_OTP'),
  SMS_OTP: beginCode('SMS_OTP'),
  WEB_AUTHN: beginWebAuthn,
}

/** The factor that a name in a call means, if the person has it. */
export const factorNamed = (name: string, { available }: Chooser): FirstFactor | undefined =>
  available.find((factor) => factor === name)
