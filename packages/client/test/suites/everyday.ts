/** What people do every day, once for Node and once for Chromium. */
import { Amplify } from 'aws-amplify'
import * as amplify from 'aws-amplify/auth'
import { ConsoleLogger } from 'aws-amplify/utils'
import { expect, it } from 'vitest'
import { useServer } from '../../../server/test/clients/serve.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../../server/test/support/people.ts'
import { sdkFor } from '../../../server/test/support/sdk.ts'
import type { Open } from '../../../server/test/support/stores.ts'
import type { OpenApplication } from '../support/application.ts'
import { EMPTY_INPUTS, type Method, PASSWORDLESS } from './empty-inputs.ts'

// It warns of every endpoint that is not Amazon's.
ConsoleLogger.LOG_LEVEL = 'ERROR'

const OTHER_PASSWORD = 'Ride-Every-Day-2'
const HOUR_MS = 3_600_000

export function everyday(open: Open, openApplication: OpenApplication): void {
  const server = useServer(open)
  const codeTo = async (to: string) => (await server().house.inbox.last(to))?.code ?? ''
  const appOf = ({ poolId, clientId }: TestPool, more: object = {}) =>
    openApplication({
      userPoolId: poolId,
      userPoolClientId: clientId,
      userPoolEndpoint: server().url,
      ...more,
    })
  /** A pool where Ada is, and an application on it. */
  async function begin(more: object = {}) {
    const pool = await makePool(server().house)
    const userId = await makeUser(server().house, pool, 'ada')
    return { app: await appOf(pool, more), pool, userId }
  }
  const ada = { username: 'ada', password: PASSWORD }

  it('email sign-up: from the first call to signing out', async () => {
    const app = await appOf(await makePool(server().house))
    const signedUp = await app.call('signUp', {
      ...ada,
      options: { userAttributes: { email: 'ada@example.com' } },
    })
    expect(signedUp).toMatchObject({
      isSignUpComplete: false,
      nextStep: {
        signUpStep: 'CONFIRM_SIGN_UP',
        codeDeliveryDetails: { deliveryMedium: 'EMAIL', attributeName: 'email' },
      },
    })
    expect((await app.call('signIn', ada)).nextStep.signInStep).toBe('CONFIRM_SIGN_UP')
    const delivery = await app.call('resendSignUpCode', { username: 'ada' })
    expect(delivery.attributeName).toBe('email')
    const confirmationCode = await codeTo('ada@example.com')
    const confirmed = await app.call('confirmSignUp', { username: 'ada', confirmationCode })
    expect(confirmed).toEqual({ isSignUpComplete: true, nextStep: { signUpStep: 'DONE' } })

    expect(await app.call('signIn', ada)).toEqual({
      isSignedIn: true,
      nextStep: { signInStep: 'DONE' },
    })
    const who = await app.call('getCurrentUser')
    expect(who).toEqual({
      username: 'ada',
      userId: signedUp.userId,
      signInDetails: { loginId: 'ada', authFlowType: 'USER_SRP_AUTH' },
    })
    await app.reload()
    expect(await app.call('getCurrentUser')).toEqual(who)
    expect(await app.call('fetchAuthSession')).toMatchObject({ userSub: signedUp.userId })

    await app.call('signOut')
    await expect(app.call('getCurrentUser')).rejects.toMatchObject({
      name: 'UserUnAuthenticatedException',
    })
    expect(await app.call('fetchAuthSession')).toEqual({})
    expect(await app.events()).toEqual(['signedOut'])
  })

  it('phone sign-up', async () => {
    const app = await appOf(
      await makePool(server().house, { AutoVerifiedAttributes: ['phone_number'] }),
    )
    const phone = '+15550101234'
    const { nextStep } = await app.call('signUp', {
      ...ada,
      options: { userAttributes: { phone_number: phone } },
    })
    expect(nextStep).toMatchObject({ codeDeliveryDetails: { deliveryMedium: 'SMS' } })
    const confirmationCode = await codeTo(phone)
    await app.call('confirmSignUp', { username: 'ada', confirmationCode })
    expect((await app.call('signIn', ada)).isSignedIn).toBe(true)
  })

  it('automatic sign-in, once the code was given', async () => {
    const app = await appOf(await makePool(server().house))
    await app.call('signUp', {
      ...ada,
      options: { userAttributes: { email: 'ada@example.com' }, autoSignIn: true },
    })
    const early = app.call('autoSignIn')
    await expect(early).rejects.toMatchObject({ name: 'AutoSignInException' })
    const confirmationCode = await codeTo('ada@example.com')
    const { nextStep } = await app.call('confirmSignUp', { username: 'ada', confirmationCode })
    expect(nextStep.signUpStep).toBe('COMPLETE_AUTO_SIGN_IN')
    expect((await app.call('autoSignIn')).isSignedIn).toBe(true)
    const again = app.call('autoSignIn')
    await expect(again).rejects.toMatchObject({ name: 'AutoSignInException' })
  })

  it('automatic sign-in, once the link was followed', async () => {
    const pool = await makePool(server().house)
    const app = await appOf(pool, { signUpVerificationMethod: 'link' })
    const { nextStep } = await app.call('signUp', {
      ...ada,
      options: { userAttributes: { email: 'ada@example.com' }, autoSignIn: true },
    })
    expect(nextStep.signUpStep).toBe('COMPLETE_AUTO_SIGN_IN')
    const waiting = app.call('autoSignIn')
    await sdkFor(server().house).adminConfirmSignUp({ UserPoolId: pool.poolId, Username: 'ada' })
    expect((await waiting).isSignedIn).toBe(true)
  })

  it('password sign-in: the password is sent only where that is asked for', async () => {
    const { app } = await begin()
    const options = { authFlowType: 'USER_PASSWORD_AUTH' } as const
    await app.call('signIn', { ...ada, options })
    expect(await app.call('getCurrentUser')).toMatchObject({
      signInDetails: { authFlowType: 'USER_PASSWORD_AUTH' },
    })
    await expect(app.call('signIn', ada)).rejects.toMatchObject({
      name: 'UserAlreadyAuthenticatedException',
    })
  })

  it.each(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] as const)(
    'a wrong password by %s is refused and leaves nothing behind',
    async (authFlowType) => {
      const { app } = await begin()
      const wrong = { username: 'ada', password: 'Not-Her-Own-1', options: { authFlowType } }
      await expect(app.call('signIn', wrong)).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Incorrect username or password.',
      })
      await expect(app.call('confirmSignIn', { challengeResponse: 'x' })).rejects.toMatchObject({
        name: 'SignInException',
      })
      expect(await app.token()).toBeUndefined()
    },
  )

  it('forgot password', async () => {
    const { app } = await begin()
    const { nextStep } = await app.call('resetPassword', { username: 'ada' })
    expect(nextStep).toMatchObject({
      resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE',
      codeDeliveryDetails: { deliveryMedium: 'EMAIL' },
    })
    await app.call('confirmResetPassword', {
      username: 'ada',
      newPassword: OTHER_PASSWORD,
      confirmationCode: await codeTo('ada@example.com'),
    })
    expect((await app.call('signIn', { ...ada, password: OTHER_PASSWORD })).isSignedIn).toBe(true)
  })

  it('refresh on demand, when the access token has expired', async () => {
    const { app } = await begin()
    await app.call('signIn', ada)
    const first = await app.token()
    expect(await app.token()).toBe(first)
    // Both clocks go on, as they would have while the page was left open.
    server().house.clock.advance('2h')
    await app.advance(2 * HOUR_MS)
    const second = await app.token()
    expect(second).not.toBe(first)
    expect(await app.token()).toBe(second)
    expect(await app.token({ forceRefresh: true })).not.toBe(second)
    expect(await app.events()).toEqual(['signedIn', 'tokenRefresh', 'tokenRefresh'])
  })

  it('attributes are read, changed, confirmed and removed', async () => {
    const { app } = await begin()
    await app.call('signIn', ada)
    const outcomes = await app.call('updateUserAttributes', {
      userAttributes: { email: 'ada@other.example', nickname: 'Ada' },
    })
    expect(outcomes).toMatchObject({
      email: {
        isUpdated: false,
        nextStep: {
          updateAttributeStep: 'CONFIRM_ATTRIBUTE_WITH_CODE',
          codeDeliveryDetails: { attributeName: 'email' },
        },
      },
      nickname: { isUpdated: true, nextStep: { updateAttributeStep: 'DONE' } },
    })
    const userAttributeKey = 'email'
    await app.call('sendUserAttributeVerificationCode', { userAttributeKey })
    const confirmationCode = await codeTo('ada@other.example')
    await app.call('confirmUserAttribute', { userAttributeKey, confirmationCode })
    const userAttribute = { attributeKey: 'nickname', value: 'A.' }
    const outcome = await app.call('updateUserAttribute', { userAttribute })
    expect(outcome.isUpdated).toBe(true)
    expect(await app.call('fetchUserAttributes')).toMatchObject({
      email: 'ada@other.example',
      email_verified: 'true',
      nickname: 'A.',
    })
    await app.call('deleteUserAttributes', { userAttributeKeys: ['nickname'] })
    expect(await app.call('fetchUserAttributes')).not.toHaveProperty('nickname')
  })

  it('a password is changed, and signing out everywhere ends the other devices', async () => {
    const { app, pool } = await begin()
    const other = await appOf(pool)
    await app.call('signIn', ada)
    await other.call('signIn', ada)
    const passwords = { oldPassword: PASSWORD, newPassword: OTHER_PASSWORD }
    await app.call('updatePassword', passwords)
    await app.call('signOut', { global: true })
    await expect(other.call('fetchUserAttributes')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    })
    // The service says that it is over, and so it is.
    expect(await other.token({ forceRefresh: true })).toBeUndefined()
    expect(await other.events()).toEqual(['signedIn', 'tokenRefresh_failure'])
    expect((await app.call('signIn', { ...ada, password: OTHER_PASSWORD })).isSignedIn).toBe(true)
  })

  it('whoever deletes their account is signed out', async () => {
    const { app } = await begin()
    await app.call('signIn', ada)
    await app.call('deleteUser')
    expect(await app.token()).toBeUndefined()
    await expect(app.call('signIn', ada)).rejects.toThrow()
  })

  it('every empty input has the name that Amplify gives it', async () => {
    const { app, pool } = await begin({ passwordless: PASSWORDLESS })
    const ours: [name: string, of: Method, input: object][] = []
    const theirs: [name: string, of: Method, input: object][] = []
    Amplify.configure({
      Auth: {
        Cognito: {
          userPoolId: pool.poolId,
          userPoolClientId: pool.clientId,
          userPoolEndpoint: server().url,
          passwordless: PASSWORDLESS,
        },
      },
    })
    const library = amplify as unknown as Record<Method, (input: object) => Promise<unknown>> // by name
    for (const [, of, input] of EMPTY_INPUTS) {
      ours.push([await nameOf(app.call(of, input as never)), of, input])
      theirs.push([await nameOf(library[of](input)), of, input])
    }
    expect(ours).toEqual(EMPTY_INPUTS)
    expect(theirs).toEqual(EMPTY_INPUTS)
  })
}

const nameOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(JSON.stringify, (error: Error) => error.name)
