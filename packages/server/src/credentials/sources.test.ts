import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { useListener } from '../../test/clients/serve.ts'
import { makeTokenPool, openIdToken, resignOpenId } from '../../test/support/open-id-tokens.ts'
import { ACCOUNT, makeRole, policy, trustInPool } from '../../test/support/roles.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { injectedKeys, TEST_MASTER_KEY, useDatabase } from '../../test/support/stores.ts'
import { type Composed, compose, openStore } from '../compose.ts'
import { makeLogger } from '../log.ts'
import type { CredentialsSource, RoleRequest } from '../ports/credentials.ts'
import { makeOwnSts } from './own-sts.ts'
import { makeRemoteSts } from './remote-sts.ts'

const LIST = policy({ Action: 'cognito-idp:ListUserPools' })

describe.each(['sqlite', 'postgres'] as const)('credentials on %s', (store) => {
  const database = store === 'postgres' ? useDatabase() : undefined
  // The other STS is the same house behind a real port; another house altogether: test/clients/real-sts.test.ts.
  let composed: Composed | undefined
  let token: string
  const opened = () => {
    if (!composed) throw new Error('it is composed in a hook: ask for it inside a test')
    return composed
  }
  const address = useListener((request) => opened().fetch(request))
  beforeAll(async () => {
    const logger = makeLogger('silent')
    const publicUrl = address()
    composed = compose({
      database: await openStore(database ? { postgres: database() } : 'memory', logger),
      logger,
      identity: {
        region: 'us-east-1',
        account: ACCOUNT,
        publicUrl,
        passwordStorage: 'srp',
        openIdIssuer: `${publicUrl}/cognito-identity`,
        issuerOf: (poolId) => `${publicUrl}/${poolId}`,
      },
      masterKey: TEST_MASTER_KEY,
      rules: {
        mode: 'development',
        isAllowedHost: () => true,
        routes: () => [],
        demo: () => undefined,
      },
      senderKeys: {},
      logins: {},
      triggers: { functions: {} },
      keyStock: injectedKeys(),
      isStrict: true,
    })
    const house = { fetch: composed.fetch, publicUrl }
    await makeTokenPool(house)
    token = (await openIdToken(house)).token
  })
  afterAll(() => composed?.close())

  const sources: readonly (readonly [string, () => CredentialsSource])[] = [
    ['our own STS', () => makeOwnSts(() => opened().services)],
    ['another STS', () => makeRemoteSts({ endpoint: address() })],
  ]

  describe.each(sources)('from %s', (_name, source) => {
    const house = () => ({ fetch: opened().fetch, publicUrl: address() })
    const request = (roleArn: string, more: Partial<RoleRequest> = {}): RoleRequest => ({
      roleArn,
      sessionName: 'CognitoIdentityCredentials',
      webIdentityToken: token,
      durationSeconds: 3_600,
      ...more,
    })
    const ask = async (more: Partial<RoleRequest> = {}, trust = trustInPool()) => {
      const role = await makeRole(house(), trust, policy({ Action: '*' }))
      return await source().assumeRole(request(role.arn, more))
    }

    it('do what the role and the session’s policy allow', async () => {
      const outcome = await ask({ policy: LIST })
      if (outcome.kind !== 'credentials') throw new Error(outcome.reason)
      const { credentials } = outcome
      expect(credentials.accessKeyId).toMatch(/^ASIA/)
      expect(Math.abs(credentials.expiresAt - opened().clock.now() - 3_600_000)).toBeLessThan(9_000)
      const sdk = sdkFor(house(), credentials)
      expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toBe('accepted')
      expect(await refusalOf(sdk.createUserPool({ PoolName: 'x' }))).toMatch(/no session policy/)
    })

    it.each([
      ['no role', { roleArn: 'arn:aws:iam::000000000000:role/nobody' }, /^Not authorized to/],
      ['a forged token', { webIdentityToken: 'forged.token' }, /not a valid JWT/],
      ['an old token', { webIdentityToken: 'old' }, /^Token expired: /],
      ['a policy that is none', { policy: '{' }, /^This policy contains invalid Json/],
      ['a longer session', { durationSeconds: 7_200 }, /MaxSessionDuration/],
    ])('are denied for %s', async (_what, more, reason) => {
      const old = { webIdentityToken: resignOpenId(token, { exp: 1 }) }
      const isOld = 'webIdentityToken' in more && more.webIdentityToken === 'old'
      expect(await ask(isOld ? old : more)).toEqual({
        kind: 'denied',
        reason: expect.stringMatching(reason),
      })
    })

    it('are denied by a role of another pool', async () => {
      expect(await ask({}, trustInPool('us-east-1:another'))).toEqual({
        kind: 'denied',
        reason: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
      })
    })
  })
})

