import { beforeAll, describe, expect, it } from 'vitest'
import { makePool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import { call } from '../../test/support/wire.ts'
import type { Poolhouse } from '../index.ts'

onEachStore('application clients', (open) => {
  let house: Poolhouse
  let UserPoolId: string
  beforeAll(async () => {
    house = await open()
    UserPoolId = (await makePool(house)).poolId
  })

  it('describes a client made with a name only, with every default that Cognito returns', async () => {
    const made = await call(house, 'CreateUserPoolClient', { UserPoolId, ClientName: 'x' })
    const { ClientId } = made.body.UserPoolClient as { ClientId: string }
    const described = await call(house, 'DescribeUserPoolClient', { UserPoolId, ClientId })
    expect(described.body).toEqual(made.body)
    expect(described.body.UserPoolClient).toEqual({
      UserPoolId,
      ClientName: 'x',
      ClientId: expect.stringMatching(/^[0-9a-z]{26}$/),
      LastModifiedDate: expect.any(Number),
      CreationDate: expect.any(Number),
      RefreshTokenValidity: 30,
      AllowedOAuthFlowsUserPoolClient: false,
      EnableTokenRevocation: true,
      EnablePropagateAdditionalUserContextData: false,
      AuthSessionValidity: 3,
    })
  })

  it('generates a secret, or takes one, and describes it', async () => {
    const sdk = sdkFor(house)
    const made = await sdk.createUserPoolClient({
      UserPoolId,
      ClientName: 's',
      GenerateSecret: true,
    })
    const { ClientId, ClientSecret } = made.UserPoolClient ?? {}
    expect(ClientSecret).toMatch(/^[0-9a-z]{51}$/)
    const described = await sdk.describeUserPoolClient({ UserPoolId, ClientId })
    expect(described.UserPoolClient?.ClientSecret).toBe(ClientSecret)

    const given = 'abcdefghijklmnopqrstuvwxyz0123'
    const own = await sdk.createUserPoolClient({ UserPoolId, ClientName: 'o', ClientSecret: given })
    expect(own.UserPoolClient?.ClientSecret).toBeUndefined()
  })

  it('lists names and ids in pages', async () => {
    const sdk = sdkFor(house)
    const { UserPool } = await sdk.createUserPool({ PoolName: 'list' })
    const poolId = UserPool?.Id ?? ''
    for (const ClientName of ['a', 'b', 'c']) {
      await sdk.createUserPoolClient({ UserPoolId: poolId, ClientName })
    }
    const first = await sdk.listUserPoolClients({ UserPoolId: poolId, MaxResults: 2 })
    expect(first.UserPoolClients?.map(({ ClientName }) => ClientName)).toEqual(['a', 'b'])
    const { NextToken } = first
    const last = await sdk.listUserPoolClients({ UserPoolId: poolId, MaxResults: 2, NextToken })
    expect(last.UserPoolClients).toEqual([
      { ClientName: 'c', ClientId: expect.any(String), UserPoolId: poolId },
    ])
    expect(last.NextToken).toBeUndefined()
  })

  it('deletes a client', async () => {
    const sdk = sdkFor(house)
    const { UserPoolClient } = await sdk.createUserPoolClient({ UserPoolId, ClientName: 'gone' })
    const ClientId = UserPoolClient?.ClientId
    await sdk.deleteUserPoolClient({ UserPoolId, ClientId })
    await expect(sdk.describeUserPoolClient({ UserPoolId, ClientId })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `User pool client ${ClientId} does not exist.`,
    })
  })

  it('takes a chosen id', async () => {
    const made = await sdkFor(house).createUserPoolClient({
      UserPoolId,
      ClientName: '_custom_id_:chosenclient',
    })
    expect(made.UserPoolClient).toMatchObject({ ClientId: 'chosenclient' })
  })

  describe('refuses', () => {
    it.each([
      [{ ExplicitAuthFlows: ['ADMIN_NO_SRP_AUTH', 'ALLOW_USER_SRP_AUTH'] }, 'legacy auth flow'],
      [{ AccessTokenValidity: 25 }, 'access token validity'],
      [
        { AccessTokenValidity: 299, TokenValidityUnits: { AccessToken: 'seconds' } },
        'access token',
      ],
      [
        {
          RefreshTokenValidity: 1,
          TokenValidityUnits: { RefreshToken: 'hours' },
          IdTokenValidity: 2,
        },
        'Refresh token validity',
      ],
      [{ CallbackURLs: ['http://app.example/'] }, 'HTTP'],
      [{ CallbackURLs: ['https://app.example/#x'] }, 'fragment'],
      [{ CallbackURLs: ['/relative'] }, 'absolute'],
      [{ CallbackURLs: ['javascript:alert(1)'] }, 'scheme'],
      [{ DefaultRedirectURI: 'https://app.example/' }, 'DefaultRedirectURI'],
      [{ ReadAttributes: ['custom:none'] }, 'Invalid read attributes'],
      [{ WriteAttributes: ['custom:none'] }, 'Invalid write attributes'],
      [{ GenerateSecret: true, ClientSecret: 'abcdefghijklmnopqrstuvwxyz' }, 'together'],
    ])('%j', async (settings, message) => {
      const input = { UserPoolId, ClientName: 'x', ...settings }
      const answer = await call(house, 'CreateUserPoolClient', input)
      expect(answer.body.__type).toBe('InvalidParameterException')
      expect(answer.body.message).toContain(message)
    })
  })
})
