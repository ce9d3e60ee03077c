/** What a page may ask for: what goes in and out is that of the function of the same name, without tokens. */
import { nameOf } from '../core/errors.ts'
import type { Auth } from '../create-auth.ts'

interface Endpoint {
  readonly method: 'GET' | 'POST'
  run(auth: Auth, input: object): Promise<unknown>
}

type InputOf<Name extends keyof Auth> = Auth[Name] extends (input: infer Input) => unknown
  ? Input
  : never

/** A function whose input comes from outside: it and the service say what is wrong with it. */
const post = <Input>(run: (auth: Auth, input: Input) => Promise<unknown>): Endpoint => ({
  method: 'POST',
  run: (auth, input) => run(auth, input as Input),
})

export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  session: { method: 'GET', run: describeSession },
  'sign-in': post((auth, input: InputOf<'signIn'>) => auth.signIn(input)),
  'confirm-sign-in': post((auth, input: InputOf<'confirmSignIn'>) => auth.confirmSignIn(input)),
  'resume-sign-in': post((auth) => auth.resumeSignIn()),
  'sign-out': post((auth, input: InputOf<'signOut'>) => auth.signOut(input)),
  'sign-up': post((auth, input: InputOf<'signUp'>) =>
    // A sign-in that waits for the confirmation would keep the password between two requests.
    auth.signUp({ ...input, options: { ...input.options, autoSignIn: false } }),
  ),
  'confirm-sign-up': post((auth, input: InputOf<'confirmSignUp'>) => auth.confirmSignUp(input)),
  'resend-sign-up-code': post((auth, input: InputOf<'resendSignUpCode'>) =>
    auth.resendSignUpCode(input),
  ),
  'reset-password': post((auth, input: InputOf<'resetPassword'>) => auth.resetPassword(input)),
  'confirm-reset-password': post((auth, input: InputOf<'confirmResetPassword'>) =>
    auth.confirmResetPassword(input),
  ),
}

/** Who is signed in, with tokens that are good now: refreshed where they have expired. */
async function describeSession(auth: Auth): Promise<object> {
  const user = await auth.getCurrentUser().catch((error) => {
    if (nameOf(error) === 'UserUnAuthenticatedException') return undefined
    throw error
  })
  return user ? { isSignedIn: true, user } : { isSignedIn: false }
}
