import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { byKey, encode, write } from '../../test/attacks/forge.ts'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { DEVELOPER, makeIdentityPool } from '../../test/support/identities.ts'
import {
  CLIENT,
  json,
  type LoginProvider,
  startLoginProvider,
} from '../../test/support/login-provider.ts'
import { identitySdkFor } from '../../test/support/sdk.ts'
import { injectedKeys, onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const openIdArn = (name: string) => `arn:aws:iam::000000000000:oidc-provider/${name}`
const INVALID = 'NotAuthorizedException: Invalid login token. '

onEachStore('a login of an OpenID Connect provider', (open) => {
  let provider: LoginProvider
  let house: Poolhouse
  let IdentityPoolId: string

  const everyProvider = () => ({
    OpenIdConnectProviderARNs: [openIdArn(provider.name), openIdArn('id.example.com')],
  })
  const trusting = () => ({
    openIdClients: { [provider.name]: [CLIENT] },
    allowInsecureHosts: ['127.0.0.1'],
  })
  beforeAll(async () => {
    provider = await startLoginProvider()
    house = await open({
      logins: {
        openIdClients: { [provider.name]: [CLIENT, 'other-app'] },
        allowInsecureHosts: ['127.0.0.1'],
      },
    })
    IdentityPoolId = await makeIdentityPool(house, [], everyProvider())
  })
  beforeEach(() => provider.reset())
  afterAll(() => provider.close())

  const getId = async (key: string, token: string, at = house, pool = IdentityPoolId) => {
    const call = identitySdkFor(at).getId({ IdentityPoolId: pool, Logins: { [key]: token } })
    return (await call).IdentityId ?? ''
  }
  const refusal = (key: string, token: string) => refusalOf(getId(key, token))

  it('is one identity for one subject, whichever of its clients it came by', async () => {
    const ada = await getId(provider.name, provider.token())
    expect(await getId(provider.name, provider.token({ aud: 'other-app' }))).toBe(ada)
    expect(await getId(provider.name, provider.token({ sub: 'bob' }))).not.toBe(ada)
    const both = provider.token({ aud: ['stranger', CLIENT], azp: CLIENT })
    expect(await getId(provider.name, both)).toBe(ada)
  })

  it.each([
    ['another audience', { aud: 'stranger' }, 'Incorrect token audience.'],
    ['several audiences and none of ours', { aud: ['a', 'b'] }, 'Incorrect token audience.'],
    ['an audience that did not ask', { aud: [CLIENT, 'b'], azp: 'b' }, 'Incorrect token audience.'],
    ['another issuer', { iss: 'https://evil.example' }, "Issuer doesn't match providerName"],
    ['no issuer', { iss: undefined }, "Issuer doesn't match providerName"],
    ['a subject of no text', { sub: 7 }, 'Not a valid OpenId Connect identity token.'],
    ['NUL in its subject', { sub: 'a\0' }, 'Not a valid OpenId Connect identity token.'],
    ['a time that is no number', { exp: 'never' }, 'Not a valid OpenId Connect identity token.'],
    ['a beginning to come', { nbf: 9e9 }, 'Not a valid OpenId Connect identity token.'],
  ])('with %s is refused', async (_name, claims, sentence) => {
    expect(await refusal(provider.name, provider.token(claims))).toBe(INVALID + sentence)
  })

  it('that is over is refused with both times', async () => {
    expect(await refusal(provider.name, provider.token({ exp: 1_000 }))).toMatch(
      /^NotAuthorizedException: Invalid login token\. Token expired: \d+ >= 1000$/,
    )
  })

  it.each(['aud', 'sub', 'exp'])('without %s is refused', async (claim) => {
    expect(await refusal(provider.name, provider.token({ [claim]: undefined }))).toBe(
      `InvalidParameterException: Invalid login token. Missing a required claim: ${claim}`,
    )
  })

  it('that is forged is refused', async () => {
    const [head = '', body = '', tail = ''] = provider.token().split('.')
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
    const stranger = { privateKey: (await injectedKeysAt(1)).privateKey }
    const signature = `${INVALID}Couldn't verify signed token.`
    const forgeries = [
      write({ alg: 'RS256', kid: 'key-1' }, claims, byKey(stranger)),
      write({ alg: 'RS256', kid: 'key-2' }, claims, byKey(stranger)),
      `${head}.${encode({ ...claims, sub: 'root' })}.${tail}`,
      `${encode({ alg: 'HS256', kid: 'key-1' })}.${body}.${tail}`,
      `${encode({ alg: 'none' })}.${body}.${tail}`,
    ]
    for (const forged of forgeries) expect(await refusal(provider.name, forged)).toBe(signature)
    const malformed = `${INVALID}Not a valid OpenId Connect identity token.`
    for (const odd of ['x', 'a.b.c', `${head}.${body}`, `${head}.${body}.`, '..', '{}']) {
      expect([signature, malformed]).toContain(await refusal(provider.name, odd))
    }
  })

  it('of a provider that the pool does not name is refused', async () => {
    expect(await refusal('other.example', provider.token())).toBe(
      'NotAuthorizedException: Token is not from a supported provider of this identity pool.',
    )
  })

  it('of a provider without a client is refused, for anybody could have made it', async () => {
    const own = await open({ logins: { allowInsecureHosts: ['127.0.0.1'] } })
    const pool = await makeIdentityPool(own, [], everyProvider())
    const call = getId(provider.name, provider.token(), own, pool)
    expect(await refusalOf(call)).toBe(`${INVALID}Incorrect token audience.`)
  })

  it('asks a private address only where that is allowed', async () => {
    const own = await open({
      logins: { openIdClients: { [provider.name]: [CLIENT], localhost: [CLIENT] } },
    })
    const names = [provider.name, `localhost:${provider.name.split(':')[1]}`]
    const OpenIdConnectProviderARNs = names.map(openIdArn)
    const pool = await makeIdentityPool(own, [], { OpenIdConnectProviderARNs })
    for (const name of names) {
      const token = provider.token({ iss: `https://${name}` })
      const answer = await refusalOf(getId(name, token, own, pool))
      expect(answer).toBe(`ExternalServiceException: ${name} is not responding.`)
      const plain = await refusalOf(
        getId(name, provider.token({ iss: `http://${name}` }), own, pool),
      )
      expect(plain).toBe(`${INVALID}Issuer doesn't match providerName`)
    }
    expect(provider.asked).toEqual([])
  })

  it.each([
    ['another issuer', { issuer: 'https://other.example' }],
    ['no keys', { jwks_uri: undefined }],
    ['keys that are no address', { jwks_uri: 'x' }],
    ['keys at a neighbour', { jwks_uri: 'http://localhost/keys' }],
  ])('whose issuer publishes %s cannot be verified', async (_name, change) => {
    const own = await open({ logins: trusting() })
    const pool = await makeIdentityPool(own, [], everyProvider())
    const metadata = { issuer: provider.origin, jwks_uri: `${provider.origin}/keys`, ...change }
    provider.answers.set('/.well-known/openid-configuration', json(metadata))
    const call = () => getId(provider.name, provider.token(), own, pool)
    expect(await refusalOf(call())).toContain('ExternalServiceException')
    provider.reset()
    expect(await call()).toMatch(/^us-east-1:/)
  })

  it('of a provider that nobody can ask is refused to a backend as one that does not hold', async () => {
    const sdk = identitySdkFor(house)
    const away = '127.0.0.1:9'
    const pool = await makeIdentityPool(house, [], { OpenIdConnectProviderARNs: [openIdArn(away)] })
    const Logins = { [away]: provider.token({ iss: `http://${away}` }) }
    const message = `${away} is not responding.`
    const getId = sdk.getId({ IdentityPoolId: pool, Logins })
    expect(await refusalOf(getId)).toBe(`ExternalServiceException: ${message}`)
    const call = sdk.getOpenIdTokenForDeveloperIdentity({
      IdentityPoolId: pool,
      Logins: { [DEVELOPER]: 'kim', ...Logins },
    })
    // AWS declares no ExternalServiceException of this operation.
    expect(await refusalOf(call)).toBe(`NotAuthorizedException: ${message}`)
  })

  it('follows no redirect and reads no endless answer', async () => {
    const own = await open({ logins: trusting() })
    const pool = await makeIdentityPool(own, [], everyProvider())
    const call = () => refusalOf(getId(provider.name, provider.token(), own, pool))
    provider.answers.set('/.well-known/openid-configuration', (_request, response) =>
      response.writeHead(302, { location: `${provider.origin}/elsewhere` }).end(),
    )
    expect(await call()).toContain('ExternalServiceException')
    expect(provider.asked).not.toContain('/elsewhere')
    provider.answers.set('/.well-known/openid-configuration', json({ x: 'x'.repeat(300_000) }))
    expect(await call()).toContain('ExternalServiceException')
  })

  it('has keys fetched once', async () => {
    const own = await open({ logins: trusting() })
    const pool = await makeIdentityPool(own, [], everyProvider())
    await getId(provider.name, provider.token(), own, pool)
    await getId(provider.name, provider.token({ sub: 'bob' }), own, pool)
    expect(provider.asked).toEqual(['/.well-known/openid-configuration', '/keys'])
  })
})

async function injectedKeysAt(index: number) {
  const stock = injectedKeys()
  for (let at = 0; at < index; at++) await stock.take()
  return await stock.take()
}
