import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeChoicePool } from '../support/choice.ts'
import { launchChromium } from '../support/chromium.ts'
import { setRelyingParty } from '../support/passkeys.ts'
import { makeUser, PASSWORD, type TestPool } from '../support/people.ts'
import { onEachStore } from '../support/stores.ts'
import { useHarness } from './browser/serve-harness.ts'
import { addAuthenticator } from './browser/virtual-authenticator.ts'
import { visit } from './browser/visit.ts'
import { useServer } from './serve.ts'

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
    pool = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'])
    await setRelyingParty(house, pool, { RelyingPartyId: 'localhost' })
    for (const name of ['ada', 'bob', 'cleo']) await makeUser(house, pool, name)
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
    preferredChallenge?: 'EMAIL_OTP' | 'WEB_AUTHN' | 'PASSWORD' | 'PASSWORD_SRP',
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

  it('signs in with a code that was sent by email', async () => {
    const { page, traffic } = await goTo()
    expect(await begin(page, 'cleo', 'EMAIL_OTP')).toMatchObject({
      nextStep: {
        signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
        codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 'c***@e***' },
      },
    })
    expect(await goOn(page, await codeFor('cleo@example.com'))).toEqual(DONE)
    expect(await whoIsIn(page)).toBe('cleo')
    expect(traffic.troubles).toEqual([])
  })

  it('signs up without a password and is signed in by the code that confirms it', async () => {
    const { page, traffic } = await goTo()
    const signedUp = await page.evaluate(() =>
      window.amplify.signUp({
        username: 'fay',
        options: {
          userAttributes: { email: 'fay@example.com' },
          autoSignIn: { authFlowType: 'USER_AUTH' },
        },
      }),
    )
    expect(signedUp.nextStep.signUpStep).toBe('CONFIRM_SIGN_UP')
    const confirmed = await page.evaluate(
      (confirmationCode) => window.amplify.confirmSignUp({ username: 'fay', confirmationCode }),
      await codeFor('fay@example.com'),
    )
    expect(confirmed.nextStep.signUpStep).toBe('COMPLETE_AUTO_SIGN_IN')
    expect(await page.evaluate(() => window.amplify.autoSignIn())).toEqual(DONE)
    expect(await whoIsIn(page)).toBe('fay')
    expect(traffic.troubles).toEqual([])
  })
})
