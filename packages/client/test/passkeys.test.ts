import { beforeAll, expect, it } from 'vitest'
import { addAuthenticator } from '../../server/test/clients/browser/virtual-authenticator.ts'
import { useServer } from '../../server/test/clients/serve.ts'
import { makeChoicePool } from '../../server/test/support/choice.ts'
import { setRelyingParty } from '../../server/test/support/passkeys.ts'
import { makeUser, PASSWORD, type TestPool } from '../../server/test/support/people.ts'
import { useChromium } from './browser/in-chromium.ts'
import { onOneStore } from './support/one-store.ts'

const openPage = useChromium()

onOneStore('passkeys in Chromium', (open) => {
  const server = useServer(open)
  let pool: TestPool
  beforeAll(async () => {
    const { house } = server()
    pool = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'])
    await setRelyingParty(house, pool, { RelyingPartyId: 'localhost' })
    for (const name of ['ada', 'bob', 'cleo']) await makeUser(house, pool, name)
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
})
