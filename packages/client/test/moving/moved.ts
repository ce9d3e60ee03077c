import {
  Amplify,
  AuthError,
  type AuthUser,
  cognitoUserPoolsTokenProvider,
  confirmSignIn,
  confirmSignUp,
  fetchAuthSession,
  fetchMFAPreference,
  fetchUserAttributes,
  getCurrentUser,
  Hub,
  type KeyValueStorageInterface,
  type ResourcesConfig,
  type SignInOutput,
  type SignUpOutput,
  setUpTOTP,
  signIn,
  signOut,
  signUp,
  updateMFAPreference,
  updateUserAttributes,
  verifyTOTPSetup,
} from '@poolhouse/client/amplify'

/** What happens outside of the application: a mailbox, and an authenticator app. */
export interface Person {
  readonly username: string
  readonly password: string
  readonly email: string
  codeInMail(): Promise<string>
  codeInApp(secret: string): string
}

/** Where this application keeps its session. */
class Shelf implements KeyValueStorageInterface {
  readonly items = new Map<string, string>()

  async setItem(key: string, value: string): Promise<void> {
    this.items.set(key, value)
  }
  async getItem(key: string): Promise<string | null> {
    return this.items.get(key) ?? null
  }
  async removeItem(key: string): Promise<void> {
    this.items.delete(key)
  }
  async clear(): Promise<void> {
    this.items.clear()
  }
}

/** Signs a person up and in, with an app as the second factor. Answers what was seen, line by line. */
export async function runApplication(config: ResourcesConfig, person: Person): Promise<string[]> {
  const { username, password, email } = person
  const seen: string[] = []
  const stop = Hub.listen('auth', ({ payload }) => {
    if (payload.event === 'signedIn') seen.push(`signedIn ${payload.data.username}`)
    if (payload.event === 'signedOut') seen.push('signedOut')
    if (payload.event === 'tokenRefresh_failure') seen.push(payload.data.error?.message ?? '')
  })
  const shelf = new Shelf()
  Amplify.configure(config, { ssr: false })
  cognitoUserPoolsTokenProvider.setKeyValueStorage(shelf)
  seen.push(
    `pool ${Amplify.getConfig().Auth?.Cognito.userPoolId === config.Auth?.Cognito.userPoolId}`,
  )

  const options = { userAttributes: { email }, autoSignIn: false }
  const signedUp: SignUpOutput = await signUp({ username, password, options })
  seen.push(signedUp.nextStep.signUpStep)
  await confirmSignUp({ username, confirmationCode: await person.codeInMail() })

  await signIn({ username, password })
  const { sharedSecret, getSetupUri } = await setUpTOTP()
  seen.push(getSetupUri('Shelf').protocol)
  await verifyTOTPSetup({ code: person.codeInApp(sharedSecret) })
  await updateMFAPreference({ totp: 'PREFERRED' })
  const { enabled, preferred } = await fetchMFAPreference()
  seen.push(`${preferred} of ${enabled}`)
  await signOut()

  const wrong = await signIn({ username, password: 'Not-Theirs-1' }).catch((error) => error)
  if (wrong instanceof AuthError) seen.push(`${wrong.name}: ${wrong.message}`)
  const { nextStep }: SignInOutput = await signIn({ username, password })
  seen.push(nextStep.signInStep)
  if (nextStep.signInStep === 'CONFIRM_SIGN_IN_WITH_TOTP_CODE') {
    const challengeResponse = person.codeInApp(sharedSecret)
    seen.push((await confirmSignIn({ challengeResponse })).nextStep.signInStep)
  }

  const { tokens } = await fetchAuthSession({ forceRefresh: true })
  seen.push(`${tokens?.idToken?.payload.email} by ${tokens?.accessToken.payload.token_use}`)
  const updated = await updateUserAttributes({ userAttributes: { nickname: 'Lovelace' } })
  seen.push(updated.nickname?.nextStep.updateAttributeStep ?? '')
  const { nickname, email_verified } = await fetchUserAttributes()
  seen.push(`${nickname} ${email_verified}`)
  const user: AuthUser = await getCurrentUser()
  seen.push(
    `${user.username} ${user.userId === tokens?.accessToken.payload.sub} ${shelf.items.size > 0}`,
  )

  await signOut({ global: true })
  const nobody = await getCurrentUser().catch((error: Error) => error)
  seen.push(nobody instanceof AuthError ? nobody.name : '')
  stop()
  return seen
}
