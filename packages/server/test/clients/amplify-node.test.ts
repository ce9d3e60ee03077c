import { Amplify } from 'aws-amplify'
import {
  confirmSignUp,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  signIn,
  signOut,
  signUp,
} from 'aws-amplify/auth'
import { ConsoleLogger } from 'aws-amplify/utils'
import { beforeEach, expect, it } from 'vitest'
import { makePool, makeUser, PASSWORD } from '../support/people.ts'
import { onEachStore } from '../support/stores.ts'
import { Device, take } from './device.ts'
import { useServer } from './serve.ts'

// It warns of every endpoint that is not Amazon's.
ConsoleLogger.LOG_LEVEL = 'ERROR'

/** Quicker than SRP, where a test is about something else. */
const BY_PASSWORD = {
  username: 'ada',
  password: PASSWORD,
  options: { authFlowType: 'USER_PASSWORD_AUTH' },
} as const

onEachStore('Amplify in Node', (open) => {
  const server = useServer(open)
  let pool: Awaited<ReturnType<typeof makePool>>
  let device: Device

  beforeEach(async () => {
    const { house, url } = server()
    pool = await makePool(house)
    const ids = { userPoolId: pool.poolId, userPoolClientId: pool.clientId }
    Amplify.configure({ Auth: { Cognito: { ...ids, userPoolEndpoint: url } } })
    device = new Device()
    take(device)
  })

  it('goes from sign-up to sign-out', async () => {
    const { house, requests } = server()
    const signedUp = await signUp({
      username: 'ada',
      password: PASSWORD,
      options: { userAttributes: { email: 'ada@example.com' } },
    })
    expect(signedUp).toMatchObject({
      isSignUpComplete: false,
      nextStep: {
        signUpStep: 'CONFIRM_SIGN_UP',
        codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 'a***@e***' },
      },
    })
    const confirmationCode = (await house.inbox.last('ada@example.com'))?.code ?? ''
    const confirmed = await confirmSignUp({ username: 'ada', confirmationCode })
    expect(confirmed).toMatchObject({ isSignUpComplete: true, nextStep: { signUpStep: 'DONE' } })

    const signedIn = await signIn({ username: 'ada', password: PASSWORD })
    expect(signedIn).toMatchObject({ isSignedIn: true, nextStep: { signInStep: 'DONE' } })
    const userId = signedUp.userId ?? ''
    expect(await getCurrentUser()).toMatchObject({
      username: 'ada',
      userId,
      signInDetails: { loginId: 'ada', authFlowType: 'USER_SRP_AUTH' },
    })
    const { tokens, userSub } = await fetchAuthSession()
    expect(userSub).toBe(userId)
    expect(tokens?.idToken?.payload).toMatchObject({ sub: userId, email: 'ada@example.com' })
    expect(await fetchUserAttributes()).toEqual({
      sub: userId,
      email: 'ada@example.com',
      email_verified: 'true',
    })
    const before = requests.length
    await signOut()
    expect(requests.length - before).toBe(1) // RevokeToken: the access token has an origin_jti
    await expect(getCurrentUser()).rejects.toMatchObject({ name: 'UserUnAuthenticatedException' })
    expect([...device.kept]).toEqual([])
  })

  it('signs in with the password itself', async () => {
    await makeUser(server().house, pool, 'ada')
    const { isSignedIn } = await signIn(BY_PASSWORD)
    expect(isSignedIn).toBe(true)
    const { signInDetails } = await getCurrentUser()
    expect(signInDetails?.authFlowType).toBe('USER_PASSWORD_AUTH')
  })

  it.each(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] as const)(
    'is refused a wrong password by %s',
    async (authFlowType) => {
      await makeUser(server().house, pool, 'ada')
      const wrong = { username: 'ada', password: 'Not-Her-Password-1', options: { authFlowType } }
      await expect(signIn(wrong)).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Incorrect username or password.',
      })
      await expect(getCurrentUser()).rejects.toMatchObject({ name: 'UserUnAuthenticatedException' })
    },
  )

  it('is told to confirm before it can sign in', async () => {
    await signUp({
      username: 'ada',
      password: PASSWORD,
      options: { userAttributes: { email: 'ada@example.com' } },
    })
    const { isSignedIn, nextStep } = await signIn(BY_PASSWORD)
    expect(isSignedIn).toBe(false)
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_UP')
  })

  it('refreshes tokens that have expired', async () => {
    const { house } = server()
    await makeUser(house, pool, 'ada')
    await signIn(BY_PASSWORD)
    const { tokens: first } = await fetchAuthSession()
    house.clock.advance('2h')
    await expect(fetchUserAttributes()).rejects.toThrow('Access Token has expired')
    const { tokens: second } = await fetchAuthSession({ forceRefresh: true })
    expect(second?.accessToken.toString()).not.toBe(first?.accessToken.toString())
    expect(await fetchUserAttributes()).toMatchObject({ email: 'ada@example.com' })
    // It noted how far the service's clock is ahead, so the new tokens are good to it without asking.
    const { tokens: third } = await fetchAuthSession()
    expect(third?.accessToken.toString()).toBe(second?.accessToken.toString())
  })

  it('signs out every device at once', async () => {
    await makeUser(server().house, pool, 'ada')
    await signIn(BY_PASSWORD)
    const laptop = new Device()
    take(laptop)
    await signIn(BY_PASSWORD)
    await signOut({ global: true })
    await expect(getCurrentUser()).rejects.toMatchObject({ name: 'UserUnAuthenticatedException' })
    expect([...laptop.kept]).toEqual([])

    take(device)
    expect(await getCurrentUser()).toMatchObject({ username: 'ada' })
    await expect(fetchUserAttributes()).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Access Token has been revoked',
    })
    const { tokens } = await fetchAuthSession({ forceRefresh: true })
    expect(tokens).toBeUndefined()
    await expect(getCurrentUser()).rejects.toMatchObject({ name: 'UserUnAuthenticatedException' })
    expect([...device.kept]).toEqual([])
  })
})
