import { beforeAll, beforeEach, expect, it } from 'vitest'
import { takeApart } from '../../test/attacks/forge.ts'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { DEVELOPER, loginKey, makeIdentityPool } from '../../test/support/identities.ts'
import { makePool, makeUser, signIn, type TestPool } from '../../test/support/people.ts'
import { makeRole, trustInAll } from '../../test/support/roles.ts'
import { identitySdkFor, sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'
import { TAGS_CLAIM } from '../rules/open-id-claims.ts'

onEachStore('sessions have tags', (open) => {
  let house: Poolhouse
  let pool: TestPool
  let ada: string
  let adaSub: string
  let IdentityPoolId: string
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    adaSub = await makeUser(house, pool, 'ada')
    ada = (await signIn(house, pool, 'ada')).IdToken
  })
  beforeEach(async () => {
    IdentityPoolId = await makeIdentityPool(house, [pool])
    const { arn: authenticated } = await makeRole(house, trustInAll(IdentityPoolId))
    await sdk().setIdentityPoolRoles({ IdentityPoolId, Roles: { authenticated } })
  })
  const sdk = () => identitySdkFor(house)
  const login = (token = ada) => ({ [loginKey(pool.poolId)]: token })
  /** The tags in somebody's token, who gets credentials with it. */
  const tags = async (Logins: Record<string, string> = login()) => {
    const { IdentityId } = await sdk().getId({ IdentityPoolId, Logins })
    await sdk().getCredentialsForIdentity({ IdentityId, Logins })
    const { Token = '' } = await sdk().getOpenIdToken({ IdentityId, Logins })
    return takeApart(Token).claims[TAGS_CLAIM]
  }
  const map = (more: object) =>
    sdk().setPrincipalTagAttributeMap({
      IdentityPoolId,
      IdentityProviderName: loginKey(pool.poolId),
      ...more,
    })

  it('of the claims that a map names', async () => {
    const set = await map({ PrincipalTags: { mail: 'email', groups: 'cognito:groups' } })
    expect(set).toMatchObject({ UseDefaults: false, PrincipalTags: { mail: 'email' } })
    expect(await tags()).toEqual({ principal_tags: { mail: ['ada@example.com'] } })
  })

  it('of the client and the user by default', async () => {
    await map({ UseDefaults: true })
    expect(await tags()).toEqual({
      principal_tags: { client: [pool.clientId], username: [adaSub] },
    })
  })

  it('that are told as they were set', async () => {
    await map({ UseDefaults: true })
    await map({ PrincipalTags: { mail: 'email' } })
    const get = (IdentityProviderName: string) =>
      sdk().getPrincipalTagAttributeMap({ IdentityPoolId, IdentityProviderName })
    expect(await get(loginKey(pool.poolId))).toMatchObject({
      IdentityPoolId,
      UseDefaults: false,
      PrincipalTags: { mail: 'email' },
    })
    expect(await get('constructor')).toMatchObject({ UseDefaults: false, PrincipalTags: {} })
  })

  it('of which a claim that cannot be one keeps nobody out', async () => {
    const UserAttributes = [{ Name: 'name', Value: "O'Brien, Ada" }]
    const of = { UserPoolId: pool.poolId, Username: 'ada' }
    await sdkFor(house).adminUpdateUserAttributes({ ...of, UserAttributes })
    await map({ PrincipalTags: { name: 'name', mail: 'email' } })
    const Logins = login((await signIn(house, pool, 'ada')).IdToken)
    expect(await tags(Logins)).toEqual({
      principal_tags: { mail: ['ada@example.com'] },
    })
  })

  it.each([
    [{ 'aws:x': 'sub' }, 'A session cannot have a tag with the key aws:x.'],
    [{ 'Aws:x': 'sub' }, 'A session cannot have a tag with the key Aws:x.'],
    [{ '<bad>': 'sub' }, 'A session cannot have a tag with the key <bad>.'],
    [{ Mail: 'sub', mail: 'sub' }, 'Tag keys that differ in case alone are one: name each once.'],
  ])('by no keys that a session cannot have: %j', async (PrincipalTags, message) => {
    const refused = `InvalidParameterException: ${message}`
    expect(await refusalOf(map({ PrincipalTags }))).toBe(refused)
    const choose = (tags: Record<string, string>) =>
      refusalOf(
        sdk().getOpenIdTokenForDeveloperIdentity({
          IdentityPoolId,
          Logins: { [DEVELOPER]: 'kim' },
          PrincipalTags: tags,
        }),
      )
    expect(await choose(PrincipalTags)).toBe(refused)
    expect(await choose({ plan: "O'Brien" })).toBe(
      'InvalidParameterException: A session cannot have a tag with the value of plan.',
    )
  })

  it('that a backend chose before those of claims, in whichever case', async () => {
    await map({ PrincipalTags: { Mail: 'email', user: 'sub' } })
    const { Token = '' } = await sdk().getOpenIdTokenForDeveloperIdentity({
      IdentityPoolId,
      Logins: { [DEVELOPER]: 'kim', ...login() },
      PrincipalTags: { mail: 'chosen' },
    })
    const Logins = { ...login(), 'cognito-identity.amazonaws.com': Token }
    expect(await tags(Logins)).toEqual({
      principal_tags: { mail: ['chosen'], user: [adaSub] },
    })
  })

  it('that a backend chose, also through its token', async () => {
    const { IdentityId, Token: chosen = '' } = await sdk().getOpenIdTokenForDeveloperIdentity({
      IdentityPoolId,
      Logins: { [DEVELOPER]: 'kim' },
      PrincipalTags: { plan: 'gold' },
    })
    const Logins = { 'cognito-identity.amazonaws.com': chosen }
    const { Token = '' } = await sdk().getOpenIdToken({ IdentityId, Logins })
    const { claims } = takeApart(Token)
    expect(claims[TAGS_CLAIM]).toEqual({ principal_tags: { plan: ['gold'] } })
    const { amr } = claims
    expect(amr).toEqual(['authenticated', DEVELOPER, `${DEVELOPER}:${IdentityPoolId}:kim`])
  })
})
