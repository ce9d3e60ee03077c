import { beforeAll, describe, expect, it } from 'vitest'
import { makePool, makeUser, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import { call } from '../../test/support/wire.ts'
import type { Poolhouse } from '../index.ts'

onEachStore('UpdateUserPoolClient', (open) => {
  let house: Poolhouse
  let pool: TestPool
  let UserPoolId: string
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house, { Schema: [{ Name: 'email', Required: true, Mutable: true }] })
    UserPoolId = pool.poolId
  })
  const make = async (settings = {}) => {
    const sdk = sdkFor(house)
    const made = await sdk.createUserPoolClient({ UserPoolId, ClientName: 'before', ...settings })
    return { UserPoolId, ClientId: made.UserPoolClient?.ClientId }
  }
  const describeClient = async (ids: { UserPoolId: string; ClientId: string | undefined }) =>
    (await sdkFor(house).describeUserPoolClient(ids)).UserPoolClient

  it('changes what is named and answers with the client as it is described', async () => {
    const ids = await make()
    const before = await describeClient(ids)
    house.clock.advance('1h')
    const answer = await sdkFor(house).updateUserPoolClient({
      ...ids,
      ClientName: 'after',
      RefreshTokenValidity: 7,
      CallbackURLs: ['https://app.example/'],
    })
    expect(answer.UserPoolClient).toEqual({
      ...before,
      ClientName: 'after',
      RefreshTokenValidity: 7,
      CallbackURLs: ['https://app.example/'],
      LastModifiedDate: expect.any(Date),
    })
    expect(answer.UserPoolClient).toEqual(await describeClient(ids))
    expect(answer.UserPoolClient?.LastModifiedDate?.getTime()).toBeGreaterThan(
      before?.LastModifiedDate?.getTime() ?? 0,
    )
  })

  it('returns what is left out to its default, and keeps name and secret', async () => {
    const ids = await make({
      GenerateSecret: true,
      RefreshTokenValidity: 7,
      AccessTokenValidity: 2,
      TokenValidityUnits: { RefreshToken: 'days' },
      ReadAttributes: ['email'],
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
      CallbackURLs: ['https://app.example/'],
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: false,
      EnablePropagateAdditionalUserContextData: true,
      AuthSessionValidity: 15,
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
    })
    const before = await describeClient(ids)
    const plain = await describeClient(await make())
    await sdkFor(house).updateUserPoolClient(ids)
    expect(await describeClient(ids)).toEqual({
      ...plain,
      ClientId: ids.ClientId,
      ClientSecret: before?.ClientSecret,
      CreationDate: expect.any(Date),
      LastModifiedDate: expect.any(Date),
    })
  })

  it('holds at once: flows end, and new tokens live as long as is said', async () => {
    await makeUser(house, pool, 'ada')
    const ids = await make({ ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] })
    const client = { clientId: ids.ClientId ?? '' }
    await signIn(house, client, 'ada')
    const sdk = sdkFor(house)
    await sdk.updateUserPoolClient({
      ...ids,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      AccessTokenValidity: 5,
      TokenValidityUnits: { AccessToken: 'minutes' },
    })
    const { AccessToken } = await signIn(house, client, 'ada')
    const claims = JSON.parse(Buffer.from(AccessToken.split('.')[1] ?? '', 'base64url').toString())
    expect(claims.exp - claims.iat).toBe(300)
    await sdk.updateUserPoolClient(ids)
    await expect(signIn(house, client, 'ada')).rejects.toThrow(
      'USER_PASSWORD_AUTH flow not enabled for this client',
    )
  })

  it('lets clients name an attribute that was added since', async () => {
    const ids = await make()
    const sdk = sdkFor(house)
    const update = () => sdk.updateUserPoolClient({ ...ids, ReadAttributes: ['custom:later'] })
    await expect(update()).rejects.toThrow('Invalid read attributes')
    await sdk.addCustomAttributes({ UserPoolId, CustomAttributes: [{ Name: 'later' }] })
    await update()
  })

  describe('refuses, as CreateUserPoolClient does,', () => {
    const OAUTH = { AllowedOAuthFlowsUserPoolClient: true }

    it.each([
      [{ AccessTokenValidity: 25 }, 'access token validity'],
      [{ CallbackURLs: ['http://app.example/'] }, 'HTTP'],
      [{ WriteAttributes: ['name'] }, 'Required attributes must be writable'],
      [{ ExplicitAuthFlows: ['USER_PASSWORD_AUTH', 'ALLOW_USER_AUTH'] }, 'legacy auth flow'],
      [
        {
          RefreshTokenRotation: { Feature: 'ENABLED' },
          ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
        },
        'ALLOW_REFRESH_TOKEN_AUTH cannot be enabled along with refresh token rotation',
      ],
      [
        { RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 61 } },
        'less than or equal to 60',
      ],
      [{ RefreshTokenRotation: { RetryGracePeriodSeconds: 1 } }, 'must not be null'],
    ])('%j', async (settings, message) => {
      const ids = await make()
      for (const operation of ['UpdateUserPoolClient', 'CreateUserPoolClient']) {
        const answer = await call(house, operation, { ...ids, ClientName: 'x', ...settings })
        expect(answer.body.__type).toBe('InvalidParameterException')
        expect(answer.body.message).toContain(message)
      }
    })

    it.each([
      [OAUTH, 'AllowedOAuthFlows and AllowedOAuthScopes are required'],
      [{ ...OAUTH, AllowedOAuthFlows: ['code'] }, 'AllowedOAuthScopes are required'],
      [
        { AllowedOAuthFlows: ['client_credentials', 'code'] },
        'can not be selected along with code flow or implicit flow.',
      ],
      [{ AllowedOAuthFlows: ['client_credentials'] }, 'does not have a client secret.'],
    ])('OAuth flows that do not go together: %j', async (settings, message) => {
      const ids = await make()
      for (const operation of ['UpdateUserPoolClient', 'CreateUserPoolClient']) {
        const answer = await call(house, operation, { ...ids, ClientName: 'x', ...settings })
        expect(answer.body.__type).toBe('InvalidOAuthFlowException')
        expect(answer.body.message).toContain(message)
      }
      await make({ AllowedOAuthFlows: ['client_credentials'], GenerateSecret: true })
    })

    it.each([
      [{ RefreshTokenRotation: { Feature: 'ENABLED' } }, 'Refresh Token Rotation'],
      [{ ExplicitAuthFlows: ['ALLOW_USER_AUTH'] }, 'Choice-Based Sign-In'],
    ])('what the pool’s tier does not have: %j', async (settings, feature) => {
      const { poolId, clientId } = await makePool(house, { UserPoolTier: 'LITE' })
      const ids = { UserPoolId: poolId, ClientId: clientId, ClientName: 'x' }
      for (const operation of ['UpdateUserPoolClient', 'CreateUserPoolClient']) {
        const answer = await call(house, operation, { ...ids, ...settings })
        expect(answer.body).toMatchObject({
          __type: 'FeatureUnavailableInTierException',
          message: `The following features need to be disabled for the LITE pricing tier configured: ${feature}`,
        })
      }
    })
  })

  it('refuses an unknown client, and one of another pool', async () => {
    const other = await makePool(house)
    for (const ClientId of ['unknownclient', other.clientId]) {
      await expect(
        sdkFor(house).updateUserPoolClient({ UserPoolId, ClientId }),
      ).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: `User pool client ${ClientId} does not exist.`,
      })
    }
  })
})
