import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { takeApart } from '../../test/attacks/forge.ts'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { makeIdentityPool } from '../../test/support/identities.ts'
import {
  CLIENT,
  json,
  type LoginProvider,
  startLoginProvider,
} from '../../test/support/login-provider.ts'
import { makeRole, trustInAll } from '../../test/support/roles.ts'
import { identitySdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'
import { TAGS_CLAIM } from '../rules/open-id-claims.ts'

const INVALID = 'NotAuthorizedException: Invalid login token. '
/** The app of each provider, as an identity pool names it. */
const APPS = {
  'accounts.google.com': CLIENT,
  'api.twitter.com': 'consumer;consumer-secret',
  'appleid.apple.com': CLIENT,
  'graph.facebook.com': CLIENT,
  'www.amazon.com': CLIENT,
}

onEachStore('a social login', (open) => {
  let provider: LoginProvider
  let house: Poolhouse
  let IdentityPoolId: string
  beforeAll(async () => {
    provider = await startLoginProvider()
    const endpoints = Object.fromEntries(Object.keys(APPS).map((name) => [name, provider.origin]))
    house = await open({ logins: { endpoints, allowInsecureHosts: ['127.0.0.1'] } })
    IdentityPoolId = await makeIdentityPool(house, [], { SupportedLoginProviders: APPS })
  })
  beforeEach(() => provider.reset())
  afterAll(() => provider.close())
  const getId = async (key: string, token: string) => {
    const call = identitySdkFor(house).getId({ IdentityPoolId, Logins: { [key]: token } })
    return (await call).IdentityId ?? ''
  }
  const refusal = (key: string, token: string) => refusalOf(getId(key, token))

  it.each(['accounts.google.com', 'appleid.apple.com'])(
    'of %s is an ID token for the app',
    async (name) => {
      const ada = await getId(name, provider.token())
      expect(await getId(name, provider.token())).toBe(ada)
      const other = provider.token({ aud: 'other-app' })
      expect(await refusal(name, other)).toBe(`${INVALID}Incorrect token audience.`)
    },
  )

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

  /** What each says of one person, who they are to it, and what else of that is theirs to choose. */
  const PEOPLE: Record<string, { token: string; answers: object; sub: string; aud: string }> = {
    'api.twitter.com': {
      token: 'token;secret',
      answers: {
        '/1.1/account/verify_credentials.json': { id_str: '99', name: 'Ada', sub: 'root' },
      },
      sub: '99',
      aud: 'consumer',
    },
    'graph.facebook.com': {
      token: 'token',
      answers: { '/app': { id: CLIENT }, '/me': { id: '1234', name: 'Ada', iss: 'x', aud: 'x' } },
      sub: '1234',
      aud: CLIENT,
    },
    'www.amazon.com': {
      token: 'token',
      answers: {
        '/auth/o2/tokeninfo': {
          ...{ iss: 'https://www.amazon.com', aud: 'client', app_id: CLIENT },
          ...{ user_id: 'amzn1.account.A', name: 'Ada' },
        },
      },
      sub: 'amzn1.account.A',
      aud: CLIENT,
    },
  }

  describe.each(Object.entries(PEOPLE))(
    'of %s has claims',
    (name, { token, answers, sub, aud }) => {
      const Logins = { [name]: token }
      let IdentityId: string | undefined
      beforeEach(async () => {
        for (const [path, body] of Object.entries(answers)) provider.answers.set(path, json(body))
        IdentityId = await getId(name, token)
      })

      it.each([
        ['iss', name],
        ['aud', aud],
        ['sub', sub],
        ['name', 'Ada'],
      ])('by which rules choose a role: %s', async (Claim, Value) => {
        const sdk = identitySdkFor(house)
        const RoleARN = (await makeRole(house, trustInAll(IdentityPoolId))).arn
        const ruled = (value: string) => ({
          Type: 'Rules' as const,
          AmbiguousRoleResolution: 'Deny' as const,
          RulesConfiguration: {
            Rules: [{ Claim, MatchType: 'Equals' as const, Value: value, RoleARN }],
          },
        })
        const come = async (value: string) => {
          const RoleMappings = { [name]: ruled(value) }
          await sdk.setIdentityPoolRoles({ IdentityPoolId, Roles: {}, RoleMappings })
          return await refusalOf(sdk.getCredentialsForIdentity({ IdentityId, Logins }))
        }
        expect(await come(Value)).toBe('accepted')
        expect(await come('another')).toContain('No single role can be given')
      })

      it('that become tags by default', async () => {
        const sdk = identitySdkFor(house)
        const map = { IdentityPoolId, IdentityProviderName: name }
        await sdk.setPrincipalTagAttributeMap({ ...map, UseDefaults: true })
        const { Token = '' } = await sdk.getOpenIdToken({ IdentityId, Logins })
        expect(takeApart(Token).claims[TAGS_CLAIM]).toEqual({
          principal_tags: { client: [aud], username: [sub] },
        })
        await sdk.setPrincipalTagAttributeMap({ ...map, UseDefaults: false })
      })
    },
  )
})
