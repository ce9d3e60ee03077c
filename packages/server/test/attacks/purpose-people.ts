/** People whom codes and secrets are made for, and their pools. */
import type { Poolhouse } from '../../src/index.ts'
import { makePool, PASSWORD, signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { ALL, addPerson, EVERY_FLOW, makeMfaPool, setUpApp } from '../support/second-factor.ts'
import { newPhone } from './stand.ts'

export interface Person {
  readonly house: Poolhouse
  readonly pool: TestPool
  readonly name: string
  readonly ids: { readonly UserPoolId: string; readonly Username: string }
  readonly email: string
  readonly AccessToken: string
  /** Of their authenticator app. */
  readonly app: string
}

export interface PurposePools {
  readonly optional: TestPool
  readonly required: TestPool
}

/** One that leaves second factors to people, who may begin with codes, and one that demands one. */
export async function makePurposePools(house: Poolhouse): Promise<PurposePools> {
  const factors = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'] as const
  const optional = await makePool(
    house,
    { Policies: { SignInPolicy: { AllowedFirstAuthFactors: [...factors] } } },
    { ExplicitAuthFlows: [...EVERY_FLOW, 'ALLOW_USER_AUTH'] },
  )
  const set = { UserPoolId: optional.poolId, MfaConfiguration: 'OPTIONAL' as const, ...ALL }
  await sdkFor(house).setUserPoolMfaConfig(set)
  return { optional, required: await makeMfaPool(house, 'ON') }
}

const NOT_YET = { AccessToken: '', app: '' }

/** Makes somebody of a kind, of whom there is nobody yet. */
export const PEOPLE = {
  /** Confirmed, with two addresses and an app that is not asked for. */
  async known(house: Poolhouse, { optional: pool }: PurposePools, name: string): Promise<Person> {
    const email = `${name}@example.com`
    const ids = await addPerson(house, pool, name, {
      ...{ email, email_verified: 'true' },
      ...{ phone_number: newPhone(), phone_number_verified: 'true' },
    })
    const { AccessToken } = await signIn(house, pool, name)
    const app = await setUpApp(house, AccessToken)
    house.clock.advance('30s')
    return { house, pool, name, ids, email, AccessToken, app }
  },

  /** Signed up, and not confirmed. */
  async newcomer(
    house: Poolhouse,
    { optional: pool }: PurposePools,
    name: string,
  ): Promise<Person> {
    const email = `${name}@example.com`
    await sdkFor(house).signUp({
      ClientId: pool.clientId,
      Username: name,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: email }],
    })
    const ids = { UserPoolId: pool.poolId, Username: name }
    return { house, pool, name, ids, email, ...NOT_YET }
  },

  /** Made and invited by an administrator. */
  async guest(house: Poolhouse, { optional: pool }: PurposePools, name: string): Promise<Person> {
    const email = `${name}@example.com`
    const ids = { UserPoolId: pool.poolId, Username: name }
    await sdkFor(house).adminCreateUser({
      ...ids,
      UserAttributes: [{ Name: 'email', Value: email }],
      DesiredDeliveryMediums: ['EMAIL'],
    })
    return { house, pool, name, ids, email, ...NOT_YET }
  },

  /** Asked to set a second factor up. */
  async beginner(
    house: Poolhouse,
    { required: pool }: PurposePools,
    name: string,
  ): Promise<Person> {
    const ids = await addPerson(house, pool, name)
    return { house, pool, name, ids, email: `${name}@example.com`, ...NOT_YET }
  },
} as const

export type PersonKind = keyof typeof PEOPLE
