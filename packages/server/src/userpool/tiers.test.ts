import type { UpdateUserPoolClientCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { makePool, makeUser, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { SMS_ROLE } from '../../test/support/second-factor.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { SignInCall } from '../flows/sign-in/request.ts'
import { startSignIn } from '../flows/sign-in/sign-in.ts'
import type { Poolhouse } from '../index.ts'
import type { Services } from '../store/services.ts'

const NOT_IN_LITE =
  'FeatureUnavailableInTierException: The following features need to be disabled for the LITE pricing tier configured: '
const EMAIL = { MfaConfiguration: 'OPTIONAL', EmailMfaConfiguration: {} } as const
const PASSKEYS = { WebAuthnConfiguration: { RelyingPartyId: 'example.com' } }

const claimsOf = (token = '') =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

/** On PostgreSQL the racers meet on two servers with one database. */
onEachStore('the cheapest tier', (open, store) => {
  let house: Poolhouse
  let other: Poolhouse
  beforeAll(async () => {
    house = await open()
    other = store === 'postgres' ? await open() : house
  })
  const sdk = (at = house) => sdkFor(at)
  const toTier = ({ poolId }: TestPool, UserPoolTier: 'LITE' | 'ESSENTIALS', at = house) =>
    refusalOf(sdk(at).updateUserPool({ UserPoolId: poolId, UserPoolTier }))

  it.each([
    [EMAIL, 'Email MFA'],
    [PASSKEYS, 'Passkeys'],
    [{ ...EMAIL, ...PASSKEYS }, 'Email MFA, Passkeys'],
  ])('has no %j', async (config, named) => {
    const { poolId } = await makePool(house, { UserPoolTier: 'LITE' })
    const set = sdk().setUserPoolMfaConfig({ UserPoolId: poolId, ...config })
    expect(await refusalOf(set)).toBe(NOT_IN_LITE + named)
    const { $metadata, ...read } = await sdk().getUserPoolMfaConfig({ UserPoolId: poolId })
    expect(read).toEqual({ MfaConfiguration: 'OFF' })
  })

  it('has SMS and authenticator apps', async () => {
    const { poolId } = await makePool(house, { UserPoolTier: 'LITE' })
    const factors = {
      SmsMfaConfiguration: { SmsConfiguration: SMS_ROLE },
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }
    const config = { UserPoolId: poolId, MfaConfiguration: 'ON' as const, ...factors }
    expect(await sdk().setUserPoolMfaConfig(config)).toMatchObject(factors)
  })

  describe('is not for a pool that uses', () => {
    const configure = ({ poolId }: TestPool, config: object) =>
      sdk().setUserPoolMfaConfig({ UserPoolId: poolId, ...config })
    const update = (
      { poolId, clientId }: TestPool,
      settings: Partial<UpdateUserPoolClientCommandInput>,
    ) => sdk().updateUserPoolClient({ UserPoolId: poolId, ClientId: clientId, ...settings })
    const off = (pool: TestPool) => configure(pool, {})
    const plain = (pool: TestPool) => update(pool, {})

    it.each([
      ['Email MFA', (pool: TestPool) => configure(pool, EMAIL), off],
      ['Passkeys', (pool: TestPool) => configure(pool, PASSKEYS), off],
      [
        'Choice-Based Sign-In',
        (pool: TestPool) => update(pool, { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] }),
        plain,
      ],
      [
        'Refresh Token Rotation',
        (pool: TestPool) =>
          update(pool, {
            ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
            RefreshTokenRotation: { Feature: 'ENABLED' },
          }),
        plain,
      ],
    ])('%s, before that is turned off', async (feature, turnOn, turnOff) => {
      const pool = await makePool(house)
      await turnOn(pool)
      expect(await toTier(pool, 'LITE')).toBe(
        `TierChangeNotAllowedException: The LITE tier is without what the user pool uses. Turn off first: ${feature}`,
      )
      const { UserPool } = await sdk().describeUserPool({ UserPoolId: pool.poolId })
      expect(UserPool?.UserPoolTier).toBe('ESSENTIALS')
      await turnOff(pool)
      expect(await toTier(pool, 'LITE')).toBe('accepted')
    })
  })

  it('and a client that needs another do not come at once', async () => {
    for (let round = 0; round < 5; round++) {
      const pool = await makePool(house)
      const ids = { UserPoolId: pool.poolId, ClientId: pool.clientId }
      const ExplicitAuthFlows = ['ALLOW_USER_AUTH' as const]
      const [moved, made, changed] = await Promise.all([
        toTier(pool, 'LITE'),
        refusalOf(sdk(other).createUserPoolClient({ ...ids, ClientName: 'x', ExplicitAuthFlows })),
        refusalOf(sdk(other).updateUserPoolClient({ ...ids, ExplicitAuthFlows })),
      ])
      const isUsed = made === 'accepted' || changed === 'accepted'
      expect([moved === 'accepted', isUsed]).toContain(false)
      expect([moved === 'accepted', isUsed]).toContain(true)
    }
  })

  it('and factors that need another do not come at once', async () => {
    for (let round = 0; round < 5; round++) {
      const pool = await makePool(house)
      const UserPoolId = pool.poolId
      const [moved, set] = await Promise.all([
        toTier(pool, 'LITE'),
        refusalOf(sdk(other).setUserPoolMfaConfig({ UserPoolId, ...EMAIL, ...PASSKEYS })),
      ])
      expect([moved, set].filter((said) => said === 'accepted')).toHaveLength(1)
    }
  })

  it('says nothing in tokens of how well somebody was recognised', async () => {
    for (const [UserPoolTier, has] of [
      ['LITE', false],
      ['ESSENTIALS', true],
    ] as const) {
      const pool = await makePool(house, { UserPoolTier })
      await makeUser(house, pool, 'ada')
      const { AccessToken, IdToken } = await signIn(house, pool, 'ada')
      for (const token of [AccessToken, IdToken]) {
        const claims = claimsOf(token)
        expect(['acr' in claims, 'amr' in claims]).toEqual([has, has])
      }
    }
  })
})

/** A call that no pool of ours comes to: its tier was another when its client was made. */
describe('a sign-in in the cheapest tier', () => {
  const call = {
    pool: { document: { UserPoolTier: 'LITE' } },
    client: { document: { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] } },
    values: { USERNAME: 'ada', TARGET_ACR_VALUES: 'urn:cognito:loa:1' },
  } as unknown as SignInCall // what is looked at before anything else
  const code = 'FeatureUnavailableInTierException'

  it('is by no choice, whatever its client allows', async () => {
    const starting = startSignIn('USER_AUTH', 'user', call, {} as Services)
    await expect(starting).rejects.toMatchObject({ code })
  })
})
