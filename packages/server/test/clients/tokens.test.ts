import { expect, it } from 'vitest'
import { makePool, makeUser, signIn } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { readJwt } from './forgeries.ts'
import { useServer } from './serve.ts'

const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
/** `{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}`, as Cognito's refresh tokens begin. */
const REFRESH_HEADER = 'eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ'

onEachStore('tokens', (open) => {
  const server = useServer(open)

  async function signInSomeone() {
    const { house } = server()
    const pool = await makePool(house)
    const sub = await makeUser(house, pool, 'ada')
    return { ...pool, sub, tokens: await signIn(house, pool, 'ada') }
  }

  const read = async (path: string) => (await fetch(`${server().url}${path}`)).json()

  it('have the claims that Cognito puts in', async () => {
    const { house, url } = server()
    const before = Math.floor(house.clock.now() / 1000)
    const { poolId, clientId, sub, tokens } = await signInSomeone()
    const after = Math.floor(house.clock.now() / 1000)
    const id = readJwt(tokens.IdToken).claims
    const access = readJwt(tokens.AccessToken).claims

    const { iat, origin_jti, event_id } = id
    expect(iat).toBeGreaterThanOrEqual(before)
    expect(iat).toBeLessThanOrEqual(after)
    const exp = Number(iat) + 3600
    const shared = {
      iss: `${url}/${poolId}`,
      sub,
      origin_jti,
      event_id,
      iat,
      exp,
      jti: UUID,
      acr: 'urn:cognito:loa:1',
      amr: ['pwd'],
    }
    expect(id).toEqual({
      ...shared,
      auth_time: expect.any(Number),
      aud: clientId,
      token_use: 'id',
      'cognito:username': 'ada',
      email: 'ada@example.com',
      email_verified: true,
    })
    expect(access).toEqual({
      ...shared,
      auth_time: id.auth_time,
      client_id: clientId,
      token_use: 'access',
      username: 'ada',
      scope: 'aws.cognito.signin.user.admin',
    })
    expect([origin_jti, event_id]).toEqual([UUID, UUID])
    expect(id.jti).not.toBe(access.jti)
  })

  it('name their key and algorithm in the header, and nothing else', async () => {
    const { poolId, tokens } = await signInSomeone()
    const { keys } = await read(`/${poolId}/.well-known/jwks.json`)
    const [idKey, accessKey] = [tokens.IdToken, tokens.AccessToken].map((t) => readJwt(t).header)
    expect(idKey).toEqual({ kid: expect.any(String), alg: 'RS256' })
    expect(accessKey).toEqual({ kid: expect.any(String), alg: 'RS256' })
    expect(idKey?.kid).not.toBe(accessKey?.kid)
    const published = { alg: 'RS256', kty: 'RSA', use: 'sig', e: 'AQAB', n: expect.any(String) }
    const expected = [idKey, accessKey].map((key) => ({ ...published, kid: key?.kid }))
    expect(keys).toHaveLength(2)
    expect(keys).toEqual(expect.arrayContaining(expected))
  })

  it('keep who signed in and when through a refresh', async () => {
    const { house } = server()
    const { clientId, tokens } = await signInSomeone()
    house.clock.advance('10m')
    const { AuthenticationResult } = await sdkFor(house).getTokensFromRefreshToken({
      ClientId: clientId,
      RefreshToken: tokens.RefreshToken,
    })
    const first = readJwt(tokens.AccessToken).claims
    const second = readJwt(AuthenticationResult?.AccessToken ?? '').claims
    const { iat, exp, jti, ...kept } = first
    expect(second).toMatchObject(kept)
    expect(Number(second.iat) - Number(iat)).toBeGreaterThanOrEqual(600)
    expect(Number(second.exp) - Number(exp)).toBe(Number(second.iat) - Number(iat))
    expect(second.jti).not.toBe(jti)
  })

  it('refresh by one that looks like an encrypted JWT', async () => {
    const { tokens } = await signInSomeone()
    const parts = tokens.RefreshToken.split('.')
    expect(parts).toHaveLength(5)
    expect(parts[0]).toBe(REFRESH_HEADER)
    expect(tokens.RefreshToken).toMatch(/^[A-Za-z0-9-_=.]+$/)
  })

  it('come from an issuer that describes itself', async () => {
    const { url } = server()
    const { poolId, tokens } = await signInSomeone()
    const described = await read(`/${poolId}/.well-known/openid-configuration`)
    expect(described).toMatchObject({
      issuer: readJwt(tokens.IdToken).claims.iss,
      jwks_uri: `${url}/${poolId}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: ['RS256'],
      subject_types_supported: ['public'],
      response_types_supported: ['code', 'token'],
      scopes_supported: ['openid', 'email', 'phone', 'profile'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    })
    const missing = await fetch(`${url}/us-east-1_nobody/.well-known/openid-configuration`)
    expect(missing.status).toBe(404)
  })
})
