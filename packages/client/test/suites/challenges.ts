/** What a sign-in may ask for on its way, once for Node and once for Chromium. */
import type { CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { beforeEach, expect, it } from 'vitest'
import { useServer } from '../../../server/test/clients/serve.ts'
import { makeChoicePool } from '../../../server/test/support/choice.ts'
import { ALWAYS, makeDevicePool } from '../../../server/test/support/devices.ts'
import { Functions, namedBy, type TriggerEvent } from '../../../server/test/support/functions.ts'
import { invite, TEMPORARY } from '../../../server/test/support/new-password.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../../server/test/support/people.ts'
import { sdkFor } from '../../../server/test/support/sdk.ts'
import {
  ALL,
  addPerson,
  addWithApp,
  codeAt,
  makeMfaPool,
  otherCode,
} from '../../../server/test/support/second-factor.ts'
import type { Open } from '../../../server/test/support/stores.ts'
import type { SignInOutput } from '../../src/index.ts'
import type { Application, OpenApplication } from '../support/application.ts'

const NAMES = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'] as const
const PHONE = '+15550101234'
const EMAIL = 'ada@example.com'

export function challenges(open: Open, openApplication: OpenApplication): void {
  const functions = new Functions(...NAMES)
  const server = useServer(open, functions.options)
  beforeEach(() => functions.reset())

  const house = () => server().house
  const codeTo = async (to: string) => (await house().inbox.last(to))?.code ?? ''
  const appCode = (secret: string) => codeAt(secret, house().clock.now())
  const appOf = ({ poolId, clientId }: TestPool) =>
    openApplication({
      userPoolId: poolId,
      userPoolClientId: clientId,
      userPoolEndpoint: server().url,
    })
  const ada = { username: 'ada', password: PASSWORD }
  const answer = (app: Application, challengeResponse: string) =>
    app.call('confirmSignIn', { challengeResponse })
  const isIn = async (
    app: Application,
    { isSignedIn, nextStep }: SignInOutput,
    username = 'ada',
  ) => {
    expect([isSignedIn, nextStep.signInStep]).toEqual([true, 'DONE'])
    expect(await app.call('getCurrentUser')).toMatchObject({ username })
    expect(await app.call('resumeSignIn')).toBeUndefined()
  }

  it('enable MFA, and MFA sign-in: a code by text message, after a wrong one', async () => {
    const pool = await makeMfaPool(house(), 'OPTIONAL')
    await addPerson(house(), pool, 'ada', { phone_number: PHONE, phone_number_verified: 'true' })
    const app = await appOf(pool)
    await app.call('signIn', ada)
    await app.call('updateMFAPreference', { sms: 'PREFERRED' })
    expect(await app.call('fetchMFAPreference')).toEqual({ enabled: ['SMS'], preferred: 'SMS' })
    await app.call('signOut')
    expect(await app.call('signIn', ada)).toMatchObject({
      isSignedIn: false,
      nextStep: {
        signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE',
        codeDeliveryDetails: { deliveryMedium: 'SMS' },
      },
    })
    const code = await codeTo(PHONE)
    await expect(answer(app, otherCode(code))).rejects.toMatchObject({
      name: 'CodeMismatchException',
    })
    await isIn(app, await answer(app, code))
  })

  it('an app is set up by who is signed in, and asked for', async () => {
    const pool = await makeMfaPool(house(), 'OPTIONAL')
    await addPerson(house(), pool, 'ada')
    const app = await appOf(pool)
    await app.call('signIn', ada)
    const { sharedSecret } = await app.call('setUpTOTP')
    await expect(app.call('verifyTOTPSetup', { code: '000000' })).rejects.toMatchObject({
      name: 'EnableSoftwareTokenMFAException',
    })
    await app.call('verifyTOTPSetup', { code: appCode(sharedSecret) })
    const slip = app.call('updateMFAPreference', { totp: 'PREFERED' as 'PREFERRED' })
    await expect(slip).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: '"PREFERED" is no preference.',
    })
    await app.call('updateMFAPreference', { totp: 'PREFERRED' })
    await app.call('signOut')
    house().clock.advance('30s')
    const { nextStep } = await app.call('signIn', ada)
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE')
    await isIn(app, await answer(app, appCode(sharedSecret)))
  })

  it('one of two second factors is chosen', async () => {
    const pool = await makeMfaPool(house(), 'ON')
    const attributes = { phone_number: PHONE, phone_number_verified: 'true' }
    await addPerson(house(), pool, 'ada', { ...attributes, email: EMAIL, email_verified: 'true' })
    const app = await appOf(pool)
    const { nextStep } = await app.call('signIn', ada)
    expect(nextStep).toMatchObject({ signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION' })
    await expect(answer(app, 'PIGEON')).rejects.toMatchObject({ name: 'IncorrectMFAMethod' })
    expect((await answer(app, 'EMAIL')).nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE')
    await isIn(app, await answer(app, await codeTo(EMAIL)))
  })

  it('a second factor that the pool demands is set up on the way in: an app', async () => {
    const pool = await makeMfaPool(house(), 'ON')
    await addPerson(house(), pool, 'ada')
    const app = await appOf(pool)
    expect((await app.call('signIn', ada)).nextStep).toEqual({
      signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION',
      allowedMFATypes: expect.arrayContaining(['TOTP', 'EMAIL']),
    })
    const { nextStep } = await answer(app, 'TOTP')
    if (nextStep.signInStep !== 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP') throw new Error('no set-up')
    const { sharedSecret } = nextStep.totpSetupDetails
    await app.reload()
    // The QR code can be shown again, after a reload too.
    expect(await app.call('resumeSignIn')).toMatchObject({
      nextStep: { totpSetupDetails: { sharedSecret } },
    })
    await isIn(app, await answer(app, appCode(sharedSecret)))
  })

  it('a second factor that the pool demands is set up on the way in: an email address', async () => {
    const pool = await makeMfaPool(house(), 'ON')
    await addPerson(house(), pool, 'ada')
    const app = await appOf(pool)
    await app.call('signIn', ada)
    const { nextStep } = await answer(app, 'EMAIL')
    expect(nextStep.signInStep).toBe('CONTINUE_SIGN_IN_WITH_EMAIL_SETUP')
    await expect(answer(app, 'not an address')).rejects.toMatchObject({ name: 'SignInException' })
    const asked = await answer(app, EMAIL)
    expect(asked.nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE')
    await isIn(app, await answer(app, await codeTo(EMAIL)))
  })

  it('a temporary password is replaced, with the attributes that are missing', async () => {
    const required = { Name: 'nickname', Required: true, Mutable: true } as const
    const pool = await makePool(house(), { Schema: [required] })
    await invite(house(), pool, 'ada', { email: EMAIL })
    const app = await appOf(pool)
    expect(await app.call('signIn', { ...ada, password: TEMPORARY })).toMatchObject({
      nextStep: {
        signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED',
        missingAttributes: ['nickname'],
      },
    })
    const signedIn = await app.call('confirmSignIn', {
      challengeResponse: PASSWORD,
      options: { userAttributes: { nickname: 'Ada' } },
    })
    await isIn(app, signedIn)
    expect(await app.call('fetchUserAttributes')).toMatchObject({ nickname: 'Ada' })
  })

  it('a challenge in progress survives a reload and goes on in another tab', async () => {
    const pool = await makeMfaPool(house(), 'OPTIONAL', ALL)
    const { secret } = await addWithApp(house(), pool, 'ada')
    const app = await appOf(pool)
    const { nextStep } = await app.call('signIn', ada)
    await app.reload()
    expect(await app.call('resumeSignIn')).toEqual({ isSignedIn: false, nextStep })
    const tab = await app.newTab()
    await isIn(tab, await answer(tab, appCode(secret)))
    expect(await app.token()).toBe(await tab.token())
  })

  it('one person’s answer is not taken for another’s, who signs in in another tab', async () => {
    const pool = await makePool(house())
    for (const name of ['ada', 'bob', 'cleo']) await invite(house(), pool, name)
    const app = await appOf(pool)
    const tab = await app.newTab()
    const begin = (where: Application, username: string) =>
      where.call('signIn', { username, password: TEMPORARY })
    await begin(app, 'ada')
    await begin(tab, 'bob')
    await expect(answer(app, `${PASSWORD}-of-ada`)).rejects.toMatchObject({
      name: 'SignInException',
    })
    await isIn(tab, await answer(tab, `${PASSWORD}-of-bob`), 'bob')
    await tab.call('signOut')
    // Whoever looks which step waits may answer it.
    await begin(app, 'ada')
    await begin(tab, 'cleo')
    await app.call('resumeSignIn')
    await isIn(app, await answer(app, `${PASSWORD}-of-cleo`), 'cleo')
  })

  it.each(['CUSTOM_WITHOUT_SRP', 'CUSTOM_WITH_SRP'] as const)('%s', async (authFlowType) => {
    functions.on('DefineAuthChallenge', define)
    functions.on('CreateAuthChallenge', () => ({
      publicChallengeParameters: { question: 'Which lane?' },
      privateChallengeParameters: { answer: 'seven' },
    }))
    functions.on('VerifyAuthChallengeResponse', ({ request }) => ({
      answerCorrect: request.challengeAnswer === request.privateChallengeParameters.answer,
    }))
    const flows = { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] } as const
    const pool = await makePool(
      house(),
      { LambdaConfig: namedBy(...NAMES) },
      { ExplicitAuthFlows: [...flows.ExplicitAuthFlows] },
    )
    await makeUser(house(), pool, 'ada')
    const app = await appOf(pool)
    const { nextStep } = await app.call('signIn', {
      username: 'ada',
      password: authFlowType === 'CUSTOM_WITH_SRP' ? PASSWORD : undefined,
      options: { authFlowType },
    })
    expect(nextStep).toMatchObject({
      signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
      additionalInfo: { question: 'Which lane?' },
    })
    await isIn(app, await answer(app, 'seven'))
  })

  it('a first factor is chosen: a code by email, a password, a password that is proven', async () => {
    const pool = await makeChoicePool(house(), ['PASSWORD', 'EMAIL_OTP'])
    await makeUser(house(), pool, 'ada')
    const app = await appOf(pool)
    const options = { authFlowType: 'USER_AUTH' } as const
    const { nextStep } = await app.call('signIn', { username: 'ada', options })
    expect(nextStep).toEqual({
      signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
      availableChallenges: expect.arrayContaining(['EMAIL_OTP', 'PASSWORD', 'PASSWORD_SRP']),
    })
    const asked = await answer(app, 'EMAIL_OTP')
    expect(asked.nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE')
    await isIn(app, await answer(app, await codeTo(EMAIL)))

    for (const factor of ['PASSWORD', 'PASSWORD_SRP']) {
      await app.call('signOut')
      await app.call('signIn', { username: 'ada', options })
      expect((await answer(app, factor)).nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_PASSWORD')
      await isIn(app, await answer(app, PASSWORD))
    }
    for (const preferredChallenge of ['PASSWORD', 'PASSWORD_SRP'] as const) {
      await app.call('signOut')
      await isIn(
        app,
        await app.call('signIn', { ...ada, options: { ...options, preferredChallenge } }),
      )
    }
  })

  it('a first factor is chosen: a code by text message, after a wrong one', async () => {
    const pool = await makeChoicePool(house(), ['PASSWORD', 'SMS_OTP'])
    await addPerson(house(), pool, 'ada', { phone_number: PHONE, phone_number_verified: 'true' })
    const app = await appOf(pool)
    const options = { authFlowType: 'USER_AUTH' } as const
    const { nextStep } = await app.call('signIn', { username: 'ada', options })
    expect(nextStep).toMatchObject({ availableChallenges: expect.arrayContaining(['SMS_OTP']) })
    const asked = {
      signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE',
      codeDeliveryDetails: { deliveryMedium: 'SMS', destination: expect.stringMatching(/1234$/) },
    }
    expect((await answer(app, 'SMS_OTP')).nextStep).toEqual(asked)
    const code = await codeTo(PHONE)
    await expect(answer(app, otherCode(code))).rejects.toMatchObject({
      name: 'CodeMismatchException',
    })
    await isIn(app, await answer(app, code))

    await app.call('signOut')
    const preferred = { ...options, preferredChallenge: 'SMS_OTP' } as const
    const begun = await app.call('signIn', { username: 'ada', options: preferred })
    expect(begun.nextStep).toEqual(asked)
    await isIn(app, await answer(app, await codeTo(PHONE)))
  })

  it.each(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] as const)(
    'a password that an administrator reset by %s: a code sets another',
    async (authFlowType) => {
      const pool = await makePool(house())
      await makeUser(house(), pool, 'ada')
      await sdkFor(house()).adminResetUserPassword({ UserPoolId: pool.poolId, Username: 'ada' })
      const app = await appOf(pool)
      const begin = (password: string) =>
        app.call('signIn', { username: 'ada', password, options: { authFlowType } })
      expect(await begin(PASSWORD)).toEqual({
        isSignedIn: false,
        nextStep: { signInStep: 'RESET_PASSWORD' },
      })
      // Nothing waits: the answer is a new password, and a sign-in with it.
      expect(await app.call('resumeSignIn')).toBeUndefined()
      const newPassword = `${PASSWORD}-anew`
      const confirmationCode = await codeTo(EMAIL)
      await app.call('confirmResetPassword', { username: 'ada', newPassword, confirmationCode })
      await isIn(app, await begin(newPassword))
    },
  )

  it('a passwordless sign-up signs in by itself', async () => {
    const pool = await makeChoicePool(house(), ['PASSWORD', 'EMAIL_OTP'])
    const app = await appOf(pool)
    await app.call('signUp', {
      username: 'ada',
      options: { userAttributes: { email: EMAIL }, autoSignIn: { authFlowType: 'USER_AUTH' } },
    })
    const confirmationCode = await codeTo(EMAIL)
    await app.call('confirmSignUp', { username: 'ada', confirmationCode })
    await isIn(app, await app.call('autoSignIn'))
  })

  it('a device that is remembered stands for the second factor, until it is forgotten', async () => {
    const prompt = { ...ALWAYS, DeviceOnlyRememberedOnUserPrompt: true }
    const pool = await makeDevicePool(house(), 'OPTIONAL', prompt)
    const { secret } = await addWithApp(house(), pool, 'ada')
    const app = await appOf(pool)
    const signInByCode = async () => {
      house().clock.advance('30s')
      const { nextStep } = await app.call('signIn', ada)
      expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE')
      await isIn(app, await answer(app, appCode(secret)))
    }
    await signInByCode()
    await app.call('rememberDevice')
    const [device] = await app.call('fetchDevices')
    expect(device?.attributes.device_status).toBe('valid')
    await app.call('signOut')
    await isIn(app, await app.call('signIn', ada))
    await app.token({ forceRefresh: true })

    await app.call('forgetDevice')
    expect(await app.call('fetchDevices')).toEqual([])
    // The session goes on without it.
    expect(await app.token({ forceRefresh: true })).toBeDefined()
    await app.call('signOut')
    await signInByCode()
  })

  it.each<[what: string, name: string, names: Partial<CreateUserPoolCommandInput>]>([
    ['an alias', 'ada', { AliasAttributes: ['email'] }],
    ['the user name', EMAIL, { UsernameAttributes: ['email'] }],
  ])(
    'a device is remembered by an address that is %s, and by what it stands for',
    async (_, name, names) => {
      const pool = await makeDevicePool(house(), 'OPTIONAL', ALWAYS, names)
      const verified = { email: EMAIL, email_verified: 'true' }
      const { secret } = await addWithApp(house(), pool, name, verified)
      const app = await appOf(pool)
      house().clock.advance('30s')
      await app.call('signIn', { ...ada, username: EMAIL })
      await answer(app, appCode(secret))
      const { username } = await app.call('getCurrentUser')
      for (const authFlowType of ['USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] as const) {
        for (const known of [EMAIL, username]) {
          await app.call('signOut')
          const person = { ...ada, username: known, options: { authFlowType } }
          await isIn(app, await app.call('signIn', person), username)
        }
      }
    },
  )

  it('a device that an administrator forgot begins anew', async () => {
    const pool = await makeDevicePool(house(), 'OPTIONAL', ALWAYS)
    const { secret, ids } = await addWithApp(house(), pool, 'ada')
    const app = await appOf(pool)
    house().clock.advance('30s')
    await app.call('signIn', ada)
    await answer(app, appCode(secret))
    const [device] = await app.call('fetchDevices')
    await sdkFor(house()).adminForgetDevice({ ...ids, DeviceKey: device?.id })
    await app.call('signOut')
    house().clock.advance('30s')
    const { nextStep } = await app.call('signIn', ada)
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE')
    await isIn(app, await answer(app, appCode(secret)))
    const [other, ...more] = await app.call('fetchDevices')
    expect(more).toEqual([])
    expect(other?.id).not.toBe(device?.id)
  })
}

/** As in the developer guide: a password where the client begins with one, then one challenge. */
function define({ request: { session } }: TriggerEvent): object {
  const last = session.at(-1)
  if (last?.challengeName === 'SRP_A') return { challengeName: 'PASSWORD_VERIFIER' }
  if (last?.challengeName !== 'CUSTOM_CHALLENGE') return { challengeName: 'CUSTOM_CHALLENGE' }
  return last.challengeResult ? { issueTokens: true } : { failAuthentication: true }
}
