import { Amplify } from 'aws-amplify'
import {
  confirmSignIn,
  fetchAuthSession,
  fetchDevices,
  forgetDevice,
  rememberDevice,
  signIn,
  signOut,
} from 'aws-amplify/auth'
import { ConsoleLogger } from 'aws-amplify/utils'
import { expect, it } from 'vitest'
import { ALWAYS, makeDevicePool } from '../support/devices.ts'
import { PASSWORD } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { addWithApp, codeAt } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { Device, take } from './device.ts'
import { useServer } from './serve.ts'

// It warns of every endpoint that is not Amazon's.
ConsoleLogger.LOG_LEVEL = 'ERROR'

onEachStore('devices through Amplify in Node', (open) => {
  const server = useServer(open)

  /** Amplify, on a device of its own, before a pool where Ada is, with an app. */
  async function configure(asksUser: boolean) {
    const { house, url } = server()
    const pool = await makeDevicePool(house, 'OPTIONAL', {
      ...ALWAYS,
      DeviceOnlyRememberedOnUserPrompt: asksUser,
    })
    const ids = { userPoolId: pool.poolId, userPoolClientId: pool.clientId }
    Amplify.configure({ Auth: { Cognito: { ...ids, userPoolEndpoint: url } } })
    take(new Device())
    const { secret, ids: ada } = await addWithApp(house, pool, 'ada')
    const signInByCode = async () => {
      house.clock.advance('30s')
      const { nextStep } = await signIn({ username: 'ada', password: PASSWORD })
      expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE')
      const challengeResponse = codeAt(secret, house.clock.now())
      expect((await confirmSignIn({ challengeResponse })).isSignedIn).toBe(true)
    }
    return { signInByCode, ada }
  }
  const signInAtOnce = async () => {
    const { nextStep } = await signIn({ username: 'ada', password: PASSWORD })
    expect(nextStep.signInStep).toBe('DONE')
  }

  it('a device that is remembered without a question asks for no code again', async () => {
    const { signInByCode } = await configure(false)
    await signInByCode()
    const devices = await fetchDevices()
    expect(devices).toMatchObject([{ attributes: { device_status: 'valid' } }])
    await signOut()
    await signInAtOnce()
    const { tokens } = await fetchAuthSession({ forceRefresh: true })
    expect(tokens?.accessToken.payload.device_key).toBe(devices[0]?.id)
    await signOut()
  })

  it('a device is remembered and forgotten as its owner says', async () => {
    const { signInByCode } = await configure(true)
    await signInByCode()
    await rememberDevice()
    await signOut()
    await signInAtOnce()
    await forgetDevice()
    expect(await fetchDevices()).toEqual([])
    await signOut()
    await signInByCode()
    await signOut()
  })

  it('a device that an administrator forgot begins anew', async () => {
    const { signInByCode, ada } = await configure(false)
    await signInByCode()
    const [device] = await fetchDevices()
    await sdkFor(server().house).adminForgetDevice({ ...ada, DeviceKey: device?.id })
    await signOut()
    await signInByCode()
    const [other, ...more] = await fetchDevices()
    expect(more).toEqual([])
    expect(other?.id).not.toBe(device?.id)
    await signOut()
  })
})
