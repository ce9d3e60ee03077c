/** What a sign-in begins with when it is not just a password. */
import { expect, it } from 'vitest'
import { makeChoicePool } from '../../../server/test/support/choice.ts'
import { namedBy, type TriggerEvent } from '../../../server/test/support/functions.ts'
import { invite, TEMPORARY } from '../../../server/test/support/new-password.ts'
import { makePool, makeUser, PASSWORD } from '../../../server/test/support/people.ts'
import { sdkFor } from '../../../server/test/support/sdk.ts'
import { addPerson, otherCode } from '../../../server/test/support/second-factor.ts'
import { ada, answer, CUSTOM, EMAIL, isIn, PHONE, type SignInServer } from '../support/sign-in.ts'

export function firstFactors({ functions, house, codeTo, appOf }: SignInServer): void {
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
      { LambdaConfig: namedBy(...CUSTOM) },
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
}

/** As in the developer guide: a password where the client begins with one, then one challenge. */
function define({ request: { session } }: TriggerEvent): object {
  const last = session.at(-1)
  if (last?.challengeName === 'SRP_A') return { challengeName: 'PASSWORD_VERIFIER' }
  if (last?.challengeName !== 'CUSTOM_CHALLENGE') return { challengeName: 'CUSTOM_CHALLENGE' }
  return last.challengeResult ? { issueTokens: true } : { failAuthentication: true }
}
