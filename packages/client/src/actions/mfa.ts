import type { AuthCore } from '../core/core.ts'
import { AuthError, requireInput } from '../core/errors.ts'
import { entryOf } from '../encoding/entry.ts'
import { userOf } from '../sign-in/advance.ts'
import { MFA_TYPES, totpDetails } from '../sign-in/steps.ts'
import type { AuthMFAType, AuthTOTPSetupDetails } from '../sign-in/types.ts'
import type { MfaSettings } from '../wire/operations.ts'
import { callUserPool } from '../wire/user-pool.ts'
import { requireTokens } from './session.ts'

export type MFAPreference = 'ENABLED' | 'DISABLED' | 'PREFERRED' | 'NOT_PREFERRED'

const SETTINGS: Readonly<Record<MFAPreference, MfaSettings>> = {
  DISABLED: { Enabled: false },
  ENABLED: { Enabled: true },
  NOT_PREFERRED: { Enabled: true, PreferredMfa: false },
  PREFERRED: { Enabled: true, PreferredMfa: true },
}

/**
 * The secret for an authenticator app of whoever is signed in; `verifyTOTPSetup` makes it count.
 *
 * @throws UserUnAuthenticatedException, or the service's error; so do all functions of this file.
 */
export async function setUpTOTP(core: AuthCore): Promise<AuthTOTPSetupDetails> {
  const tokens = await requireTokens(core)
  const { SecretCode } = await callUserPool(core, 'AssociateSoftwareToken', {
    AccessToken: tokens.accessToken,
  })
  if (!SecretCode) throw new AuthError('SetUpTOTPException', 'The service gave no secret.')
  return totpDetails(SecretCode, userOf(tokens).username)
}

/** Proves with a code that the app was set up. */
export async function verifyTOTPSetup(
  core: AuthCore,
  input: { readonly code: string; readonly options?: { readonly friendlyDeviceName?: string } },
): Promise<void> {
  const message = 'verifyTOTPSetup needs the code that the app shows.'
  const UserCode = requireInput(input.code, 'EmptyVerifyTOTPSetupCode', message)
  const { accessToken } = await requireTokens(core)
  await callUserPool(core, 'VerifySoftwareToken', {
    AccessToken: accessToken,
    UserCode,
    FriendlyDeviceName: input.options?.friendlyDeviceName,
  })
}

/** Says which second factors are asked for, and which before the others. */
export async function updateMFAPreference(
  core: AuthCore,
  { sms, totp, email }: { sms?: MFAPreference; totp?: MFAPreference; email?: MFAPreference },
): Promise<void> {
  const { accessToken } = await requireTokens(core)
  await callUserPool(core, 'SetUserMFAPreference', {
    AccessToken: accessToken,
    SMSMfaSettings: settingsOf(sms),
    SoftwareTokenMfaSettings: settingsOf(totp),
    EmailMfaSettings: settingsOf(email),
  })
}

/** A slip must not pass for a factor that is on. */
function settingsOf(preference: MFAPreference | undefined): MfaSettings | undefined {
  const settings = preference && entryOf(SETTINGS, preference)
  if (settings || !preference) return settings
  throw new AuthError('InvalidParameterException', `"${preference}" is no preference.`, {
    recoverySuggestion: `Give ${Object.keys(SETTINGS).join(', ')}.`,
  })
}

/** Which second factors are enabled, and which is preferred. */
export async function fetchMFAPreference(
  core: AuthCore,
): Promise<{ enabled?: AuthMFAType[]; preferred?: AuthMFAType }> {
  const { accessToken } = await requireTokens(core)
  const user = await callUserPool(core, 'GetUser', { AccessToken: accessToken })
  const preferred = entryOf(MFA_TYPES, user.PreferredMfaSetting)
  const enabled = user.UserMFASettingList?.flatMap((name) => entryOf(MFA_TYPES, name) ?? [])
  return { ...(enabled && { enabled }), ...(preferred && { preferred }) }
}
