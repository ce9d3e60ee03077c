import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { makeIdentityPool } from '../../test/support/identities.ts'
import {
  CLIENT,
  json,
  type LoginProvider,
  startLoginProvider,
} from '../../test/support/login-provider.ts'
import { openIdToken } from '../../test/support/open-id-tokens.ts'
import { makePool, makeUser, signIn } from '../../test/support/people.ts'
import {
  ACCOUNT,
  makeRole,
  policy,
  toCredentials,
  trust,
  trustInPool,
} from '../../test/support/roles.ts'
import { iamFor, identitySdkFor, sdkFor, stsFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const LIST = policy({ Action: 'cognito-idp:ListUserPools' })
const DENIED = 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity'
const WRONG_AUDIENCE = 'InvalidIdentityTokenException: Incorrect token audience'

onEachStore('a token of a registered issuer', (open) => {
  let provider: LoginProvider
  let house: Poolhouse
  let arn: string
  let roleArn: string
  beforeAll(async () => {
    provider = await startLoginProvider()
    house = await open({ logins: { allowInsecureHosts: ['127.0.0.1'] } })
    arn = await register(house)
    roleArn = (await makeRole(house, trustIn(arn), LIST)).arn
  })
  beforeEach(() => provider.reset())
  afterAll(() => provider.close())
  const register = async (at: Poolhouse, Url = provider.origin, ClientIDList = [CLIENT]) => {
    const made = await iamFor(at).createOpenIDConnectProvider({ Url, ClientIDList })
    return made.OpenIDConnectProviderArn ?? ''
  }
  const trustIn = (Federated: string, condition: object = {}) =>
    trust({ Federated }, { Action: 'sts:AssumeRoleWithWebIdentity', Condition: condition })
  const assume = (WebIdentityToken: string, RoleArn = roleArn, at = house) =>
    stsFor(at).assumeRoleWithWebIdentity({ RoleArn, RoleSessionName: 'web', WebIdentityToken })
  const refusal = (...args: Parameters<typeof assume>) => refusalOf(assume(...args))

  it('takes a role that trusts it', async () => {
    const answer = await assume(provider.token())
    expect(answer).toMatchObject({
      Provider: arn,
      Audience: CLIENT,
      SubjectFromWebIdentityToken: 'ada',
    })
    const sdk = sdkFor(house, toCredentials(answer.Credentials))
    expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toBe('accepted')
    expect(await refusalOf(sdk.createUserPool({ PoolName: 'x' }))).toMatch(/^AccessDeniedException/)
  })

  it('is asked by conditions who it is', async () => {
    const asking = (key: string, value: string) =>
      trustIn(arn, { StringEquals: { [`${provider.name}:${key}`]: value } })
    const roles = [asking('sub', 'ada'), asking('aud', CLIENT)]
    for (const document of roles) {
      const role = await makeRole(house, document, LIST)
      expect(await refusal(provider.token(), role.arn)).toBe('accepted')
    }
    const role = await makeRole(house, asking('sub', 'grace'), LIST)
    expect(await refusal(provider.token(), role.arn)).toBe(DENIED)
    const both = { aud: [CLIENT, 'other'], azp: CLIENT }
    const byAudience = await makeRole(house, asking('aud', 'other'), LIST)
    expect(await refusal(provider.token(both), byAudience.arn)).toBe(DENIED)
  })

  it('takes no role that trusts somebody else', async () => {
    const others = [
      trustInPool(CLIENT),
      trustIn(`arn:aws:iam::${ACCOUNT}:oidc-provider/id.example.com`),
      trustIn(arn.replace(ACCOUNT, '111111111111')),
      trust('*', { Action: 'sts:AssumeRoleWithWebIdentity' }),
    ]
    for (const document of others) {
      const role = await makeRole(house, document, LIST)
      expect(await refusal(provider.token(), role.arn)).toBe(DENIED)
    }
  })

  it.each([
    ['for another client', () => provider.token({ aud: 'other-app' }), WRONG_AUDIENCE],
    [
      'for several, by another',
      () => provider.token({ aud: [CLIENT, 'x'], azp: 'x' }),
      WRONG_AUDIENCE,
    ],
    ['without a subject', () => provider.token({ sub: undefined }), /required claim: sub/],
    ['without an audience', () => provider.token({ aud: undefined }), /required claim: aud/],
    ['without an end', () => provider.token({ exp: undefined }), /required claim: exp/],
    [
      'of an issuer that is no name',
      () => provider.token({ iss: 'https://a\u0000b' }),
      /^InvalidIdentityToken/,
    ],
    ['without an issuer', () => provider.token({ iss: undefined }), /^InvalidIdentityToken/],
    [
      'with a broken signature',
      () => provider.token().replace(/.{8}$/, 'AAAAAAAA'),
      /^InvalidIdentityToken/,
    ],
    ['of an unknown key', () => provider.token({}, { kid: 'other' }), /^InvalidIdentityToken/],
    [
      'that has expired',
      () => provider.token({ exp: 1 }),
      /^ExpiredTokenException: Token expired: /,
    ],
  ])('is refused %s', async (_how, make, expected) => {
    const answer = await refusal(make())
    if (typeof expected === 'string') expect(answer).toBe(expected)
    else expect(answer).toMatch(expected)
  })

  it('leads us to no issuer that is not registered', async () => {
    const elsewhere = await startLoginProvider()
    expect(await refusal(elsewhere.token())).toBe(
      `InvalidIdentityTokenException: No OpenIDConnect provider found in your account for https://${elsewhere.name}`,
    )
    expect(elsewhere.asked).toEqual([])
    await elsewhere.close()
  })

  it('waits for an issuer that fails', async () => {
    const other = await startLoginProvider()
    const role = await makeRole(house, trustIn(await register(house, other.origin)), LIST)
    other.answers.set('/keys', json({}, 500))
    expect(await refusal(other.token(), role.arn)).toMatch(/^IDPCommunicationError/)
    other.reset()
    expect(await refusal(other.token(), role.arn)).toBe('accepted')
    await other.close()
  })

  it('does not lead us to a neighbour, unless a setting allows it', async () => {
    const strict = await open()
    const other = await startLoginProvider()
    const role = await makeRole(strict, trustIn(await register(strict, other.origin)), LIST)
    expect(await refusal(other.token(), role.arn, strict)).toMatch(/^InvalidIdentityToken/)
    const secure = other.token({ iss: `https://${other.name}` })
    expect(await refusal(secure, role.arn, strict)).toMatch(/^IDPCommunicationError/)
    expect(other.asked).toEqual([])
    await other.close()
  })

  it('counts no longer once its issuer or its client is gone', async () => {
    const other = await startLoginProvider()
    const otherArn = await register(house, other.origin)
    const role = await makeRole(house, trustIn(otherArn), LIST)
    const of = { OpenIDConnectProviderArn: otherArn, ClientID: CLIENT }
    expect(await refusal(other.token(), role.arn)).toBe('accepted')
    await iamFor(house).removeClientIDFromOpenIDConnectProvider(of)
    expect(await refusal(other.token(), role.arn)).toBe(WRONG_AUDIENCE)
    await iamFor(house).addClientIDToOpenIDConnectProvider(of)
    expect(await refusal(other.token(), role.arn)).toBe('accepted')
    await iamFor(house).deleteOpenIDConnectProvider(of)
    expect(await refusal(other.token(), role.arn)).toMatch(/No OpenIDConnect provider found/)
    await other.close()
  })

  it('is taken by identity pools that name its issuer, for the same clients', async () => {
    const arns = [arn]
    const IdentityPoolId = await makeIdentityPool(house, [], { OpenIdConnectProviderARNs: arns })
    const getId = (token: string) =>
      refusalOf(identitySdkFor(house).getId({ IdentityPoolId, Logins: { [provider.name]: token } }))
    expect(await getId(provider.token())).toBe('accepted')
    expect(await getId(provider.token({ aud: 'other-app' }))).toContain('Incorrect token audience')
  })

  it('of our own is held to its clients where it is registered all the same', async () => {
    const pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    const { IdToken } = await signIn(house, pool, 'ada')
    const url = `${house.publicUrl}/${pool.poolId}`
    const of = await register(house, url, ['another'])
    const role = await makeRole(house, trustIn(of), LIST)
    expect(await refusal(IdToken, role.arn)).toBe(WRONG_AUDIENCE)
    await iamFor(house).addClientIDToOpenIDConnectProvider({
      OpenIDConnectProviderArn: of,
      ClientID: pool.clientId,
    })
    expect(await refusal(IdToken, role.arn)).toBe('accepted')
  })

  it('of our own identity pools is asked about its identity, registered or not', async () => {
    const own = await open()
    const id = await makeIdentityPool(own)
    const of = await register(own, `${own.publicUrl}/cognito-identity`, [id])
    const role = await makeRole(own, trustInPool(id), LIST)
    const { token, identityId } = await openIdToken(own, { pool: id })
    expect(await refusal(token, role.arn, own)).toBe('accepted')
    const elsewhere = await makeIdentityPool(own)
    const foreign = await openIdToken(own, { pool: elsewhere })
    expect(await refusal(foreign.token, role.arn, own)).toBe(WRONG_AUDIENCE)
    await identitySdkFor(own).deleteIdentities({ IdentityIdsToDelete: [identityId] })
    expect(await refusal(token, role.arn, own)).toMatch(/^InvalidIdentityToken/)
    await iamFor(own).deleteOpenIDConnectProvider({ OpenIDConnectProviderArn: of })
  })
})
