/** The page that a browser test drives: aws-amplify as an application has it, within reach of the test. */
import { Amplify } from 'aws-amplify'
import {
  associateWebAuthnCredential,
  autoSignIn,
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  confirmUserAttribute,
  deleteUser,
  deleteWebAuthnCredential,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  listWebAuthnCredentials,
  resetPassword,
  signIn,
  signOut,
  signUp,
  updatePassword,
  updateUserAttributes,
} from 'aws-amplify/auth'

const amplify = {
  associateWebAuthnCredential,
  // Amplify replaces this export with every sign-up.
  autoSignIn: () => autoSignIn(),
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  confirmUserAttribute,
  deleteUser,
  deleteWebAuthnCredential,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  listWebAuthnCredentials,
  resetPassword,
  signIn,
  signOut,
  signUp,
  updatePassword,
  updateUserAttributes,
}

declare global {
  interface Window {
    amplify: typeof amplify
  }
}

/** Configured at every load, from the address: a reload begins as an application's would. */
const setting = (name: string) => new URLSearchParams(location.search).get(name) ?? ''

Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: setting('userPoolId'),
      userPoolClientId: setting('userPoolClientId'),
      userPoolEndpoint: setting('userPoolEndpoint'),
    },
  },
})
window.amplify = amplify
