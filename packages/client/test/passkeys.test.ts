import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { useHarness } from '../../server/test/clients/browser/serve-harness.ts'
import { addAuthenticator } from '../../server/test/clients/browser/virtual-authenticator.ts'
import { useServer } from '../../server/test/clients/serve.ts'
import { makeChoicePool } from '../../server/test/support/choice.ts'
import { setRelyingParty } from '../../server/test/support/passkeys.ts'
import { makeUser, PASSWORD, type TestPool } from '../../server/test/support/people.ts'
import { useChromium } from './browser/in-chromium.ts'
import { onOneStore } from './support/one-store.ts'

const openPage = useChromium()
const amplify = useHarness()

onOneStore('passkeys in Chromium', (open) => {
  const server = useServer(open)
  let pool: TestPool
  beforeAll(async () => {
    const { house } = server()
    pool = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'])
    await setRelyingParty(house, pool, { RelyingPartyId: 'localhost' })
    for (const name of ['ada', 'bob', 'cleo', 'dan', 'eve', 'fay'])
      await makeUser(house, pool, name)
  })

  /** A page where somebody is signed in by their password, and an authenticator. */
  async function begin(username: string) {
    const app = await openPage({
      userPoolId: pool.poolId,
      userPoolClientId: pool.clientId,
      userPoolEndpoint: server().url,
    })
    const authenticator = await addAuthenticator(app.page)
    const authFlowType = 'USER_PASSWORD_AUTH'
    await app.call('signIn', { username, password: PASSWORD, options: { authFlowType } })
    return { app, authenticator }
  }
  const byPasskey = { authFlowType: 'USER_AUTH', preferredChallenge: 'WEB_AUTHN' } as const

  it('a passkey is made, listed, signs in, and is removed', async () => {
    const { app, authenticator } = await begin('ada')
    await app.call('associateWebAuthnCredential')
    expect(await authenticator.count()).toBe(1)
    const { credentials } = await app.call('listWebAuthnCredentials')
    expect(credentials).toMatchObject([{ relyingPartyId: 'localhost' }])
    // A second one on the same authenticator is refused by the browser.
    await expect(app.call('associateWebAuthnCredential')).rejects.toMatchObject({
      name: 'PasskeyAlreadyExists',
    })

    await app.call('signOut')
    const signedIn = await app.call('signIn', { username: 'ada', options: byPasskey })
    expect(signedIn.isSignedIn).toBe(true)
    expect(await app.call('getCurrentUser')).toMatchObject({ username: 'ada' })

    const credentialId = credentials[0]?.credentialId ?? ''
    await app.call('deleteWebAuthnCredential', { credentialId })
    expect((await app.call('listWebAuthnCredentials')).credentials).toEqual([])
  })

  it('a passkey is one of the first factors to choose from', async () => {
    const { app } = await begin('bob')
    await app.call('associateWebAuthnCredential')
    await app.call('signOut')
    const options = { authFlowType: 'USER_AUTH' } as const
    const { nextStep } = await app.call('signIn', { username: 'bob', options })
    expect(nextStep).toMatchObject({ availableChallenges: expect.arrayContaining(['WEB_AUTHN']) })
    const chosen = await app.call('confirmSignIn', { challengeResponse: 'WEB_AUTHN' })
    expect(chosen.isSignedIn).toBe(true)
  })

  it('whoever cancels the passkey goes on with another factor', async () => {
    const { app, authenticator } = await begin('cleo')
    await app.call('associateWebAuthnCredential')
    await app.call('signOut')
    await authenticator.verifyUser(false)
    const canceled = app.call('signIn', { username: 'cleo', options: byPasskey })
    await expect(canceled).rejects.toMatchObject({ name: 'PasskeyAuthenticationCanceled' })
    const asked = await app.call('confirmSignIn', { challengeResponse: 'PASSWORD' })
    expect(asked.nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_PASSWORD')
    const answered = await app.call('confirmSignIn', { challengeResponse: PASSWORD })
    expect(answered.isSignedIn).toBe(true)
  })

  it('whoever aborts the call is asked for no passkey any more', async () => {
    const { app, authenticator } = await begin('fay')
    await app.call('associateWebAuthnCredential')
    await app.call('signOut')
    await authenticator.touch(false)
    const aborted = await app.page.evaluate(async (options) => {
      const stop = new AbortController()
      const get = navigator.credentials.get.bind(navigator.credentials)
      const browsers = Promise.withResolvers<unknown>()
      navigator.credentials.get = (asked) => {
        const asking = get(asked)
        asking.then(browsers.resolve, (error) => browsers.resolve(error.message))
        setTimeout(() => stop.abort(new Error('Never mind.')), 100)
        return asking
      }
      const mine = window.until(stop.signal).signIn({ username: 'fay', options })
      return [await mine.catch((error: Error) => error.message), await browsers.promise]
    }, byPasskey)
    expect(aborted).toEqual(['Never mind.', 'Never mind.'])
    expect(await app.call('resumeSignIn')).toBeUndefined()
  })

  /** The same tab, and so the same authenticator, at a page of Amplify's; `localhost` is one relying party. */
  async function goToAmplify(page: Page): Promise<void> {
    const address = new URL(amplify())
    address.hostname = 'localhost'
    address.search = new URLSearchParams({
      userPoolId: pool.poolId,
      userPoolClientId: pool.clientId,
      userPoolEndpoint: server().url,
    }).toString()
    await page.goto(address.href)
  }
  const amplifySignIn = (page: Page, input: Parameters<Window['amplify']['signIn']>[0]) =>
    page.evaluate((given) => window.amplify.signIn(given), input)

  it('a passkey that is made here signs in by Amplify', async () => {
    const { app, authenticator } = await begin('dan')
    await app.call('associateWebAuthnCredential')
    await goToAmplify(app.page)
    const { isSignedIn } = await amplifySignIn(app.page, { username: 'dan', options: byPasskey })
    expect(isSignedIn).toBe(true)
    // The passkey is listed alike, and stands in the way of a second one.
    const list = () => window.amplify.listWebAuthnCredentials()
    const theirs = await app.page.evaluate(list)
    const twice = app.page.evaluate(() =>
      window.amplify.associateWebAuthnCredential().catch((error) => error.name),
    )
    expect(await twice).toBe('PasskeyAlreadyExists')
    await app.page.goBack()
    expect(await app.call('listWebAuthnCredentials')).toMatchObject({
      credentials: [{ credentialId: theirs.credentials[0]?.credentialId }],
    })
    expect(await authenticator.count()).toBe(1)
  })

  it('a passkey that Amplify made signs in here', async () => {
    const { app, authenticator } = await begin('eve')
    await app.call('signOut')
    await goToAmplify(app.page)
    const authFlowType = 'USER_PASSWORD_AUTH'
    const byPassword = { username: 'eve', password: PASSWORD, options: { authFlowType } } as const
    await amplifySignIn(app.page, byPassword)
    await app.page.evaluate(() => window.amplify.associateWebAuthnCredential())
    expect(await authenticator.count()).toBe(1)
    await app.page.goBack()
    const signedIn = await app.call('signIn', { username: 'eve', options: byPasskey })
    expect(signedIn.isSignedIn).toBe(true)
    await expect(app.call('associateWebAuthnCredential')).rejects.toMatchObject({
      name: 'PasskeyAlreadyExists',
    })
  })
})
