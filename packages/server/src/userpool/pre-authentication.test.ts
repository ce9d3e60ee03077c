import type { InitiateAuthCommandOutput } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { answer, makeChoicePool } from '../../test/support/choice.ts'
import { Functions, namedBy } from '../../test/support/functions.ts'
import { addPasskey, answerPasskey, setRelyingParty } from '../../test/support/passkeys.ts'
import { makeClient, PASSWORD, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { addPerson, setUpApp } from '../../test/support/second-factor.ts'
import { modPow } from '../../test/support/srp-client.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const SOURCE = 'PreAuthentication_Authentication'
const SRP_A = modPow(2n, 5n).toString(16)

onEachStore('the function that is asked before a sign-in', (open) => {
  const functions = new Functions('PreAuthentication')
  let house: Poolhouse
  let pool: TestPool
  let added = 0
  beforeAll(async () => {
    house = await open(functions.options)
    pool = await makeChoicePool(
      house,
      ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'],
      { LambdaConfig: namedBy('PreAuthentication') },
      {
        ExplicitAuthFlows: [
          'ALLOW_USER_AUTH',
          'ALLOW_USER_PASSWORD_AUTH',
          'ALLOW_USER_SRP_AUTH',
          'ALLOW_REFRESH_TOKEN_AUTH',
        ],
      },
    )
    await setRelyingParty(house, pool)
  })
  beforeEach(() => functions.reset())
  const sdk = () => sdkFor(house)

  /** Somebody who can begin with anything. */
  async function someone() {
    const name = `user${++added}`
    const phone = `+1555010${String(added).padStart(4, '0')}`
    const email = `${name}@example.com`
    await addPerson(house, pool, name, {
      email,
      email_verified: 'true',
      phone_number: phone,
      phone_number_verified: 'true',
    })
    const passkey = await addPasskey(house, pool, name)
    functions.reset()
    return { name, email, phone, passkey }
  }
  type Someone = Awaited<ReturnType<typeof someone>>
  const start = (USERNAME: string, values: Record<string, string>, Session?: string) =>
    sdk().initiateAuth({
      ClientId: pool.clientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME, ...values },
      ClientMetadata: { from: 'start' },
      Session,
    })
  const codeTo = async (to: string) => (await house.inbox.last(to))?.code ?? ''
  const byPasskey = ({ name, passkey }: Someone, asked: InitiateAuthCommandOutput) => {
    const options = JSON.parse(asked.ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS ?? '{}')
    const { challenge } = options
    return answerPasskey(house, pool, { USERNAME: name, Session: asked.Session }, passkey, {
      challenge,
    })
  }

  /** How each factor is answered, and with what it is chosen. */
  const FACTORS = {
    PASSWORD: ({ name }, { Session }) =>
      answer(house, pool, 'PASSWORD', { USERNAME: name, PASSWORD }, Session),
    PASSWORD_SRP: ({ name }, { Session }) =>
      answer(house, pool, 'PASSWORD_SRP', { USERNAME: name, SRP_A }, Session),
    EMAIL_OTP: async ({ name, email }, { Session }) => {
      const answers = { USERNAME: name, EMAIL_OTP_CODE: await codeTo(email) }
      return await answer(house, pool, 'EMAIL_OTP', answers, Session)
    },
    SMS_OTP: async ({ name, phone }, { Session }) => {
      const answers = { USERNAME: name, SMS_OTP_CODE: await codeTo(phone) }
      return await answer(house, pool, 'SMS_OTP', answers, Session)
    },
    WEB_AUTHN: byPasskey,
  } satisfies Record<
    string,
    (person: Someone, asked: InitiateAuthCommandOutput) => Promise<unknown>
  >
  const names = Object.keys(FACTORS) as (keyof typeof FACTORS)[]

  /** Once, with what only the start hands on. */
  const expectAskedOnce = () => {
    expect(functions.sources).toEqual([SOURCE])
    expect(functions.events[0]?.request).toMatchObject({
      validationData: { from: 'start' },
      userNotFound: false,
    })
  }

  it.each(names)('is asked once, where %s is preferred, and where it is chosen', async (factor) => {
    const person = await someone()
    const asked = await start(person.name, { PREFERRED_CHALLENGE: factor })
    await FACTORS[factor](person, asked)
    expectAskedOnce()

    functions.reset()
    const { Session } = await start(person.name, {})
    const chosen = { USERNAME: person.name, ANSWER: factor }
    await FACTORS[factor](person, await answer(house, pool, 'SELECT_CHALLENGE', chosen, Session))
    expectAskedOnce()
  })

  it.each([
    ['PASSWORD', { PASSWORD }],
    ['PASSWORD_SRP', { SRP_A }],
  ])('is asked once where the proof of %s comes along', async (factor, proof) => {
    const { name } = await someone()
    await start(name, { PREFERRED_CHALLENGE: factor, ...proof })
    expectAskedOnce()
  })

  const refuse = () => {
    throw new Error('Closed on Mondays')
  }
  const REFUSED =
    'UserLambdaValidationException: PreAuthentication failed with error Closed on Mondays.'

  it.each(['', ...names])('refuses a choice, of "%s"', async (factor) => {
    const { name } = await someone()
    functions.put('PreAuthentication', refuse)
    const preferred = factor ? { PREFERRED_CHALLENGE: factor } : {}
    expect(await refusalOf(start(name, preferred))).toBe(REFUSED)
  })

  it('refuses the sign-in that a sign-up ends with', async () => {
    const name = `user${++added}`
    await sdk().signUp({
      ClientId: pool.clientId,
      Username: name,
      UserAttributes: [{ Name: 'email', Value: `${name}@example.com` }],
    })
    const { Session } = await sdk().confirmSignUp({
      ClientId: pool.clientId,
      Username: name,
      ConfirmationCode: await codeTo(`${name}@example.com`),
    })
    functions.put('PreAuthentication', refuse)
    expect(await refusalOf(start(name, {}, Session))).toBe(REFUSED)
    functions.reset()
    expect((await start(name, {}, Session)).AuthenticationResult).toBeDefined()
    expectAskedOnce()
  })

  it('refuses a step-up', async () => {
    const { name } = await someone()
    const { AccessToken } = await signIn(house, pool, name)
    await setUpApp(house, AccessToken)
    const stepUp = { ACCESS_TOKEN: AccessToken, TARGET_ACR_VALUES: 'urn:cognito:loa:4' }
    functions.put('PreAuthentication', refuse)
    expect(await refusalOf(start(name, stepUp))).toBe(REFUSED)
    functions.reset()
    expect((await start(name, stepUp)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
    expectAskedOnce()
  })

  it('is told of a name that nobody has', async () => {
    const hiding = await makeClient(house, pool.poolId, {
      ExplicitAuthFlows: ['ALLOW_USER_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
    })
    await sdk().initiateAuth({
      ClientId: hiding.clientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: 'nobody' },
    })
    expect(functions.events.map(({ request }) => request)).toMatchObject([{ userNotFound: true }])
  })
})
