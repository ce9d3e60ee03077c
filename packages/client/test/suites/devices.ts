/** Devices that stand for a second factor. */
import type { CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { expect, it } from 'vitest'
import { ALWAYS, makeDevicePool } from '../../../server/test/support/devices.ts'
import { sdkFor } from '../../../server/test/support/sdk.ts'
import { addWithApp } from '../../../server/test/support/second-factor.ts'
import { ada, answer, EMAIL, isIn, type SignInServer } from '../support/sign-in.ts'

export function devices({ house, appCode, appOf }: SignInServer): void {
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
