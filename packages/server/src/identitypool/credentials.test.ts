import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { takeApart } from '../../test/attacks/forge.ts'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { identityCredentials, loginKey, makeIdentityPool } from '../../test/support/identities.ts'
import { makePool, makeUser, signIn, type TestPool } from '../../test/support/people.ts'
import { makeRole, policy, trustInAll, trustInPool } from '../../test/support/roles.ts'
import { iamFor, identitySdkFor, sdkFor, stsFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'
import { TAGS_CLAIM } from '../rules/open-id-claims.ts'

const ROLE = (name: string) => `arn:aws:iam::000000000000:role/${name}`
const AUTHENTICATED_ROLE = ROLE('authenticated')
const GUEST_ROLE = ROLE('guest')
const ROLE_NAMES = ['authenticated', 'guest', 'ada', 'example', 'pilots', 'crew', 'captains']
const UNCONFIGURED =
  'InvalidIdentityPoolConfigurationException: Invalid identity pool configuration. Check assigned IAM roles for this pool.'

onEachStore('credentials', (open) => {
  let house: Poolhouse
  let pool: TestPool
  let ada: string
  let adaSub: string
  let IdentityPoolId: string
  beforeAll(async () => {
    house = await open()
    for (const RoleName of ROLE_NAMES) {
      await makeRole(house, trustInPool(), policy({ Action: '*' }), { RoleName })
    }
    pool = await makePool(house)
    adaSub = await makeUser(house, pool, 'ada')
    ada = (await signIn(house, pool, 'ada')).IdToken
  })
  beforeEach(async () => {
    await usePool()
    await setRoles()
  })
  /** Has a new pool, whose identities every role lets in. */
  const usePool = async (more = {}) => {
    IdentityPoolId = await makeIdentityPool(house, [pool], more)
    const PolicyDocument = trustInAll(IdentityPoolId)
    for (const RoleName of ROLE_NAMES) {
      await iamFor(house).updateAssumeRolePolicy({ RoleName, PolicyDocument })
    }
  }
  const sdk = () => identitySdkFor(house)
  const setRoles = (RoleMappings?: object) =>
    sdk().setIdentityPoolRoles({
      IdentityPoolId,
      Roles: { authenticated: AUTHENTICATED_ROLE, unauthenticated: GUEST_ROLE },
      ...(RoleMappings && { RoleMappings: { ...RoleMappings } }),
    })
  const login = (token = ada) => ({ [loginKey(pool.poolId)]: token })
  const getId = async (Logins?: Record<string, string>) =>
    (await sdk().getId({ IdentityPoolId, Logins })).IdentityId ?? ''
  const come = async (more = {}, Logins: Record<string, string> = login()) => {
    const IdentityId = await getId(Logins)
    return await sdk().getCredentialsForIdentity({ IdentityId, Logins, ...more })
  }
  /** The role that credentials are of, as STS tells. */
  const takenRole = async (issued: Parameters<typeof identityCredentials>[0]) => {
    const { Arn } = await stsFor(house, identityCredentials(issued)).getCallerIdentity()
    const [, role, session] = Arn?.split('/') ?? []
    expect(session).toBe('CognitoIdentityCredentials')
    return ROLE(role ?? '')
  }
  /** What the token says that somebody's credentials are taken with. */
  const claimsOf = async (IdentityId: string, Logins: Record<string, string> = {}) => {
    const { Token = '' } = await sdk().getOpenIdToken({ IdentityId, Logins })
    return takeApart(Token)
  }
  /** The role that somebody gets, or why none. */
  const roleOf = async (...args: Parameters<typeof come>) => {
    try {
      return await takenRole((await come(...args)).Credentials)
    } catch (error) {
      return await refusalOf(Promise.reject(error))
    }
  }

  it('are those of the role for whoever signed in', async () => {
    const IdentityId = await getId(login())
    const answer = await sdk().getCredentialsForIdentity({ IdentityId, Logins: login() })
    expect(answer.IdentityId).toBe(IdentityId)
    const { Credentials } = answer
    expect(await takenRole(Credentials)).toBe(AUTHENTICATED_ROLE)
    const left = (Credentials?.Expiration?.getTime() ?? 0) - house.clock.now()
    expect(Math.abs(left - 3_600_000)).toBeLessThan(9_000)
    const { header, claims } = await claimsOf(IdentityId, login())
    expect(header.alg).toBe('RS512')
    expect(claims).toMatchObject({
      iss: `${house.publicUrl}/cognito-identity`,
      sub: IdentityId,
      aud: IdentityPoolId,
      amr: [
        'authenticated',
        loginKey(pool.poolId),
        `${loginKey(pool.poolId)}:CognitoSignIn:${adaSub}`,
      ],
    })
    expect(Number(claims.exp) - Number(claims.iat)).toBe(600)
    expect(claims).not.toHaveProperty(TAGS_CLAIM)
  })

  it('of guests are those of the role for guests', async () => {
    const IdentityId = await getId()
    const { Credentials } = await sdk().getCredentialsForIdentity({ IdentityId })
    expect(await takenRole(Credentials)).toBe(GUEST_ROLE)
    expect((await claimsOf(IdentityId)).claims.amr).toEqual(['unauthenticated'])
  })

  it('are not for guests where a pool no longer allows them', async () => {
    const IdentityId = await getId()
    await sdk().updateIdentityPool({
      IdentityPoolId,
      IdentityPoolName: 'x',
      AllowUnauthenticatedIdentities: false,
    })
    expect(await refusalOf(sdk().getCredentialsForIdentity({ IdentityId }))).toBe(
      'NotAuthorizedException: Unauthenticated access is not supported for this identity pool.',
    )
  })

  it('need a role, and one that lets the pool in', async () => {
    const elsewhere = await makeRole(house, trustInPool('us-east-1:another'))
    for (const authenticated of [elsewhere.arn, ROLE('nobody')]) {
      await sdk().setIdentityPoolRoles({ IdentityPoolId, Roles: { authenticated } })
      expect(await roleOf()).toBe(UNCONFIGURED)
    }
    await sdk().setIdentityPoolRoles({ IdentityPoolId, Roles: {} })
    expect(await roleOf()).toBe(UNCONFIGURED)
    const bare = await makeIdentityPool(house, [pool])
    const Logins = login()
    const { IdentityId } = await sdk().getId({ IdentityPoolId: bare, Logins })
    const call = sdk().getCredentialsForIdentity({ IdentityId, Logins })
    expect(await refusalOf(call)).toBe(UNCONFIGURED)
  })

  it('wait for a source that is away', async () => {
    const away = await open({ stsEndpoint: 'http://127.0.0.1:9' })
    const id = await makeIdentityPool(away)
    const there = identitySdkFor(away)
    await there.setIdentityPoolRoles({
      IdentityPoolId: id,
      Roles: { unauthenticated: GUEST_ROLE },
    })
    const { IdentityId } = await there.getId({ IdentityPoolId: id })
    expect(await refusalOf(there.getCredentialsForIdentity({ IdentityId }))).toBe(
      'ExternalServiceException: The Security Token Service is not responding.',
    )
  })

  it('are not for a role outside the pool', async () => {
    const CustomRoleArn = ROLE('admin')
    const forbidden = `NotAuthorizedException: Access to role '${CustomRoleArn}' is forbidden.`
    expect(await roleOf({ CustomRoleArn })).toBe(forbidden)
    const guest = { IdentityId: await getId(), CustomRoleArn }
    expect(await refusalOf(sdk().getCredentialsForIdentity(guest))).toBe(forbidden)
    expect(await roleOf({ CustomRoleArn: AUTHENTICATED_ROLE })).toBe(AUTHENTICATED_ROLE)
  })

  it('change nothing where none are given', async () => {
    const IdentityId = await getId()
    const call = { IdentityId, Logins: login(), CustomRoleArn: ROLE('admin') }
    expect(await refusalOf(sdk().getCredentialsForIdentity(call))).toContain('is forbidden')
    const elsewhere = await makeRole(house, trustInPool('us-east-1:another'))
    const Roles = { authenticated: elsewhere.arn, unauthenticated: GUEST_ROLE }
    await sdk().setIdentityPoolRoles({ IdentityPoolId, Roles })
    const untrusted = sdk().getCredentialsForIdentity({ IdentityId, Logins: login() })
    expect(await refusalOf(untrusted)).toBe(UNCONFIGURED)
    expect((await sdk().describeIdentity({ IdentityId })).Logins).toEqual([])
    await sdk().getCredentialsForIdentity({ IdentityId })
  })

  it('follow the groups of a user, whose roles are in the token', async () => {
    const key = `${loginKey(pool.poolId)}:${pool.clientId}`
    const token = (AmbiguousRoleResolution: string) =>
      setRoles({ [key]: { Type: 'Token', AmbiguousRoleResolution } })
    await makeUser(house, pool, 'bob')
    const join = async (GroupName: string, Precedence?: number) => {
      const UserPoolId = pool.poolId
      const group = { UserPoolId, GroupName, RoleArn: ROLE(GroupName), Precedence }
      await sdkFor(house).createGroup(group)
      await sdkFor(house).adminAddUserToGroup({ UserPoolId, GroupName, Username: 'bob' })
    }
    const bob = async (more = {}) =>
      await roleOf(more, login((await signIn(house, pool, 'bob')).IdToken))
    await token('Deny')
    expect(await bob()).toContain('NotAuthorizedException: No single role can be given')
    await token('AuthenticatedRole')
    expect(await bob()).toBe(AUTHENTICATED_ROLE)
    await join('pilots')
    expect(await bob()).toBe(ROLE('pilots'))
    await join('crew')
    expect(await bob()).toBe(AUTHENTICATED_ROLE)
    expect(await bob({ CustomRoleArn: ROLE('crew') })).toBe(ROLE('crew'))
    expect(await bob({ CustomRoleArn: ROLE('admin') })).toContain('is forbidden')
    await join('captains', 1)
    expect(await bob()).toBe(ROLE('captains'))
    expect(await roleOf()).toBe(AUTHENTICATED_ROLE)
  })

  it('follow rules about claims', async () => {
    const rule = (Claim: string, MatchType: string, Value: string, name: string) => ({
      ...{ Claim, MatchType, Value },
      RoleARN: ROLE(name),
    })
    await setRoles({
      [loginKey(pool.poolId)]: {
        Type: 'Rules',
        AmbiguousRoleResolution: 'Deny',
        RulesConfiguration: {
          Rules: [
            rule('email', 'Equals', 'nobody@example.com', 'nobody'),
            rule('email', 'StartsWith', 'ada@', 'ada'),
            rule('email', 'Contains', 'example', 'example'),
          ],
        },
      },
    })
    expect(await roleOf()).toBe(ROLE('ada'))
    expect(await roleOf({ CustomRoleArn: ROLE('example') })).toBe(ROLE('example'))
    expect(await roleOf({ CustomRoleArn: ROLE('nobody') })).toContain('is forbidden')
    expect(await roleOf({ CustomRoleArn: AUTHENTICATED_ROLE })).toContain('is forbidden')
  })

  it('are by what is said of a user pool under any name of it, whichever a login comes under', async () => {
    const { iss } = takeApart(ada).claims
    const issuer = String(iss).replace(/^https?:\/\//, '')
    const names = [issuer, loginKey(pool.poolId)]
    await usePool({
      CognitoIdentityProviders: [{ ProviderName: issuer, ClientId: pool.clientId }],
    })
    const mapping = { Type: 'Token', AmbiguousRoleResolution: 'Deny' }
    for (const mapped of names) {
      for (const key of [mapped, `${mapped}:${pool.clientId}`]) {
        await setRoles({ [key]: mapping })
        for (const name of names) {
          expect(await roleOf({}, { [name]: ada })).toContain('No single role can be given')
        }
      }
    }
    await setRoles()
    const PrincipalTags = { mail: 'email' }
    await sdk().setPrincipalTagAttributeMap({
      ...{ IdentityPoolId, PrincipalTags },
      IdentityProviderName: issuer,
    })
    for (const name of names) {
      const { claims } = await claimsOf(await getId({ [name]: ada }), { [name]: ada })
      expect(claims[TAGS_CLAIM]).toEqual({ principal_tags: { mail: ['ada@example.com'] } })
    }
  })

  describe('by roles', () => {
    it('that are replaced and told', async () => {
      const mapping = {
        'accounts.google.com': { Type: 'Token', AmbiguousRoleResolution: 'Deny' },
      }
      await setRoles(mapping)
      const { $metadata, ...found } = await sdk().getIdentityPoolRoles({ IdentityPoolId })
      expect(found).toEqual({
        IdentityPoolId,
        Roles: { authenticated: AUTHENTICATED_ROLE, unauthenticated: GUEST_ROLE },
        RoleMappings: mapping,
      })
      await sdk().setIdentityPoolRoles({ IdentityPoolId, Roles: { authenticated: ROLE('other') } })
      const after = await sdk().getIdentityPoolRoles({ IdentityPoolId })
      expect(after).toMatchObject({ Roles: { authenticated: ROLE('other') } })
      expect(after.RoleMappings).toBeUndefined()
      expect(after.Roles).not.toHaveProperty('unauthenticated')
    })

    it.each([
      [{ Type: 'Token' }, 'needs an AmbiguousRoleResolution'],
      [{ Type: 'Rules', AmbiguousRoleResolution: 'Deny' }, 'needs a RulesConfiguration'],
      [
        {
          Type: 'Rules',
          AmbiguousRoleResolution: 'Deny',
          RulesConfiguration: {
            Rules: Array(26).fill({
              Claim: 'x',
              MatchType: 'Equals',
              Value: 'x',
              RoleARN: ROLE('x'),
            }),
          },
        },
        'more than 25 rules',
      ],
    ])('that make no sense are refused: %#', async (mapping, message) => {
      expect(await refusalOf(setRoles({ 'accounts.google.com': mapping }))).toMatch(
        new RegExp(`^InvalidParameterException: .*${message}`),
      )
    })
  })

  it('do not come by the basic flow where it is not allowed', async () => {
    const bare = await makeIdentityPool(house, [pool], { AllowClassicFlow: false })
    const { IdentityId } = await sdk().getId({ IdentityPoolId: bare })
    expect(await refusalOf(sdk().getOpenIdToken({ IdentityId }))).toBe(
      'InvalidParameterException: Basic (classic) flow is not enabled, please use enhanced flow.',
    )
  })
})
