import { Amplify } from 'aws-amplify'
import {
  confirmSignIn,
  fetchMFAPreference,
  getCurrentUser,
  type SignInOutput,
  setUpTOTP,
  signIn,
  signOut,
  updateMFAPreference,
  verifyTOTPSetup,
} from 'aws-amplify/auth'
import { ConsoleLogger } from 'aws-amplify/utils'
import { describe, expect, it } from 'vitest'
import { PASSWORD, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { ALL, addPerson, codeAt, makeMfaPool } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { Device, take } from './device.ts'
import { useServer } from './serve.ts'

// It warns of every endpoint that is not Amazon's.
ConsoleLogger.LOG_LEVEL = 'ERROR'

const PHONE = '+15550101234'
const EMAIL = 'ada@example.com'

onEachStore('second factors through Amplify in Node', (open) => {
  const server = useServer(open)

  /** Amplify, on a device of its own, before a pool where Ada is. */
  async function configure(pool: TestPool, attributes: Record<string, string> = {}) {
    const { house, url } = server()
    const ids = { userPoolId: pool.poolId, userPoolClientId: pool.clientId }
    Amplify.configure({ Auth: { Cognito: { ...ids, userPoolEndpoint: url } } })
    take(new Device())
    return await addPerson(house, pool, 'ada', attributes)
  }
  const begin = () => signIn({ username: 'ada', password: PASSWORD })
  const codeTo = async (to: string) => (await server().house.inbox.last(to))?.code ?? ''
  const appCode = (secret: string) => codeAt(secret, server().house.clock.now())
  const isIn = async ({ isSignedIn, nextStep }: SignInOutput) => {
    expect([isSignedIn, nextStep.signInStep]).toEqual([true, 'DONE'])
    expect(await getCurrentUser()).toMatchObject({ username: 'ada' })
  }

  describe('where the pool leaves it to people', () => {
    it('an app is set up, preferred, and asked for', async () => {
      await configure(await makeMfaPool(server().house, 'OPTIONAL'))
      await isIn(await begin())
      const { sharedSecret, getSetupUri } = await setUpTOTP()
      expect(getSetupUri('Pool', 'ada').href).toContain(`secret=${sharedSecret}`)
      await expect(verifyTOTPSetup({ code: '000000' })).rejects.toMatchObject({
        name: 'EnableSoftwareTokenMFAException',
      })
      await verifyTOTPSetup({ code: appCode(sharedSecret) })
      await updateMFAPreference({ totp: 'PREFERRED' })
      expect(await fetchMFAPreference()).toEqual({ enabled: ['TOTP'], preferred: 'TOTP' })
      await signOut()

      server().house.clock.advance('30s')
      const { nextStep } = await begin()
      expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE')
      const wrong = confirmSignIn({ challengeResponse: '000000' })
      await expect(wrong).rejects.toMatchObject({ name: 'CodeMismatchException' })
      await isIn(await confirmSignIn({ challengeResponse: appCode(sharedSecret) }))
      await updateMFAPreference({ totp: 'DISABLED' })
      expect(await fetchMFAPreference()).toEqual({ enabled: undefined, preferred: undefined })
      await signOut()
      await isIn(await begin())
    })

    it.each([
      ['sms', 'CONFIRM_SIGN_IN_WITH_SMS_CODE', 'SMS', '+*******1234', PHONE],
      ['email', 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE', 'EMAIL', 'a***@e***', EMAIL],
    ] as const)('a code by %s is asked for', async (factor, step, medium, shown, address) => {
      const pool = await makeMfaPool(server().house, 'OPTIONAL')
      await configure(pool, { phone_number: PHONE, email: EMAIL })
      await isIn(await begin())
      await updateMFAPreference({ [factor]: 'PREFERRED' })
      await signOut()
      const { nextStep } = await begin()
      expect(nextStep).toEqual({
        signInStep: step,
        codeDeliveryDetails: { deliveryMedium: medium, destination: shown },
      })
      await isIn(await confirmSignIn({ challengeResponse: await codeTo(address) }))
    })

    it('somebody with several chooses', async () => {
      const pool = await makeMfaPool(server().house, 'OPTIONAL')
      await configure(pool, { phone_number: PHONE, email: EMAIL })
      await isIn(await begin())
      await updateMFAPreference({ sms: 'ENABLED', email: 'ENABLED' })
      await signOut()
      const { nextStep } = await begin()
      expect(nextStep).toEqual({
        signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION',
        allowedMFATypes: ['SMS', 'EMAIL'],
      })
      const chosen = await confirmSignIn({ challengeResponse: 'EMAIL' })
      expect(chosen.nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE')
      await isIn(await confirmSignIn({ challengeResponse: await codeTo(EMAIL) }))
    })
  })

  describe('where the pool demands one', () => {
    it('an app is set up in the sign-in', async () => {
      const { SoftwareTokenMfaConfiguration } = ALL
      const pool = await makeMfaPool(server().house, 'ON', { SoftwareTokenMfaConfiguration })
      await configure(pool)
      const { nextStep } = await begin()
      if (nextStep.signInStep !== 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP') {
        throw new Error(`the sign-in went on to ${nextStep.signInStep}`)
      }
      const { sharedSecret } = nextStep.totpSetupDetails
      await isIn(await confirmSignIn({ challengeResponse: appCode(sharedSecret) }))
      expect(await fetchMFAPreference()).toEqual({ enabled: ['TOTP'], preferred: 'TOTP' })
    })

    it('somebody chooses what to set up: an app', async () => {
      await configure(await makeMfaPool(server().house, 'ON'))
      const { nextStep } = await begin()
      expect(nextStep).toEqual({
        signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION',
        allowedMFATypes: ['TOTP', 'EMAIL'],
      })
      const chosen = await confirmSignIn({ challengeResponse: 'TOTP' })
      if (chosen.nextStep.signInStep !== 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP') {
        throw new Error(`the sign-in went on to ${chosen.nextStep.signInStep}`)
      }
      const { sharedSecret } = chosen.nextStep.totpSetupDetails
      await isIn(await confirmSignIn({ challengeResponse: appCode(sharedSecret) }))
    })

    it('somebody chooses what to set up: email', async () => {
      const ids = await configure(await makeMfaPool(server().house, 'ON'))
      await begin()
      const chosen = await confirmSignIn({ challengeResponse: 'EMAIL' })
      expect(chosen.nextStep.signInStep).toBe('CONTINUE_SIGN_IN_WITH_EMAIL_SETUP')
      const sent = await confirmSignIn({ challengeResponse: EMAIL })
      expect(sent.nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE')
      await isIn(await confirmSignIn({ challengeResponse: await codeTo(EMAIL) }))
      const { UserAttributes } = await sdkFor(server().house).adminGetUser(ids)
      expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' })
    })
  })
})
