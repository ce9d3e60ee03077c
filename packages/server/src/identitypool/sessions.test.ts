import { beforeAll, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { identityCredentials, loginKey, makeIdentityPool } from '../../test/support/identities.ts'
import { giveRoles } from '../../test/support/identity-roles.ts'
import { guestOpenIdToken } from '../../test/support/open-id-tokens.ts'
import { makePool, makeUser, signIn, type TestPool } from '../../test/support/people.ts'
import { ACCOUNT, makeRole, policy, toCredentials, trustInAll } from '../../test/support/roles.ts'
import { iamFor, identitySdkFor, sdkFor, stsFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const arnOf = (pool: string) => `arn:aws:cognito-idp:us-east-1:${ACCOUNT}:userpool/${pool}`

onEachStore('what credentials of identities are good for', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    for (const name of ['ada', 'bob']) await makeUser(house, pool, name)
  })
  const makePoolOf = (more: object = {}) =>
    makeIdentityPool(house, [], {
      CognitoIdentityProviders: [
        { ProviderName: loginKey(pool.poolId), ClientId: pool.clientId, ...more },
      ],
    })
  const loginOf = (IdToken: string) => ({ [loginKey(pool.poolId)]: IdToken })
  const takeCredentials = async (
    IdentityPoolId: string,
    Logins: Record<string, string>,
    at = house,
  ) => {
    const sdk = identitySdkFor(at)
    const { IdentityId } = await sdk.getId({ IdentityPoolId, Logins })
    const { Credentials } = await sdk.getCredentialsForIdentity({ IdentityId, Logins })
    return identityCredentials(Credentials)
  }
  type Credentials = Awaited<ReturnType<typeof takeCredentials>>
  const listUsers = (credentials: Credentials, UserPoolId = pool.poolId) =>
    refusalOf(sdkFor(house, credentials).listUsers({ UserPoolId }))

  it('is the call that the role allows and no other', async () => {
    const id = await makePoolOf()
    const Resource = arnOf(pool.poolId)
    await giveRoles(house, id, policy({ Action: 'cognito-idp:ListUsers', Resource }))
    const credentials = await takeCredentials(
      id,
      loginOf((await signIn(house, pool, 'ada')).IdToken),
    )
    const other = await makePool(house)
    expect(await listUsers(credentials)).toBe('accepted')
    expect(await listUsers(credentials, other.poolId)).toMatch(/^AccessDeniedException/)
    const sdk = sdkFor(house, credentials)
    expect(await refusalOf(sdk.listGroups({ UserPoolId: pool.poolId }))).toMatch(
      /because no identity-based policy allows the cognito-idp:ListGroups action$/,
    )
  })

  it('is less for guests than their role allows', async () => {
    const id = await makePoolOf()
    await giveRoles(house, id)
    const credentials = await takeCredentials(id, {})
    expect(await listUsers(credentials)).toBe('accepted')
    expect(await refusalOf(iamFor(house, credentials).listRoles({}))).toMatch(
      /^AccessDenied.* because no session policy allows the iam:ListRoles action$/,
    )
  })

  it('is what their role allows for guests who take it themselves, by the basic flow', async () => {
    const id = await makePoolOf()
    const { guest } = await giveRoles(house, id)
    const { token: WebIdentityToken } = await guestOpenIdToken(house, id)
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${guest}`
    const { Credentials } = await stsFor(house).assumeRoleWithWebIdentity({
      ...{ RoleArn, WebIdentityToken },
      RoleSessionName: 'guest',
    })
    const iam = iamFor(house, toCredentials(Credentials))
    expect(await refusalOf(iam.listRoles({}))).toBe('accepted')
  })

  it('depends on the tags that claims become', async () => {
    const id = await makePoolOf()
    const may = policy({
      Action: 'cognito-idp:ListUsers',
      Condition: { StringEquals: { 'aws:PrincipalTag/mail': 'ada@example.com' } },
    })
    const { arn } = await makeRole(house, trustInAll(id), may)
    const sdk = identitySdkFor(house)
    await sdk.setIdentityPoolRoles({ IdentityPoolId: id, Roles: { authenticated: arn } })
    await sdk.setPrincipalTagAttributeMap({
      IdentityPoolId: id,
      IdentityProviderName: loginKey(pool.poolId),
      PrincipalTags: { mail: 'email' },
    })
    const of = async (name: string) =>
      await takeCredentials(id, loginOf((await signIn(house, pool, name)).IdToken))
    expect(await listUsers(await of('ada'))).toBe('accepted')
    expect(await listUsers(await of('bob'))).toMatch(/^AccessDeniedException/)
  })

  it('lasts past a sign-out, after which ServerSideTokenCheck gives no new ones', async () => {
    const [unchecked, checked] = [
      await makePoolOf(),
      await makePoolOf({ ServerSideTokenCheck: true }),
    ]
    for (const id of [unchecked, checked]) await giveRoles(house, id)
    const { IdToken, AccessToken } = await signIn(house, pool, 'bob')
    const credentials = await takeCredentials(checked, loginOf(IdToken))
    await sdkFor(house).globalSignOut({ AccessToken })
    // As at AWS: neither the credentials nor an ID token are asked about again before their end.
    expect(await listUsers(credentials)).toBe('accepted')
    expect(await listUsers(await takeCredentials(unchecked, loginOf(IdToken)))).toBe('accepted')
    expect(await refusalOf(takeCredentials(checked, loginOf(IdToken)))).toBe(
      'NotAuthorizedException: Invalid login token. Token has been revoked.',
    )
  })

  it('is nothing once they have expired', async () => {
    const later = await open()
    const own = await makePool(later)
    await makeUser(later, own, 'ada')
    const id = await makeIdentityPool(later, [own])
    await giveRoles(later, id)
    const Logins = { [loginKey(own.poolId)]: (await signIn(later, own, 'ada')).IdToken }
    const sdk = sdkFor(later, await takeCredentials(id, Logins, later))
    const list = () => refusalOf(sdk.listUsers({ UserPoolId: own.poolId }))
    expect(await list()).toBe('accepted')
    later.clock.advance('3601s')
    sdk.config.systemClockOffset = 3_601_000
    expect(await list()).toBe(
      'ExpiredTokenException: The security token included in the request is expired',
    )
  })
})