describe('an STS that is none', () => {
  let answer: (request: Request) => Response | Promise<Response>
  const address = useListener((request) => answer(request))
  const ask = (timeoutMs = 5_000) =>
    makeRemoteSts({ endpoint: address(), timeoutMs }).assumeRole({
      roleArn: 'arn:aws:iam::000000000000:role/r',
      sessionName: 's',
      webIdentityToken: 'token',
      durationSeconds: 900,
    })
  const credentials = (members: string) =>
    `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>${members}</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`
  const whole =
    '<AccessKeyId>A</AccessKeyId><SecretAccessKey>&#x42;&amp;</SecretAccessKey><SessionToken>C</SessionToken><Expiration>2026-11-21T12:00:00Z</Expiration>'

  it('is understood where it answers as one', async () => {
    answer = () => new Response(`<?xml version="1.0"?>\n${credentials(whole)}`)
    expect(await ask()).toEqual({
      kind: 'credentials',
      credentials: {
        accessKeyId: 'A',
        secretAccessKey: 'B&',
        sessionToken: 'C',
        expiresAt: Date.UTC(2026, 10, 21, 12),
      },
    })
  })

  it.each([
    ['nothing', 200, ''],
    ['a page', 200, '<!doctype html><p>Hello'],
    ['no credentials', 200, credentials('')],
    ['credentials without an end', 200, credentials(whole.replace(/<Exp.*$/, ''))],
    ['a secret twice', 200, credentials(`${whole}<SessionToken>D</SessionToken>`)],
    ['a document type', 200, `<!DOCTYPE x [<!ENTITY e "E">]>${credentials(whole)}`],
    ['a comment', 200, credentials(whole.replace('C<', 'C<!-- -->D<'))],
    ['an unknown reference', 200, credentials(whole.replace('C<', '&e;<'))],
    ['tags that do not fit', 200, credentials(whole.replace('</Expiration>', '</Expiry>'))],
    ['more than one document', 200, `${credentials(whole)}<x/>`],
    ['depth', 200, `${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`],
    ['no end', 200, 'x'.repeat(300_000)],
    ['a way elsewhere', 307, ''],
    ['a failure', 500, '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>'],
    ['a refusal without a code', 403, '<ErrorResponse><Error/></ErrorResponse>'],
    [
      'that it could not ask our issuer',
      400,
      '<ErrorResponse><Error><Code>IDPCommunicationError</Code></Error></ErrorResponse>',
    ],
  ])('is unavailable where it answers %s', async (_what, status, body) => {
    answer = () => new Response(body, { status, headers: { location: `${address()}/elsewhere` } })
    expect(await ask()).toMatchObject({ kind: 'unavailable' })
  })

  it('is unavailable where it does not answer, or not in time', async () => {
    answer = () => new Promise(() => {})
    expect(await ask(100)).toMatchObject({ kind: 'unavailable' })
    const nowhere = makeRemoteSts({ endpoint: 'http://127.0.0.1:9' })
    expect(
      await nowhere.assumeRole({
        roleArn: 'r',
        sessionName: 's',
        webIdentityToken: 't',
        durationSeconds: 900,
      }),
    ).toMatchObject({ kind: 'unavailable' })
  })

  it('says what it refuses', async () => {
    const error = '<Error><Code>AccessDenied</Code><Message>No &lt;way&gt;.</Message></Error>'
    answer = () => new Response(`<ErrorResponse>${error}</ErrorResponse>`, { status: 403 })
    expect(await ask()).toEqual({ kind: 'denied', reason: 'No <way>.' })
  })
})
