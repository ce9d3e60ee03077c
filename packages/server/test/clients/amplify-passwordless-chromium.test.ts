import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeChoicePool } from '../support/choice.ts'
import { launchChromium } from '../support/chromium.ts'
import { setRelyingParty } from '../support/passkeys.ts'
import { makeUser, PASSWORD, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { useHarness } from './browser/serve-harness.ts'
import { addAuthenticator } from './browser/virtual-authenticator.ts'
import { visit } from './browser/visit.ts'
import { useServer } from './serve.ts'

/** What begins with a code: how Amplify tells of it, and the addresses of Cleo and of a newcomer. */
const BY_CODE = [
  {
    factor: 'EMAIL_OTP',
    signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
    codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 'c***@e***' },
    address: 'cleo@example.com',
    newcomer: { name: 'fay', address: 'fay@example.com', attribute: 'email' },
  },
  {
    factor: 'SMS_OTP',
    signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE',
    codeDeliveryDetails: { deliveryMedium: 'SMS', destination: '+*******0103' },
    address: '+15550100103',
    newcomer: { name: 'gil', address: '+15550100107', attribute: 'phone_number' },
  },
] as const

const harness = useHarness()
let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

onEachStore('Amplify in Chromium, without passwords,', (open) => {
  const server = useServer(open)
  let pool: TestPool
  beforeAll(async () => {
    const { house } = server()
    pool = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'], {
      AutoVerifiedAttributes: ['email', 'phone_number'],
    })
    await setRelyingParty(house, pool, { RelyingPartyId: 'localhost' })
    for (const name of ['ada', 'bob', 'cleo']) await makeUser(house, pool, name)
    await sdkFor(house).adminUpdateUserAttributes({
      UserPoolId: pool.poolId,
      Username: 'cleo',
      UserAttributes: [
        { Name: 'phone_number', Value: '+15550100103' },
        { Name: 'phone_number_verified', Value: 'true' },
      ],
    })
  })

  /** By the name `localhost`: a relying party is a host, never an address. */
  const goTo = () => {
    const page = new URL(harness())
    page.hostname = 'localhost'
    return visit(browser, { harness: page.origin, service: server().url, pool })
  }
  const codeFor = async (to: string) => (await server().house.inbox.last(to))?.code ?? ''
  const begin = (
    page: Page,
    username: string,
    preferredChallenge?: 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN' | 'PASSWORD' | 'PASSWORD_SRP',
    password?: string,
  ) =>
    page.evaluate((input) => window.amplify.signIn(input), {
      username,
      ...(password !== undefined && { password }),
      options: {
        authFlowType: 'USER_AUTH' as const,
        ...(preferredChallenge && { preferredChallenge }),
      },
    })
  const goOn = (page: Page, challengeResponse: string) =>
    page.evaluate((input) => window.amplify.confirmSignIn(input), { challengeResponse })
  const whoIsIn = (page: Page) =>
    page.evaluate(async () => (await window.amplify.getCurrentUser()).username)
  const DONE = { isSignedIn: true, nextStep: { signInStep: 'DONE' } }

  it('makes a passkey, signs in with it, and deletes it', async () => {
    const { page, traffic } = await goTo()
    const authenticator = await addAuthenticator(page)
    expect(await begin(page, 'ada', 'PASSWORD', PASSWORD)).toEqual(DONE)
    await page.evaluate(() => window.amplify.associateWebAuthnCredential())
    expect(await authenticator.count()).toBe(1)
    const list = () =>
      page.evaluate(async () => (await window.amplify.listWebAuthnCredentials()).credentials)
    const [credential] = await list()
    expect(credential).toMatchObject({
      friendlyCredentialName: 'Passkey',
      relyingPartyId: 'localhost',
      authenticatorAttachment: 'platform',
      authenticatorTransports: ['internal'],
    })
    for (let time = 0; time < 2; time++) {
      await page.evaluate(() => window.amplify.signOut())
      expect(await begin(page, 'ada', 'WEB_AUTHN')).toEqual(DONE)
    }
    expect(await whoIsIn(page)).toBe('ada')

    await page.evaluate(
      (credentialId) => window.amplify.deleteWebAuthnCredential({ credentialId }),
      credential?.credentialId ?? '',
    )
    expect(await list()).toEqual([])
    await page.evaluate(() => window.amplify.signOut())
    expect(await begin(page, 'ada', 'WEB_AUTHN')).toMatchObject({
      nextStep: { availableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'] },
    })
    expect(traffic.troubles).toEqual([])
  })

  it('chooses a passkey, or a password by either way', async () => {
    const { page, traffic } = await goTo()
    await addAuthenticator(page)
    expect(await begin(page, 'bob', 'PASSWORD_SRP', PASSWORD)).toEqual(DONE)
    await page.evaluate(() => window.amplify.associateWebAuthnCredential())
    const select = async (...answers: string[]) => {
      await page.evaluate(() => window.amplify.signOut())
      expect(await begin(page, 'bob')).toMatchObject({
        nextStep: { signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION' },
      })
      let last = {}
      for (const response of answers) last = await goOn(page, response)
      expect(last).toEqual(DONE)
    }
    await select('WEB_AUTHN')
    await select('PASSWORD', PASSWORD)
    await select('PASSWORD_SRP', PASSWORD)
    expect(traffic.troubles).toEqual([])
  })

  it('refuses a passkey that does not verify its user, where the pool requires that', async () => {
    const { house } = server()
    const own = await makeChoicePool(house, ['PASSWORD', 'WEB_AUTHN'])
    const party = { RelyingPartyId: 'localhost' }
    await setRelyingParty(house, own, party)
    await makeUser(house, own, 'dora')
    const origin = new URL(harness())
    origin.hostname = 'localhost'
    const { page } = await visit(browser, {
      harness: origin.origin,
      service: server().url,
      pool: own,
    })
    const authenticator = await addAuthenticator(page)
    await begin(page, 'dora', 'PASSWORD', PASSWORD)
    await page.evaluate(() => window.amplify.associateWebAuthnCredential())
    await page.evaluate(() => window.amplify.signOut())
    await setRelyingParty(house, own, { ...party, UserVerification: 'required' })
    await authenticator.verifyUser(false)
    await expect(begin(page, 'dora', 'WEB_AUTHN')).rejects.toThrow()
    await authenticator.verifyUser(true)
    expect(await begin(page, 'dora', 'WEB_AUTHN')).toEqual(DONE)
  })

  describe.each(BY_CODE)('by $factor', (by) => {
    const { factor, signInStep, codeDeliveryDetails, address, newcomer } = by
    const sent = { nextStep: { signInStep, codeDeliveryDetails } }

    it('signs in with a code that was sent', async () => {
      const { page, traffic } = await goTo()
      expect(await begin(page, 'cleo', factor)).toMatchObject(sent)
      expect(await goOn(page, await codeFor(address))).toEqual(DONE)
      expect(await whoIsIn(page)).toBe('cleo')
      expect(traffic.troubles).toEqual([])
    })

    it('offers the code, and signs in with it once it is chosen', async () => {
      const { page, traffic } = await goTo()
      expect(await begin(page, 'cleo')).toMatchObject({
        nextStep: {
          signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
          availableChallenges: expect.arrayContaining([factor]),
        },
      })
      expect(await goOn(page, factor)).toMatchObject(sent)
      expect(await goOn(page, await codeFor(address))).toEqual(DONE)
      expect(traffic.troubles).toEqual([])
    })

    it('signs up without a password and is signed in by the code that confirms it', async () => {
      const { page, traffic } = await goTo()
      const { name: username, attribute } = newcomer
      const signedUp = await page.evaluate((input) => window.amplify.signUp(input), {
        username,
        options: {
          userAttributes: { [attribute]: newcomer.address },
          autoSignIn: { authFlowType: 'USER_AUTH' as const },
        },
      })
      expect(signedUp).toMatchObject({
        nextStep: {
          signUpStep: 'CONFIRM_SIGN_UP',
          codeDeliveryDetails: { deliveryMedium: codeDeliveryDetails.deliveryMedium },
        },
      })
      const confirmed = await page.evaluate((input) => window.amplify.confirmSignUp(input), {
        username,
        confirmationCode: await codeFor(newcomer.address),
      })
      expect(confirmed.nextStep.signUpStep).toBe('COMPLETE_AUTO_SIGN_IN')
      expect(await page.evaluate(() => window.amplify.autoSignIn())).toEqual(DONE)
      expect(await whoIsIn(page)).toBe(username)
      const attributes = await page.evaluate(() => window.amplify.fetchUserAttributes())
      expect(attributes).toMatchObject({ [`${attribute}_verified`]: 'true' })
      expect(traffic.troubles).toEqual([])
    })
  })
})
