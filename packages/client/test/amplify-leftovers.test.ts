/** What Amplify leaves behind besides a session: devices of whoever has signed out, and a guest's identity. */
import { Amplify as TheirAmplify } from 'aws-amplify'
import * as theirs from 'aws-amplify/auth'
import { ConsoleLogger, defaultStorage as theirStorage } from 'aws-amplify/utils'
import { expect, it } from 'vitest'
import { Device, take } from '../../server/test/clients/device.ts'
import { useServer } from '../../server/test/clients/serve.ts'
import { ALWAYS } from '../../server/test/support/devices.ts'
import { makeIdentityPool } from '../../server/test/support/identities.ts'
import { makePool, PASSWORD, type TestPool } from '../../server/test/support/people.ts'
import { makeRole, trustInPool } from '../../server/test/support/roles.ts'
import { identitySdkFor, sdkFor } from '../../server/test/support/sdk.ts'
import { ALL, addWithApp, codeAt, EVERY_FLOW } from '../../server/test/support/second-factor.ts'
import * as ours from '../src/amplify.ts'
import { type AuthStorage, memoryStorage } from '../src/index.ts'
import { useChromium } from './browser/in-chromium.ts'
import { bundle } from './support/bundle.ts'
import { onOneStore } from './support/one-store.ts'

// It warns of every endpoint that is not Amazon's.
ConsoleLogger.LOG_LEVEL = 'ERROR'

const EMAIL = 'ada@example.com'
const openPage = useChromium()

const byPassword = (username: string) => ({
  username,
  password: PASSWORD,
  options: { authFlowType: 'USER_PASSWORD_AUTH' as const },
})

onOneStore('what Amplify leaves behind is taken over', (open) => {
  const server = useServer(open)
  const house = () => server().house
  const userPool = ({ poolId, clientId }: TestPool) => ({
    userPoolId: poolId,
    userPoolClientId: clientId,
    userPoolEndpoint: server().url,
  })

  /** Ada, who has signed in by Amplify with her second factor, by her email address, and with it a device. */
  async function signedInByAmplify() {
    const pool = await makePool(
      house(),
      { DeviceConfiguration: ALWAYS, AliasAttributes: ['email'] },
      { ExplicitAuthFlows: [...EVERY_FLOW] },
    )
    const UserPoolId = pool.poolId
    await sdkFor(house()).setUserPoolMfaConfig({
      UserPoolId,
      MfaConfiguration: 'OPTIONAL',
      ...ALL,
    })
    const { secret } = await addWithApp(house(), pool, 'ada.l', {
      email: EMAIL,
      email_verified: 'true',
    })
    const config = { Auth: { Cognito: userPool(pool) } }
    TheirAmplify.configure(config)
    const device = new Device()
    take(device)
    const { nextStep } = await theirs.signIn(byPassword(EMAIL))
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE')
    await theirs.confirmSignIn({ challengeResponse: codeAt(secret, house().clock.now()) })
    return { config, device }
  }
  it('a device of whoever is signed in, by the name they type as well', async () => {
    const { config, device } = await signedInByAmplify()
    ours.Amplify.configure(config, { storage: device })
    expect(await ours.getCurrentUser()).toMatchObject({ username: 'ada.l' })
    for (const username of ['ada.l', EMAIL]) {
      await ours.signOut()
      expect(await ours.signIn(byPassword(username))).toMatchObject({ isSignedIn: true })
    }
    expect(await ours.fetchDevices()).toHaveLength(1)
    await ours.signOut()
  })

  it('a device of whoever has signed out, where the storage says what is in it', async () => {
    const { config, device } = await signedInByAmplify()
    await theirs.signOut()
    expect(leftIn(device.kept.keys())).toHaveLength(3)
    const storage = ours.sharedInMemoryStorage
    for (const [key, value] of device.kept) await storage.setItem(key, value)
    ours.Amplify.configure(config, { storage })
    expect(await ours.signIn(byPassword('ada.l'))).toMatchObject({ isSignedIn: true })
    expect(await ours.fetchDevices()).toHaveLength(1)
    expect(leftIn(storage.keys())).toEqual([])
    await ours.signOut()

    // One that says nothing keeps what it has.
    ours.Amplify.configure(config, { storage: device })
    expect((await ours.signIn(byPassword('ada.l'))).nextStep.signInStep).toBe(
      'CONFIRM_SIGN_IN_WITH_TOTP_CODE',
    )
    expect(leftIn(device.kept.keys())).toHaveLength(3)
  })

  it('a device in a browser, whose storage says what is in it', async () => {
    const { config, device } = await signedInByAmplify()
    await theirs.signOut()
    const { page } = await openPage(config.Auth.Cognito)
    const source = await bundle(
      "import * as amplify from '@poolhouse/client/amplify'; window.moved = amplify",
    )
    await page.addScriptTag({ content: Buffer.from(source).toString(), type: 'module' })
    const seen = await page.evaluate(
      async ([kept, config, input]) => {
        const { moved } = globalThis as unknown as { moved: typeof ours }
        for (const [key, value] of kept) localStorage.setItem(key, value)
        moved.Amplify.configure(config)
        const { isSignedIn } = await moved.signIn(input)
        const keys = Object.keys(localStorage)
        await moved.defaultStorage.clear()
        return { isSignedIn, keys, after: localStorage.length }
      },
      [[...device.kept], config, byPassword('ada.l')] as const,
    )
    expect(seen).toMatchObject({ isSignedIn: true, after: 0 })
    expect(leftIn(seen.keys)).toEqual([])
  })

  async function withGuests() {
    const identityPoolId = await makeIdentityPool(house())
    const trust = trustInPool(identityPoolId, {
      Condition: {
        StringEquals: { 'cognito-identity.amazonaws.com:aud': identityPoolId },
        'ForAnyValue:StringLike': {
          'cognito-identity.amazonaws.com:amr': ['authenticated', 'unauthenticated'],
        },
      },
    })
    const { arn: unauthenticated } = await makeRole(house(), trust)
    await identitySdkFor(house()).setIdentityPoolRoles({
      IdentityPoolId: identityPoolId,
      Roles: { unauthenticated },
    })
    return {
      identityPoolId,
      config: {
        Auth: {
          Cognito: {
            identityPoolId,
            identityPoolEndpoint: server().url,
            allowGuestAccess: true,
          },
        },
      },
    }
  }

  it('a guest’s identity, unless there is one already', async () => {
    const { config, identityPoolId } = await withGuests()
    TheirAmplify.configure(config)
    const { identityId } = await theirs.fetchAuthSession()
    const key = `com.amplify.Cognito.${identityPoolId}.identityId`
    expect(await theirStorage.getItem(key)).toBe(identityId)
    // Amplify keeps it in the browser's storage, wherever sessions are.
    const move = async (storage: AuthStorage, id = identityId ?? '') => {
      await ours.defaultStorage.setItem(key, id)
      ours.Amplify.configure(config, { storage })
      return (await ours.fetchAuthSession()).identityId
    }
    const storage = memoryStorage()
    expect(await move(storage)).toBe(identityId)
    expect(await ours.defaultStorage.getItem(key)).toBeUndefined()
    expect(await move(storage, 'us-east-1:of another')).toBe(identityId)
    expect(await ours.defaultStorage.getItem(key)).toBeUndefined()
    expect(await move(ours.defaultStorage)).toBe(identityId)
  })
})

const leftIn = (keys: Iterable<string>): string[] =>
  [...keys].filter((key) => key.startsWith('CognitoIdentityServiceProvider.'))
