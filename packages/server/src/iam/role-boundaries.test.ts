import type { IAM } from '@aws-sdk/client-iam'
import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { makeRole, policy, toCredentials, trust } from '../../test/support/roles.ts'
import { iamFor, sdkFor, stsFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const ANY = trust({ AWS: '*' })
const EVERYTHING = policy({ Action: '*' })
const LISTING = policy({ Action: 'cognito-idp:List*' })

onEachStore('a permissions boundary', (open) => {
  let house: Poolhouse
  let iam: IAM
  let made = 0
  beforeAll(async () => {
    house = await open()
    iam = iamFor(house)
  })

  const makePolicy = async (PolicyDocument = LISTING) => {
    const PolicyName = `boundary-${++made}`
    const { Policy } = await iam.createPolicy({ PolicyName, PolicyDocument })
    return Policy?.Arn ?? ''
  }
  const bounded = async (PermissionsBoundary: string, document = EVERYTHING) =>
    await makeRole(house, ANY, document, { PermissionsBoundary })
  const begin = async (RoleArn: string, Policy?: string) => {
    const taken = await stsFor(house).assumeRole({ RoleArn, RoleSessionName: 'ada', Policy })
    return toCredentials(taken.Credentials)
  }
  const list = async (arn: string, Policy?: string) =>
    await refusalOf(sdkFor(house, await begin(arn, Policy)).listUserPools({ MaxResults: 1 }))
  const make = async (arn: string, Policy?: string) =>
    await refusalOf(sdkFor(house, await begin(arn, Policy)).createUserPool({ PoolName: 'x' }))
  const boundaryOf = async (RoleName: string) =>
    (await iam.getRole({ RoleName })).Role?.PermissionsBoundary

  it('is told with its role, is replaced, and is taken away', async () => {
    const [first, second] = [await makePolicy(), await makePolicy()]
    const shown = (arn: string) => ({
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: arn,
    })
    const RoleName = `role-${++made}`
    const document = { AssumeRolePolicyDocument: ANY }
    const created = await iam.createRole({ RoleName, PermissionsBoundary: first, ...document })
    expect(created.Role?.PermissionsBoundary).toEqual(shown(first))
    expect(await boundaryOf(RoleName)).toEqual(shown(first))
    await iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: second })
    expect(await boundaryOf(RoleName)).toEqual(shown(second))
    const { Role } = await iam.updateRoleDescription({ RoleName, Description: 'x' })
    expect(Role?.PermissionsBoundary).toEqual(shown(second))
    const { Roles = [] } = await iam.listRoles({ MaxItems: 1000 })
    const listed = Roles.find((role) => role.RoleName === RoleName)
    expect(listed).toMatchObject({ RoleName })
    expect(listed).not.toHaveProperty('PermissionsBoundary')
    await iam.deleteRolePermissionsBoundary({ RoleName })
    await iam.deleteRolePermissionsBoundary({ RoleName })
    expect(await boundaryOf(RoleName)).toBeUndefined()
  })

  it('must be a managed policy that is there', async () => {
    const RoleName = `role-${++made}`
    const create = (PermissionsBoundary: string) =>
      refusalOf(iam.createRole({ RoleName, AssumeRolePolicyDocument: ANY, PermissionsBoundary }))
    const aws = 'arn:aws:iam::aws:policy/PowerUserAccess'
    const missing = `NoSuchEntityException: Scope ARN: ${aws} does not exist or is not attachable.`
    const role = 'arn:aws:iam::000000000000:role/x'
    const wrong = `InvalidInputException: ARN ${role} is not valid.`
    expect([await create(aws), await create(role)]).toEqual([missing, wrong])
    expect(await refusalOf(iam.getRole({ RoleName }))).toMatch(/^NoSuchEntityException/)
    const { name } = await makeRole(house, ANY)
    const put = (PermissionsBoundary: string) =>
      refusalOf(iam.putRolePermissionsBoundary({ RoleName: name, PermissionsBoundary }))
    expect([await put(aws), await put(role)]).toEqual([missing, wrong])
    const nobody = iam.deleteRolePermissionsBoundary({ RoleName: 'nobody' })
    expect(await refusalOf(nobody)).toMatch(/^NoSuchEntityException/)
  })

  it('lets sessions do only what it allows too, and grants nothing by itself', async () => {
    const boundary = await makePolicy()
    const { arn } = await bounded(boundary)
    expect(await list(arn)).toBe('accepted')
    expect(await make(arn)).toMatch(
      /^AccessDeniedException: User: \S+ is not authorized to perform: cognito-idp:CreateUserPool on resource: \* because no permissions boundary allows the cognito-idp:CreateUserPool action$/,
    )
    const other = await bounded(boundary, policy({ Action: 'iam:*' }))
    expect(await list(other.arn)).toMatch(/because no identity-based policy allows/)
    expect(await make(arn, EVERYTHING)).toMatch(/because no permissions boundary allows/)
    expect(await list(arn, policy({ Action: 'iam:*' }))).toMatch(/because no session policy allows/)
  })

  it('denies by its own word, and holds as it stands at each call', async () => {
    const boundary = await makePolicy(
      policy({ Action: '*' }, { Effect: 'Deny', Action: 'cognito-idp:Create*' }),
    )
    const { arn, name: RoleName } = await bounded(boundary)
    const sdk = sdkFor(house, await begin(arn))
    const create = () => refusalOf(sdk.createUserPool({ PoolName: 'x' }))
    expect(await create()).toMatch(/ with an explicit deny in a permissions boundary$/)
    const version = { PolicyDocument: EVERYTHING, SetAsDefault: true }
    await iam.createPolicyVersion({ PolicyArn: boundary, ...version })
    expect(await create()).toBe('accepted')
    const PermissionsBoundary = await makePolicy()
    await iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary })
    expect(await create()).toMatch(/because no permissions boundary allows/)
    await iam.deleteRolePermissionsBoundary({ RoleName })
    expect(await create()).toBe('accepted')
  })

  it('is what a session may be held to give to the roles that it makes and changes', async () => {
    const boundary = await makePolicy()
    const other = await makePolicy(EVERYTHING)
    const asked = { StringEquals: { 'iam:PermissionsBoundary': boundary } }
    const unasked = { StringNotEquals: { 'iam:PermissionsBoundary': boundary } }
    const { arn } = await makeRole(
      house,
      ANY,
      policy(
        { Action: ['iam:CreateRole', 'iam:PutRolePermissionsBoundary'], Condition: asked },
        { Action: ['iam:AttachRolePolicy', 'iam:PutRolePolicy'] },
        { Action: ['iam:DeleteRolePolicy', 'iam:DeleteRolePermissionsBoundary'] },
        {
          Effect: 'Deny',
          Action: ['iam:AttachRolePolicy', 'iam:*RolePolicy'],
          Condition: unasked,
        },
        { Effect: 'Deny', Action: 'iam:DeleteRolePermissionsBoundary', Condition: asked },
      ),
    )
    const own = iamFor(house, await begin(arn))
    const RoleName = `role-${++made}`
    const create = (more: object) =>
      refusalOf(own.createRole({ RoleName, AssumeRolePolicyDocument: ANY, ...more }))
    const DENIED = /^AccessDenied/
    expect(await create({})).toMatch(DENIED)
    expect(await create({ PermissionsBoundary: other })).toMatch(DENIED)
    expect(await create({ PermissionsBoundary: boundary })).toBe('accepted')
    const widen = own.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: other })
    expect(await refusalOf(widen)).toMatch(DENIED)
    expect(await refusalOf(own.deleteRolePermissionsBoundary({ RoleName }))).toMatch(DENIED)
    const free = (await makeRole(house, ANY)).name
    for (const [name, outcome] of [
      [RoleName, /^accepted$/],
      [free, DENIED],
    ] as const) {
      const attached = own.attachRolePolicy({ RoleName: name, PolicyArn: other })
      expect(await refusalOf(attached)).toMatch(outcome)
      const written = { RoleName: name, PolicyName: 'own', PolicyDocument: EVERYTHING }
      expect(await refusalOf(own.putRolePolicy(written))).toMatch(outcome)
    }
  })

  describe('and the policy it is', () => {
    it('are counted and listed, apart from where it is attached', async () => {
      const [PolicyArn, attached] = [await makePolicy(), await makePolicy()]
      const { name: RoleName } = await bounded(PolicyArn)
      await iam.attachRolePolicy({ RoleName, PolicyArn: attached })
      const uses = async (arn: string) => {
        const { Policy } = await iam.getPolicy({ PolicyArn: arn })
        return [Policy?.AttachmentCount, Policy?.PermissionsBoundaryUsageCount]
      }
      expect([await uses(PolicyArn), await uses(attached)]).toEqual([
        [0, 1],
        [1, 0],
      ])
      const filter = { PolicyUsageFilter: 'PermissionsBoundary' as const, MaxItems: 1000 }
      const { Policies = [] } = await iam.listPolicies({ Scope: 'Local', ...filter })
      const arns = Policies.map(({ Arn }) => Arn)
      expect(arns).toContain(PolicyArn)
      expect(arns).not.toContain(attached)
    })

    it('stay while a role is bounded, also where both are decided at once', async () => {
      const PolicyArn = await makePolicy()
      const { name: RoleName } = await bounded(PolicyArn)
      const held = 'DeleteConflictException: Cannot delete a policy attached to entities.'
      expect(await refusalOf(iam.deletePolicy({ PolicyArn }))).toBe(held)
      await iam.deleteRolePolicy({ RoleName, PolicyName: 'own' })
      await iam.deleteRole({ RoleName })
      expect(await refusalOf(iam.deletePolicy({ PolicyArn }))).toBe('accepted')

      const { name } = await makeRole(house, ANY)
      const contested = await makePolicy()
      const outcomes = await Promise.all([
        refusalOf(
          iam.putRolePermissionsBoundary({ RoleName: name, PermissionsBoundary: contested }),
        ),
        refusalOf(iam.deletePolicy({ PolicyArn: contested })),
      ])
      expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1)
      expect(outcomes).toContainEqual(expect.stringMatching(/^(NoSuchEntity|DeleteConflict)/))
    })
  })
})

