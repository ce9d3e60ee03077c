import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import { expect, it } from 'vitest'
import { DEVELOPER, makeIdentityPool } from '../../test/support/identities.ts'
import { identitySdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const read = async (house: Poolhouse, address: string) =>
  await (await house.fetch(new Request(address))).json()

const discover = (house: Poolhouse) =>
  read(house, `${house.publicUrl}/cognito-identity/.well-known/openid-configuration`)

const register = async (house: Poolhouse, IdentityPoolId: string) =>
  (
    await identitySdkFor(house).getOpenIdTokenForDeveloperIdentity({
      IdentityPoolId,
      Logins: { [DEVELOPER]: 'kim' },
    })
  ).Token ?? ''

onEachStore('OpenID tokens of identities', (open) => {
  it('are verified by what their issuer publishes, as an STS elsewhere would', async () => {
    const house = await open()
    const IdentityPoolId = await makeIdentityPool(house)
    const token = await register(house, IdentityPoolId)
    const metadata = await discover(house)
    expect(metadata).toMatchObject({
      issuer: `${house.publicUrl}/cognito-identity`,
      id_token_signing_alg_values_supported: ['RS512'],
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html#manage-oidc-provider-prerequisites
      claims_supported: expect.arrayContaining(['sub', 'aud', 'iss', 'iat', 'exp']),
    })
    const keys = createRemoteJWKSet(new URL(metadata.jwks_uri), {
      [customFetch]: (url: string) => house.fetch(new Request(url)),
    })
    const expected = { issuer: metadata.issuer, audience: IdentityPoolId, algorithms: ['RS512'] }
    const { payload } = await jwtVerify(token, keys, expected)
    expect(payload.amr).toContain('authenticated')
    expect(metadata.claims_supported).toEqual(expect.arrayContaining(Object.keys(payload)))
  })

  it('name the issuer of the setting, and are signed with one key for all pools', async () => {
    const identityIssuer = 'https://identity.example.com/x'
    const house = await open({ identityIssuer })
    const metadata = await discover(house)
    expect(metadata.issuer).toBe(identityIssuer)
    const pools = await Promise.all([makeIdentityPool(house), makeIdentityPool(house)])
    const tokens = await Promise.all(pools.map((pool) => register(house, pool)))
    const [first, second] = tokens.map((token) => {
      const [head = '', body = ''] = token.split('.')
      const header = JSON.parse(Buffer.from(head, 'base64url').toString())
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
      expect(claims.iss).toBe(identityIssuer)
      return header.kid
    })
    expect(first).toBe(second)
    const { keys } = await read(house, metadata.jwks_uri)
    expect(keys.map(({ kid }: { kid: string }) => kid)).toEqual([first])
    expect(JSON.stringify(keys)).not.toContain('"d"')
  })
})
