import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { byKey, takeApart, write } from '../../test/attacks/forge.ts'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { DEVELOPER } from '../../test/support/identities.ts'
import {
  guestOpenIdToken,
  makeTokenPool,
  openIdToken,
  resignOpenId,
} from '../../test/support/open-id-tokens.ts'
import { makeClient, makePool, makeUser, signIn, type TestPool } from '../../test/support/people.ts'
import {
  ACCOUNT,
  IDENTITY_POOL,
  makeRole,
  policy,
  toCredentials,
  trust,
  trustInPool,
} from '../../test/support/roles.ts'
import { iamFor, identitySdkFor, sdkFor, stsFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const OTHER_POOL = 'us-east-1:99999999-2222-4333-8444-555555555555'
const LIST = policy({ Action: 'cognito-idp:ListUserPools' })
const DENIED = 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity'

const stranger = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

const partsOf = (token: string) => {
  const { header, claims } = takeApart(token)
  return [header, claims] as const
}

onEachStore('AssumeRoleWithWebIdentity', (open) => {
  let house: Poolhouse
  let token: string
  let identityId: string
  beforeAll(async () => {
    house = await open()
    await makeTokenPool(house)
    await makeTokenPool(house, OTHER_POOL)
    ;({ token, identityId } = await openIdToken(house))
  })
  const assume = (RoleArn: string, WebIdentityToken: string, more: object = {}) =>
    stsFor(house).assumeRoleWithWebIdentity({
      RoleArn,
      RoleSessionName: 'web',
      WebIdentityToken,
      ...more,
    })

  it('gives credentials that do what the role may, unsigned', async () => {
    const role = await makeRole(house, trustInPool(), LIST)
    const body = new URLSearchParams({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: role.arn,
      RoleSessionName: 'web',
      WebIdentityToken: token,
    })
    const raw = await house.fetch(new Request(house.publicUrl, { method: 'POST', body }))
    const text = await raw.text()
    expect([raw.status, raw.headers.get('content-type')]).toEqual([200, 'text/xml'])
    expect(text).toMatch(
      /^<AssumeRoleWithWebIdentityResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/"><AssumeRoleWithWebIdentityResult><Credentials>.*<\/ResponseMetadata><\/AssumeRoleWithWebIdentityResponse>$/,
    )
    const answer = await assume(role.arn, token)
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: identityId,
      Audience: IDENTITY_POOL,
      Provider: 'cognito-identity.amazonaws.com',
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:web`,
        Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role.name}/web`,
      },
    })
    const sdk = sdkFor(house, toCredentials(answer.Credentials))
    expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toBe('accepted')
    expect(await refusalOf(sdk.createUserPool({ PoolName: 'x' }))).toMatch(/^AccessDeniedException/)
  })

  it('refuses a token of another pool, and a guest’s', async () => {
    const role = await makeRole(house, trustInPool(), LIST)
    const others = [await openIdToken(house, { pool: OTHER_POOL }), await guestOpenIdToken(house)]
    for (const other of others) {
      await expect(assume(role.arn, other.token)).rejects.toMatchObject({
        name: 'AccessDenied',
        message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
        $metadata: { httpStatusCode: 403 },
      })
    }
  })

  it.each([
    ['nobody signed', () => `${token.split('.').slice(0, 2).join('.')}.AAAA`],
    ['another signed', () => write(...partsOf(token), byKey(stranger, 'sha512'))],
    ['was changed', () => `A${token.slice(1)}`],
    ['is no token', () => 'nonsense'],
    ['is of another issuer', () => resignOpenId(token, { iss: 'https://example.com' })],
    ['names nobody', () => resignOpenId(token, { sub: 'us-east-1:nobody' })],
    ['says another pool than its identity has', () => resignOpenId(token, { aud: OTHER_POOL })],
  ])('refuses a token that %s', async (_name, make) => {
    const role = await makeRole(house, trustInPool(), LIST)
    await expect(assume(role.arn, make())).rejects.toMatchObject({
      name: 'InvalidIdentityTokenException',
      $metadata: { httpStatusCode: 400 },
    })
  })

  it('refuses a token whose identity was merged or deleted', async () => {
    const role = await makeRole(house, trustInPool(), LIST)
    const gone = await openIdToken(house, { user: 'gone' })
    expect(await refusalOf(assume(role.arn, gone.token))).toBe('accepted')
    await identitySdkFor(house).deleteIdentities({ IdentityIdsToDelete: [gone.identityId] })
    expect(await refusalOf(assume(role.arn, gone.token))).toMatch(/^InvalidIdentityToken/)
    const merged = await openIdToken(house, { user: 'merged' })
    await openIdToken(house, { user: 'into' })
    await identitySdkFor(house).mergeDeveloperIdentities({
      IdentityPoolId: IDENTITY_POOL,
      DeveloperProviderName: DEVELOPER,
      SourceUserIdentifier: 'merged',
      DestinationUserIdentifier: 'into',
    })
    expect(await refusalOf(assume(role.arn, merged.token))).toMatch(/^InvalidIdentityToken/)
  })

  it('refuses a token that has run out', async () => {
    const role = await makeRole(house, trustInPool(), LIST)
    const now = Math.floor(house.clock.now() / 1000)
    const old = resignOpenId(token, { exp: now })
    await expect(assume(role.arn, old)).rejects.toMatchObject({
      name: 'ExpiredTokenException',
      message: expect.stringMatching(/^Token expired: current date\/time \d+ must be before/),
      $metadata: { httpStatusCode: 400 },
    })
  })

  it('says of roles that are not there what it says of others', async () => {
    expect(await refusalOf(assume(`arn:aws:iam::${ACCOUNT}:role/nobody`, token))).toBe(DENIED)
  })

  it.each([
    ['anyone', trust('*', { Action: 'sts:AssumeRoleWithWebIdentity' })],
    ['the account', trust({ AWS: ACCOUNT }, { Action: 'sts:AssumeRoleWithWebIdentity' })],
    ['another issuer', trust({ Federated: 'accounts.google.com' }, { Action: 'sts:*' })],
    [
      'the pool for something else',
      trustInPool(IDENTITY_POOL, { Action: ['sts:AssumeRole', 'sts:TagSession'] }),
    ],
  ])('refuses where the role trusts %s', async (_name, document) => {
    const role = await makeRole(house, document, LIST)
    expect(await refusalOf(assume(role.arn, token))).toBe(DENIED)
  })

  it('does not make a role that trusts every pool', async () => {
    const open = trust(
      { Federated: 'cognito-identity.amazonaws.com' },
      { Action: 'sts:AssumeRoleWithWebIdentity' },
    )
    expect(await refusalOf(makeRole(house, open, LIST))).toMatch(
      /^MalformedPolicyDocumentException: A statement that trusts cognito-identity/,
    )
  })

  it('lets policies ask who it is', async () => {
    const grace = await openIdToken(house, { user: 'grace' })
    const own = policy({
      Action: 'cognito-idp:ListUserPools',
      Condition: { StringEquals: { 'cognito-identity.amazonaws.com:sub': identityId } },
    })
    const role = await makeRole(house, trustInPool(), own)
    const list = async (webIdentityToken: string) => {
      const { Credentials } = await assume(role.arn, webIdentityToken)
      const sdk = sdkFor(house, toCredentials(Credentials))
      return await refusalOf(sdk.listUserPools({ MaxResults: 1 }))
    }
    expect(await list(token)).toBe('accepted')
    expect(await list(grace.token)).toMatch(/^AccessDeniedException/)
  })

  describe('with tags in the token', () => {
    const claim = 'https://aws.amazon.com/tags'
    const byTag = policy({
      Action: 'cognito-idp:ListUserPools',
      Condition: { StringEquals: { 'aws:PrincipalTag/client': 'app' } },
    })
    const tagging = trustInPool(IDENTITY_POOL, {
      Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
    })

    it('needs a role that lets them be set, and its policies see them', async () => {
      const tagged = (await openIdToken(house, { PrincipalTags: { client: 'app' } })).token
      const plain = await makeRole(house, trustInPool(), byTag)
      const refused = 'AccessDenied: Not authorized to perform sts:TagSession'
      expect(await refusalOf(assume(plain.arn, tagged))).toBe(refused)
      const role = await makeRole(house, tagging, byTag)
      const { Credentials, PackedPolicySize } = await assume(role.arn, tagged)
      expect(PackedPolicySize).toBeGreaterThan(0)
      const sdk = sdkFor(house, toCredentials(Credentials))
      expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toBe('accepted')
    })

    it.each([
      { principal_tags: { client: ['a', 'b'] } },
      { principal_tags: { client: 1 } },
      { principal_tags: { '<': ['a'] } },
      { principal_tags: { client: ['a'] }, transitive_tag_keys: ['client'] },
    ])('refuses those it cannot set: %j', async (tags) => {
      const role = await makeRole(house, tagging, byTag)
      expect(await refusalOf(assume(role.arn, resignOpenId(token, { [claim]: tags })))).toMatch(
        /^InvalidIdentityToken/,
      )
    })
  })

  describe('with a token of a user pool', () => {
    let pool: TestPool
    let idToken: string
    let accessToken: string
    beforeAll(async () => {
      pool = await makePool(house)
      await makeUser(house, pool, 'ada')
      const tokens = await signIn(house, pool, 'ada')
      idToken = tokens.IdToken
      accessToken = tokens.AccessToken
    })
    const trustIn = (name: string, aud?: string) =>
      trust(
        { Federated: name },
        {
          Action: 'sts:AssumeRoleWithWebIdentity',
          ...(aud !== undefined && {
            Condition: {
              StringEquals: { [`${name.split(':oidc-provider/').at(-1)}:aud`]: aud },
            },
          }),
        },
      )

    it('knows its issuer by every name of it', async () => {
      const names = [
        `localhost:7665/${pool.poolId}`,
        `cognito-idp.us-east-1.amazonaws.com/${pool.poolId}`,
      ]
      for (const name of names.flatMap((each) => [
        each,
        `arn:aws:iam::${ACCOUNT}:oidc-provider/${each}`,
      ])) {
        const role = await makeRole(house, trustIn(name, pool.clientId), LIST)
        expect(await refusalOf(assume(role.arn, idToken))).toBe('accepted')
        const other = await makeRole(house, trustIn(name, 'another'), LIST)
        expect(await refusalOf(assume(other.arn, idToken))).toBe(DENIED)
      }
    })

    it('tells pools and clients apart, and takes ID tokens only', async () => {
      const name = `cognito-idp.us-east-1.amazonaws.com/${pool.poolId}`
      const role = await makeRole(house, trustIn(name, pool.clientId), LIST)
      expect(await refusalOf(assume(role.arn, accessToken))).toMatch(/^InvalidIdentityToken/)
      const client = await makeClient(house, pool.poolId)
      const elsewhere = await signIn(house, { ...pool, ...client }, 'ada')
      expect(await refusalOf(assume(role.arn, elsewhere.IdToken))).toBe(DENIED)
      const other = await makePool(house)
      await makeUser(house, other, 'ada')
      const foreign = await signIn(house, other, 'ada')
      expect(await refusalOf(assume(role.arn, foreign.IdToken))).toBe(DENIED)
      const forIdentities = await makeRole(house, trustInPool(pool.clientId), LIST)
      expect(await refusalOf(assume(forIdentities.arn, idToken))).toBe(DENIED)
    })
  })

  it('is stopped at once where the role no longer trusts', async () => {
    const role = await makeRole(house, trustInPool(), LIST)
    expect(await refusalOf(assume(role.arn, token))).toBe('accepted')
    await iamFor(house).updateAssumeRolePolicy({
      RoleName: role.name,
      PolicyDocument: trustInPool('us-east-1:another'),
    })
    expect(await refusalOf(assume(role.arn, token))).toBe(DENIED)
  })
})