onEachStore('who has a policy', (open) => {
  let iam: IAM
  let PolicyArn: string
  beforeAll(async () => {
    const house = await open()
    iam = iamFor(house)
    const made = await iam.createPolicy({ PolicyName: 'shared', PolicyDocument: LISTING })
    PolicyArn = made.Policy?.Arn ?? ''
    const PermissionsBoundary = PolicyArn
    await makeRole(house, ANY, undefined, { RoleName: 'a-bounded', PermissionsBoundary })
    await makeRole(house, ANY, undefined, { RoleName: 'b-both', PermissionsBoundary })
    await makeRole(house, ANY, undefined, { RoleName: 'c-attached', Path: '/team/' })
    await makeRole(house, ANY, undefined, { RoleName: 'd-neither' })
    for (const RoleName of ['b-both', 'c-attached']) {
      await iam.attachRolePolicy({ RoleName, PolicyArn })
    }
  })

  it.each([
    [{}, ['a-bounded', 'b-both', 'c-attached']],
    [{ EntityFilter: 'Role' as const }, ['a-bounded', 'b-both', 'c-attached']],
    [{ EntityFilter: 'User' as const }, []],
    [{ PolicyUsageFilter: 'PermissionsPolicy' as const }, ['b-both', 'c-attached']],
    [{ PolicyUsageFilter: 'PermissionsBoundary' as const }, ['a-bounded', 'b-both']],
    [{ PathPrefix: '/team/' }, ['c-attached']],
  ])('is listed by %j', async (filter, names) => {
    const listed = await iam.listEntitiesForPolicy({ PolicyArn, ...filter })
    expect(listed.PolicyRoles?.map(({ RoleName }) => RoleName)).toEqual(names)
    expect(listed).toMatchObject({ PolicyGroups: [], PolicyUsers: [], IsTruncated: false })
  })

  it('is listed with the ids of roles, page by page', async () => {
    const first = await iam.listEntitiesForPolicy({ PolicyArn, MaxItems: 2 })
    expect(first).toMatchObject({
      PolicyRoles: [{ RoleName: 'a-bounded' }, { RoleName: 'b-both' }],
      IsTruncated: true,
    })
    const { Role } = await iam.getRole({ RoleName: 'c-attached' })
    const { Marker } = first
    const second = await iam.listEntitiesForPolicy({ PolicyArn, MaxItems: 2, Marker })
    expect(second).toMatchObject({
      PolicyRoles: [{ RoleName: 'c-attached', RoleId: Role?.RoleId }],
      IsTruncated: false,
    })
    const missing = iam.listEntitiesForPolicy({ PolicyArn: `${PolicyArn}-not` })
    expect(await refusalOf(missing)).toMatch(/^NoSuchEntityException/)
  })
})
