/** Second factors: asked for, chosen, set up on the way in, and waited for across tabs. */
import { expect, it } from 'vitest'
import { invite, TEMPORARY } from '../../../server/test/support/new-password.ts'
import { makePool, PASSWORD } from '../../../server/test/support/people.ts'
import {
  ALL,
  addPerson,
  addWithApp,
  makeMfaPool,
  otherCode,
} from '../../../server/test/support/second-factor.ts'
import type { Application } from '../support/application.ts'
import { ada, answer, EMAIL, isIn, PHONE, type SignInServer } from '../support/sign-in.ts'

export function secondFactors({ house, codeTo, appCode, appOf }: SignInServer): void {
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
}
