/** What a page may ask for: what goes in and out is that of the function of the same name, without tokens. */
import { FLAG, type Kind, oneOf } from '../config/kinds.ts'
import { nameOf } from '../core/errors.ts'
import type { Auth } from '../create-auth.ts'
import type { AuthFactorType, AuthFlowType } from '../sign-in/types.ts'
import { ANY_TEXT, type Shape, TEXT_BY_NAME } from './input.ts'

interface Endpoint {
  readonly method: 'GET' | 'POST'
  readonly input: Shape
  run(auth: Auth, input: object): Promise<object | undefined>
}

/** Functions whose input comes from outside: it has been held to their shape, the service judges the rest. */
type Name =
  | 'confirmResetPassword'
  | 'confirmSignIn'
  | 'confirmSignUp'
  | 'resendSignUpCode'
  | 'resetPassword'
  | 'resumeSignIn'
  | 'signIn'
  | 'signOut'
  | 'signUp'

const post = (name: Name, input: Shape): Endpoint => ({
  method: 'POST',
  input,
  run: (auth, given) => (auth[name] as (input: object) => Promise<object | undefined>)(given),
})

const username = ANY_TEXT
const confirmationCode = ANY_TEXT
const clientMetadata = TEXT_BY_NAME
const options = { clientMetadata }

const authFlowType: Kind<AuthFlowType> = oneOf(
  'USER_AUTH',
  'USER_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'CUSTOM_WITH_SRP',
  'CUSTOM_WITHOUT_SRP',
)
/** A passkey is the page's to show: its factor is answered in the browser. */
const preferredChallenge: Kind<AuthFactorType> = oneOf(
  'EMAIL_OTP',
  'SMS_OTP',
  'PASSWORD',
  'PASSWORD_SRP',
)

export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  session: { method: 'GET', input: {}, run: describeSession },
  'sign-in': post('signIn', {
    username,
    password: ANY_TEXT,
    options: { authFlowType, clientMetadata, preferredChallenge },
  }),
  'confirm-sign-in': post('confirmSignIn', {
    challengeResponse: ANY_TEXT,
    options: { userAttributes: TEXT_BY_NAME, clientMetadata, friendlyDeviceName: ANY_TEXT },
  }),
  'resume-sign-in': post('resumeSignIn', {}),
  'sign-out': post('signOut', { global: FLAG }),
  // Without `autoSignIn`: it would keep the password between two requests.
  'sign-up': post('signUp', {
    username,
    password: ANY_TEXT,
    options: { userAttributes: TEXT_BY_NAME, validationData: TEXT_BY_NAME, clientMetadata },
  }),
  'confirm-sign-up': post('confirmSignUp', {
    username,
    confirmationCode,
    options: { clientMetadata, forceAliasCreation: FLAG },
  }),
  'resend-sign-up-code': post('resendSignUpCode', { username, options }),
  'reset-password': post('resetPassword', { username, options }),
  'confirm-reset-password': post('confirmResetPassword', {
    username,
    newPassword: ANY_TEXT,
    confirmationCode,
    options,
  }),
}

/** Who is signed in, with tokens that are good now: refreshed where they have expired. */
async function describeSession(auth: Auth): Promise<object> {
  const user = await auth.getCurrentUser().catch((error) => {
    if (nameOf(error) === 'UserUnAuthenticatedException') return undefined
    throw error
  })
  return user ? { isSignedIn: true, user } : { isSignedIn: false }
}
