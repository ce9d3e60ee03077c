import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { byKey, encode, write } from '../../test/attacks/forge.ts'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { makeIdentityPool } from '../../test/support/identities.ts'
import {
  CLIENT,
  json,
  type LoginProvider,
  startLoginProvider,
} from '../../test/support/login-provider.ts'
import { identitySdkFor } from '../../test/support/sdk.ts'
import { injectedKeys, TEST_MASTER_KEY } from '../../test/support/stores.ts'
import { openPoolhouse, type Poolhouse, type PoolhouseOptions } from '../index.ts'

const openIdArn = (name: string) => `arn:aws:iam::000000000000:oidc-provider/${name}`
const INVALID = 'NotAuthorizedException: Invalid login token. '

describe('a login of a provider outside', () => {
  let provider: LoginProvider
  const houses: Poolhouse[] = []
  let house: Poolhouse
  let IdentityPoolId: string

  const open = async (logins: PoolhouseOptions['logins']) => {
    const made = await openPoolhouse({
      masterKey: TEST_MASTER_KEY,
      keyStock: injectedKeys(),
      isStrict: true,
      ...(logins && { logins }),
    })
    houses.push(made)
    return made
  }
  const social = ['accounts.google.com', 'www.amazon.com', 'graph.facebook.com', 'api.twitter.com']
  const everyProvider = () => ({
    SupportedLoginProviders: {
      ...Object.fromEntries(social.map((name) => [name, CLIENT])),
      'api.twitter.com': 'consumer;consumer-secret',
    },
    OpenIdConnectProviderARNs: [openIdArn(provider.name), openIdArn('id.example.com')],
  })
  beforeAll(async () => {
    provider = await startLoginProvider()
    house = await open({
      endpoints: Object.fromEntries(social.map((name) => [name, provider.origin])),
      openIdClients: { [provider.name]: [CLIENT, 'other-app'] },
      allowInsecureHosts: ['127.0.0.1'],
    })
    IdentityPoolId = await makeIdentityPool(house, [], everyProvider())
  })
  beforeEach(() => provider.reset())
  afterAll(async () => {
    for (const each of houses) await each.close()
    await provider.close()
  })

  const getId = async (key: string, token: string, at = house, pool = IdentityPoolId) => {
    const call = identitySdkFor(at).getId({ IdentityPoolId: pool, Logins: { [key]: token } })
    return (await call).IdentityId ?? ''
  }
  const refusal = (key: string, token: string) => refusalOf(getId(key, token))

  describe('of OpenID Connect', () => {
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
      [
        'an audience that did not ask',
        { aud: [CLIENT, 'b'], azp: 'b' },
        'Incorrect token audience.',
      ],
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
      const own = await open({ allowInsecureHosts: ['127.0.0.1'] })
      const pool = await makeIdentityPool(own, [], everyProvider())
      const call = getId(provider.name, provider.token(), own, pool)
      expect(await refusalOf(call)).toBe(`${INVALID}Incorrect token audience.`)
    })

    it('asks a private address only where that is allowed', async () => {
      const own = await open({ openIdClients: { [provider.name]: [CLIENT], localhost: [CLIENT] } })
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
      const own = await open({
        openIdClients: { [provider.name]: [CLIENT] },
        allowInsecureHosts: ['127.0.0.1'],
      })
      const pool = await makeIdentityPool(own, [], everyProvider())
      const metadata = { issuer: provider.origin, jwks_uri: `${provider.origin}/keys`, ...change }
      provider.answers.set('/.well-known/openid-configuration', json(metadata))
      const call = () => getId(provider.name, provider.token(), own, pool)
      expect(await refusalOf(call())).toContain('ExternalServiceException')
      provider.reset()
      expect(await call()).toMatch(/^us-east-1:/)
    })

    it('follows no redirect and reads no endless answer', async () => {
      const own = await open({
        openIdClients: { [provider.name]: [CLIENT] },
        allowInsecureHosts: ['127.0.0.1'],
      })
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

    it('fetches keys once, and again for one that is new', async () => {
      await getId(provider.name, provider.token())
      await getId(provider.name, provider.token({ sub: 'bob' }))
      expect(provider.asked.length).toBeLessThanOrEqual(2)
    })
  })

  it('of Google is an ID token for the app', async () => {
    const ada = await getId('accounts.google.com', provider.token())
    expect(await getId('accounts.google.com', provider.token())).toBe(ada)
    const other = provider.token({ aud: 'other-app' })
    expect(await refusal('accounts.google.com', other)).toBe(`${INVALID}Incorrect token audience.`)
  })

  it('of Google itself has its issuer in two forms', async () => {
    const own = await open({})
    const pool = await makeIdentityPool(own, [], everyProvider())
    const token = provider.token({ iss: 'https://google.example' })
    const call = getId('accounts.google.com', token, own, pool)
    expect(await refusalOf(call)).toBe(`${INVALID}Issuer doesn't match providerName`)
  })

  describe('of Amazon', () => {
    const info = (body: unknown, status = 200) =>
      provider.answers.set('/auth/o2/tokeninfo', json(body, status))

    it('is an access token that Amazon tells of', async () => {
      info({ aud: CLIENT, user_id: 'amzn1.account.A' })
      const ada = await getId('www.amazon.com', 'token')
      info({ aud: 'client', app_id: CLIENT, user_id: 'amzn1.account.A' })
      expect(await getId('www.amazon.com', 'token')).toBe(ada)
    })

    it.each([
      [{ aud: 'other', user_id: 'x' }, 200, 'Incorrect token audience.'],
      [{ error: 'invalid_token' }, 400, "Couldn't verify signed token."],
      [{ aud: CLIENT }, 200, 'Missing a required claim: sub'],
    ])('is refused for %j', async (body, status, sentence) => {
      info(body, status)
      expect(await refusal('www.amazon.com', 'token')).toContain(`Invalid login token. ${sentence}`)
    })

    it('waits for Amazon', async () => {
      info({}, 503)
      expect(await refusal('www.amazon.com', 'token')).toBe(
        'ExternalServiceException: www.amazon.com is not responding.',
      )
    })
  })

  it('of Facebook is a token of the app', async () => {
    provider.answers.set('/app', json({ id: CLIENT }))
    provider.answers.set('/me', json({ id: '1234' }))
    const ada = await getId('graph.facebook.com', 'token')
    expect(await getId('graph.facebook.com', 'other token')).toBe(ada)
    provider.answers.set('/app', json({ id: 'other' }))
    expect(await refusal('graph.facebook.com', 'token')).toContain('Incorrect token audience.')
    provider.answers.set('/app', json({}, 400))
    expect(await refusal('graph.facebook.com', 'token')).toContain("Couldn't verify signed token.")
  })

  it('of Twitter is a token and its secret, with which Twitter is asked', async () => {
    let authorization: string | undefined
    provider.answers.set('/1.1/account/verify_credentials.json', (request, response) => {
      authorization = request.headers.authorization
      json({ id_str: '99' })(request, response)
    })
    expect(await getId('api.twitter.com', 'token;secret')).toMatch(/^us-east-1:/)
    expect(authorization).toMatch(/^OAuth oauth_consumer_key="consumer", .*oauth_token="token"/)
    expect(authorization).not.toContain('secret')
    for (const odd of ['token', 'token;', ';secret', 'a;b;c']) {
      expect(await refusal('api.twitter.com', odd)).toContain('Not a valid')
    }
    provider.answers.set('/1.1/account/verify_credentials.json', json({}, 401))
    expect(await refusal('api.twitter.com', 'a;b')).toContain("Couldn't verify signed token.")
  })
})

async function injectedKeysAt(index: number) {
  const stock = injectedKeys()
  for (let at = 0; at < index; at++) await stock.take()
  return await stock.take()
}
