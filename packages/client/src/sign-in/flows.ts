/** How a sign-in begins: one entry a flow. */
import type { PasswordlessConfig } from '../core/config.ts'
import { AuthError, requireInput } from '../core/errors.ts'
import { entryOf } from '../encoding/entry.ts'
import type { AuthAnswer } from '../wire/operations.ts'
import { type Conversation, initiate, withDevice } from './conversation.ts'
import { provePassword } from './password.ts'
import type { AuthFlowType, SignInInput } from './types.ts'

interface Beginning {
  readonly talk: Conversation
  readonly input: SignInInput
  /** Of a sign-up that has just been confirmed. */
  readonly session: string | undefined
}

type Flow = (beginning: Beginning) => Promise<AuthAnswer>

export const FLOWS: Readonly<Record<AuthFlowType, Flow>> = {
  USER_SRP_AUTH: ({ talk, input }) =>
    provePassword(talk, passwordOf(input), (srp) => initiate(talk, 'USER_SRP_AUTH', srp)),

  USER_PASSWORD_AUTH: ({ talk, input }) =>
    withDevice(talk, (device) =>
      initiate(talk, 'USER_PASSWORD_AUTH', { PASSWORD: passwordOf(input), ...device }),
    ),

  CUSTOM_WITHOUT_SRP: async ({ talk, input }) => {
    if (input.password) {
      throw new AuthError('CustomAuthSignInPassword', 'CUSTOM_WITHOUT_SRP takes no password.', {
        recoverySuggestion: 'Leave the password out of the call.',
      })
    }
    return await withDevice(talk, (device) => initiate(talk, 'CUSTOM_AUTH', device))
  },

  CUSTOM_WITH_SRP: ({ talk, input }) =>
    provePassword(talk, passwordOf(input), (srp) =>
      initiate(talk, 'CUSTOM_AUTH', { ...srp, CHALLENGE_NAME: 'SRP_A' }),
    ),

  USER_AUTH: async ({ talk, input, session }) => {
    const { passwordless } = talk.core.config
    const preferred = input.options?.preferredChallenge ?? passwordless?.preferredChallenge
    if (!preferred) return await initiate(talk, 'USER_AUTH', {}, session)
    requireEnabled(preferred, passwordless)
    const preference = { PREFERRED_CHALLENGE: preferred }
    if (preferred === 'PASSWORD_SRP') {
      return await provePassword(talk, passwordOf(input), (srp) =>
        initiate(talk, 'USER_AUTH', { ...srp, ...preference }, session),
      )
    }
    const password = preferred === 'PASSWORD' ? { PASSWORD: passwordOf(input) } : {}
    return await initiate(talk, 'USER_AUTH', { ...password, ...preference }, session)
  },
}

const ENABLED_BY: Readonly<Record<string, keyof PasswordlessConfig>> = {
  EMAIL_OTP: 'emailOtpEnabled',
  SMS_OTP: 'smsOtpEnabled',
  WEB_AUTHN: 'webAuthn',
}

const passwordOf = ({ password }: SignInInput): string =>
  requireInput(password, 'EmptySignInPassword', 'This way of signing in needs a password.')

/** A configuration that lists the factors without a password is believed. */
function requireEnabled(preferred: string, passwordless: PasswordlessConfig | undefined): void {
  const key = entryOf(ENABLED_BY, preferred)
  if (!passwordless || !key || passwordless[key]) return
  throw new AuthError('InvalidPreferredChallenge', `${preferred} is not enabled.`, {
    recoverySuggestion: `Set Auth.Cognito.passwordless.${key}.`,
  })
}
