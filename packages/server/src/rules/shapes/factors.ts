import type { AuthFactorType } from '@aws-sdk/client-cognito-identity-provider'
import type { MfaSettings } from '../../records/mfa.ts'
import type { User } from '../../records/user.ts'

/** A user's second factors as GetUser and AdminGetUser return them: nothing where none is on. */
export const describeMfa = ({ enabled, preferred, passkey }: MfaSettings) => ({
  ...((enabled.length > 0 || passkey) && {
    UserMFASettingList: [...enabled, ...(passkey ? ['WEB_AUTHN'] : [])],
  }),
  ...(preferred !== undefined && { PreferredMfaSetting: preferred }),
  ...(enabled.includes('SMS_MFA') && {
    MFAOptions: [{ DeliveryMedium: 'SMS' as const, AttributeName: 'phone_number' }],
  }),
})

/** What a user can sign in with, as GetUserAuthFactors and its twin return it. */
export const describeFactors = (
  user: User,
  settings: MfaSettings,
  configured: readonly AuthFactorType[],
) => {
  const { MFAOptions, ...mfa } = describeMfa(settings)
  return { Username: user.username, ...mfa, ConfiguredUserAuthFactors: [...configured] }
}
