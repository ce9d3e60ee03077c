/** What is asked with nothing where something is needed, and what Amplify calls that. */
import { PASSWORD } from '../../../server/test/support/people.ts'

/** A configuration that says which first factors there are, without passkeys. */
export const PASSWORDLESS = { emailOtpEnabled: true }

const EMPTY = {
  username: '',
  password: '',
  newPassword: '',
  confirmationCode: '',
  challengeResponse: '',
  code: '',
}
const NAMED = { ...EMPTY, username: 'ada' }
const by = (authFlowType: string, preferredChallenge?: string) => ({
  username: 'ada',
  password: PASSWORD,
  options: { authFlowType, preferredChallenge },
})

export type Method =
  | 'confirmResetPassword'
  | 'confirmSignIn'
  | 'confirmSignUp'
  | 'confirmUserAttribute'
  | 'resendSignUpCode'
  | 'resetPassword'
  | 'signIn'
  | 'signUp'
  | 'updatePassword'
  | 'verifyTOTPSetup'

export const EMPTY_INPUTS: [name: string, of: Method, input: object][] = [
  ['EmptySignInUsername', 'signIn', EMPTY],
  ['EmptySignInPassword', 'signIn', NAMED],
  ['CustomAuthSignInPassword', 'signIn', by('CUSTOM_WITHOUT_SRP')],
  ['InvalidPreferredChallenge', 'signIn', by('USER_AUTH', 'WEB_AUTHN')],
  ['EmptyChallengeResponse', 'confirmSignIn', EMPTY],
  ['EmptySignUpUsername', 'signUp', EMPTY],
  ['EmptySignUpPassword', 'signUp', NAMED],
  ['EmptySignUpUsername', 'resendSignUpCode', EMPTY],
  ['EmptyConfirmSignUpUsername', 'confirmSignUp', EMPTY],
  ['EmptyConfirmSignUpCode', 'confirmSignUp', NAMED],
  ['EmptyResetPasswordUsername', 'resetPassword', EMPTY],
  ['EmptyConfirmResetPasswordUsername', 'confirmResetPassword', EMPTY],
  ['EmptyConfirmResetPasswordNewPassword', 'confirmResetPassword', NAMED],
  [
    'EmptyConfirmResetPasswordConfirmationCode',
    'confirmResetPassword',
    { ...NAMED, newPassword: 'Ride-Every-Day-2' },
  ],
  ['EmptyUpdatePassword', 'updatePassword', { oldPassword: '', newPassword: 'Ride-Every-Day-2' }],
  ['EmptyUpdatePassword', 'updatePassword', { oldPassword: PASSWORD, newPassword: '' }],
  [
    'EmptyConfirmUserAttributeCode',
    'confirmUserAttribute',
    { ...EMPTY, userAttributeKey: 'email' },
  ],
  ['EmptyVerifyTOTPSetupCode', 'verifyTOTPSetup', EMPTY],
]
