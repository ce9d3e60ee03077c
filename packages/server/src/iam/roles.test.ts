import type { IAM } from '@aws-sdk/client-iam'
import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { iamFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const statement = (more: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] })
const TRUST = statement({ Action: 'sts:AssumeRole', Principal: { AWS: '000000000000' } })
const POLICY = statement({
  Action: 'cognito-idp:List*',
  Resource: '*',
  Condition: { StringNotEquals: { 'aws:PrincipalTag/name': "Ada's!" } },
})

onEachStore('roles', (open) => {
  let house: Poolhouse
  let iam: IAM
  let made = 0
  beforeAll(async () => {
    house = await open()
    iam = iamFor(house)
  })
  /** A role of a name of its own. */
  const makeRole = async (more: object = {}) => {
    const RoleName = `role-${++made}`
    const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: TRUST, ...more })
    return { RoleName, Role }
  }
  const makePolicy = async (more: object = {}) => {
    const PolicyName = `policy-${++made}`
    const { Policy } = await iam.createPolicy({ PolicyName, PolicyDocument: POLICY, ...more })
    return Policy?.Arn ?? ''
  }

  it('are made and described as IAM does', async () => {
    const tags = [{ Key: 'team', Value: 'red' }]
    const { RoleName, Role } = await makeRole({ Path: '/app/', Description: 'reads', Tags: tags })
    expect(Role).toMatchObject({
      RoleName,
      Path: '/app/',
      Arn: `arn:aws:iam::000000000000:role/app/${RoleName}`,
      MaxSessionDuration: 3600,
      Description: 'reads',
      Tags: tags,
    })
    expect(Role?.RoleId).toMatch(/^AROA[A-Z0-9]{17}$/)
    expect(Math.abs((Role?.CreateDate?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(TRUST)
    const { Role: described } = await iam.getRole({ RoleName })
    expect(described).toEqual({ ...Role, RoleLastUsed: {} })
  })

  it('have names of their own, in any case', async () => {
    const { RoleName } = await makeRole()
    for (const name of [RoleName, RoleName.toUpperCase()]) {
      const again = iam.createRole({ RoleName: name, AssumeRolePolicyDocument: TRUST })
      await expect(again).rejects.toMatchObject({
        name: 'EntityAlreadyExistsException',
        message: `Role with name ${name} already exists.`,
        $metadata: { httpStatusCode: 409 },
      })
    }
  })

  it('of which several are made at once under one name are one', async () => {
    const RoleName = `raced-${++made}`
    const all = Array.from({ length: 8 }, () =>
      refusalOf(iam.createRole({ RoleName, AssumeRolePolicyDocument: TRUST })),
    )
    const won = (await Promise.all(all)).filter((answer) => answer === 'accepted')
    expect(won).toEqual(['accepted'])
  })

  it('that are not there cannot be found', async () => {
    const RoleName = 'nobody'
    const message = 'The role with name nobody cannot be found.'
    const refused = { name: 'NoSuchEntityException', message, $metadata: { httpStatusCode: 404 } }
    const PolicyName = 'p'
    for (const call of [
      () => iam.getRole({ RoleName }),
      () => iam.deleteRole({ RoleName }),
      () => iam.updateRole({ RoleName, Description: 'x' }),
      () => iam.updateRoleDescription({ RoleName, Description: 'x' }),
      () => iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: TRUST }),
      () => iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument: POLICY }),
      () => iam.getRolePolicy({ RoleName, PolicyName }),
      () => iam.listRolePolicies({ RoleName }),
      () => iam.deleteRolePolicy({ RoleName, PolicyName }),
      () => iam.attachRolePolicy({ RoleName, PolicyArn: 'arn:aws:iam::000000000000:policy/p' }),
      () => iam.detachRolePolicy({ RoleName, PolicyArn: 'arn:aws:iam::000000000000:policy/p' }),
      () => iam.listAttachedRolePolicies({ RoleName }),
      () => iam.tagRole({ RoleName, Tags: [] }),
      () => iam.untagRole({ RoleName, TagKeys: [] }),
      () => iam.listRoleTags({ RoleName }),
      () => iam.listInstanceProfilesForRole({ RoleName }),
    ]) {
      await expect(call()).rejects.toMatchObject(refused)
    }
  })

  it('are changed in what is named', async () => {
    const { RoleName } = await makeRole({ Description: 'before' })
    await iam.updateRole({ RoleName, MaxSessionDuration: 7200 })
    await iam.updateRoleDescription({ RoleName, Description: 'after' })
    const trust = statement({ Action: 'sts:AssumeRole', Principal: '*' })
    await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: trust })
    const { Role } = await iam.getRole({ RoleName })
    expect(Role).toMatchObject({ Description: 'after', MaxSessionDuration: 7200 })
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(trust)
  })

  it('are listed by page and path', async () => {
    for (let i = 0; i < 3; i++) await makeRole({ Path: '/listed/' })
    const first = await iam.listRoles({ PathPrefix: '/listed/', MaxItems: 2 })
    expect(first).toMatchObject({ IsTruncated: true })
    expect(first.Roles).toHaveLength(2)
    const { Marker } = first
    const rest = await iam.listRoles({ PathPrefix: '/listed/', Marker })
    expect(rest).toMatchObject({ IsTruncated: false })
    expect(rest.Roles).toHaveLength(1)
    expect(rest.Roles?.[0]?.Tags).toBeUndefined()
    const foreign = iam.listRoles({ PathPrefix: '/', Marker })
    await expect(foreign).rejects.toMatchObject({ name: 'ValidationError' })
  })

  it('have tags, told apart in no case', async () => {
    const { RoleName } = await makeRole({ Tags: [{ Key: 'team', Value: 'red' }] })
    await iam.tagRole({
      RoleName,
      Tags: [
        { Key: 'Team', Value: 'blue' },
        { Key: 'a', Value: '' },
      ],
    })
    const { Tags } = await iam.listRoleTags({ RoleName })
    expect(Tags).toEqual([
      { Key: 'Team', Value: 'blue' },
      { Key: 'a', Value: '' },
    ])
    const twice = [
      { Key: 'x', Value: '1' },
      { Key: 'X', Value: '2' },
    ]
    expect(await refusalOf(iam.tagRole({ RoleName, Tags: twice }))).toMatch(/^InvalidInput/)
    const reserved = [{ Key: 'aws:x', Value: '1' }]
    expect(await refusalOf(iam.tagRole({ RoleName, Tags: reserved }))).toMatch(/^InvalidInput/)
    const many = Array.from({ length: 49 }, (_, i) => ({ Key: `k${i}`, Value: '' }))
    expect(await refusalOf(iam.tagRole({ RoleName, Tags: many }))).toMatch(/^LimitExceeded/)
    await iam.untagRole({ RoleName, TagKeys: ['TEAM', 'none'] })
    expect((await iam.listRoleTags({ RoleName })).Tags).toEqual([{ Key: 'a', Value: '' }])
  })

  it.each([
    ['{', 'This policy contains invalid Json'],
    [POLICY, 'Has prohibited field Resource'],
  ])('do not trust by %s', async (document, message) => {
    const RoleName = `role-${++made}`
    const call = iam.createRole({ RoleName, AssumeRolePolicyDocument: document })
    await expect(call).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message,
      $metadata: { httpStatusCode: 400 },
    })
  })

  describe('and policies of their own', () => {
    it('are written, read, listed and deleted', async () => {
      const { RoleName } = await makeRole()
      const named = { RoleName, PolicyName: 'lists' }
      await iam.putRolePolicy({ ...named, PolicyDocument: POLICY.replace('List', 'Get') })
      await iam.putRolePolicy({ ...named, PolicyDocument: POLICY })
      const { PolicyDocument } = await iam.getRolePolicy(named)
      expect(PolicyDocument).toContain('Ada%27s%21')
      expect(decodeURIComponent(PolicyDocument ?? '')).toBe(POLICY)
      expect((await iam.listRolePolicies({ RoleName })).PolicyNames).toEqual(['lists'])
      await iam.deleteRolePolicy(named)
      const gone = 'NoSuchEntityException: The role policy with name lists cannot be found.'
      expect(await refusalOf(iam.getRolePolicy(named))).toBe(gone)
      expect(await refusalOf(iam.deleteRolePolicy(named))).toBe(gone)
    })

    it('hold no more than IAM lets them', async () => {
      const { RoleName } = await makeRole()
      const long = statement({ Action: `a:${'b'.repeat(6_000)}`, Resource: '*' })
      await iam.putRolePolicy({ RoleName, PolicyName: 'a', PolicyDocument: long })
      const more = iam.putRolePolicy({ RoleName, PolicyName: 'b', PolicyDocument: long })
      expect(await refusalOf(more)).toMatch(/^LimitExceededException: Maximum policy size/)
      expect((await iam.listRolePolicies({ RoleName })).PolicyNames).toEqual(['a'])
    })

    it('hold no more blank space than would be read at every call of a session', async () => {
      const { RoleName } = await makeRole()
      const put = (PolicyName: string, blanks: number) => {
        const PolicyDocument = `${statement({ Action: '*', Resource: '*' })}${' '.repeat(blanks)}`
        return refusalOf(iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument }))
      }
      expect(await put('a', 100_000)).toBe('accepted')
      expect(await put('b', 20_000)).toBe('accepted')
      expect(await put('c', 20_000)).toMatch(/^LimitExceededException: Maximum policy size/)
    })

    it('keep the role from being deleted', async () => {
      const { RoleName } = await makeRole()
      const named = { RoleName, PolicyName: 'lists' }
      await iam.putRolePolicy({ ...named, PolicyDocument: POLICY })
      await expect(iam.deleteRole({ RoleName })).rejects.toMatchObject({
        name: 'DeleteConflictException',
        message: 'Cannot delete entity, must delete policies first.',
        $metadata: { httpStatusCode: 409 },
      })
      await iam.deleteRolePolicy(named)
      expect(await iam.listInstanceProfilesForRole({ RoleName })).toMatchObject({
        InstanceProfiles: [],
      })
      await iam.deleteRole({ RoleName })
      expect(await refusalOf(iam.getRole({ RoleName }))).toMatch(/^NoSuchEntityException/)
    })
  })

  describe('and managed policies', () => {
    it('are attached, listed and detached', async () => {
      const { RoleName } = await makeRole()
      const PolicyArn = await makePolicy({ Path: '/team/', Tags: [{ Key: 'a', Value: 'b' }] })
      await iam.attachRolePolicy({ RoleName, PolicyArn })
      await iam.attachRolePolicy({ RoleName, PolicyArn })
      const { AttachedPolicies } = await iam.listAttachedRolePolicies({ RoleName })
      expect(AttachedPolicies?.map((policy) => policy.PolicyArn)).toEqual([PolicyArn])
      const { Policy } = await iam.getPolicy({ PolicyArn })
      expect(Policy).toMatchObject({
        AttachmentCount: 1,
        DefaultVersionId: 'v1',
        IsAttachable: true,
        Tags: [{ Key: 'a', Value: 'b' }],
      })
      const { Policies = [] } = await iam.listPolicies({ OnlyAttached: true, Scope: 'Local' })
      expect(Policies.map(({ Arn }) => Arn)).toContain(PolicyArn)
      expect((await iam.listPolicies({ Scope: 'AWS' })).Policies).toEqual([])
      const conflict = 'Cannot delete entity, must detach all policies first.'
      expect(await refusalOf(iam.deleteRole({ RoleName }))).toContain(conflict)
      const attached = 'DeleteConflictException: Cannot delete a policy attached to entities.'
      expect(await refusalOf(iam.deletePolicy({ PolicyArn }))).toBe(attached)
      await iam.detachRolePolicy({ RoleName, PolicyArn })
      expect(await refusalOf(iam.detachRolePolicy({ RoleName, PolicyArn }))).toMatch(
        /^NoSuchEntity/,
      )
      await iam.deletePolicy({ PolicyArn })
      const gone = `NoSuchEntityException: Policy ${PolicyArn} was not found.`
      expect(await refusalOf(iam.getPolicy({ PolicyArn }))).toBe(gone)
    })

    it('that AWS has and we do not are not attachable', async () => {
      const { RoleName } = await makeRole()
      const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
      expect(await refusalOf(iam.attachRolePolicy({ RoleName, PolicyArn }))).toBe(
        `NoSuchEntityException: Policy ${PolicyArn} does not exist or is not attachable.`,
      )
    })

    it('have up to five versions, whose numbers are never given again', async () => {
      const PolicyArn = await makePolicy()
      const add = (SetAsDefault = false) =>
        iam.createPolicyVersion({ PolicyArn, PolicyDocument: POLICY, SetAsDefault })
      for (let i = 0; i < 4; i++) await add()
      expect(await refusalOf(add())).toMatch(/^LimitExceededException: A managed policy can have/)
      await iam.deletePolicyVersion({ PolicyArn, VersionId: 'v5' })
      const { PolicyVersion } = await add(true)
      expect(PolicyVersion).toMatchObject({ VersionId: 'v6', IsDefaultVersion: true })
      const { Versions = [] } = await iam.listPolicyVersions({ PolicyArn })
      expect(
        Versions.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
      ).toEqual([
        ['v6', true],
        ['v4', false],
        ['v3', false],
        ['v2', false],
        ['v1', false],
      ])
      const version = await iam.getPolicyVersion({ PolicyArn, VersionId: 'v6' })
      expect(decodeURIComponent(version.PolicyVersion?.Document ?? '')).toBe(POLICY)
      const held = iam.deletePolicyVersion({ PolicyArn, VersionId: 'v6' })
      expect(await refusalOf(held)).toMatch(/^DeleteConflictException: Cannot delete the default/)
      const none = iam.getPolicyVersion({ PolicyArn, VersionId: 'v5' })
      expect(await refusalOf(none)).toMatch(/^NoSuchEntityException/)
      await iam.setDefaultPolicyVersion({ PolicyArn, VersionId: 'v2' })
      expect((await iam.getPolicy({ PolicyArn })).Policy?.DefaultVersionId).toBe('v2')
      const unknown = iam.setDefaultPolicyVersion({ PolicyArn, VersionId: 'v5' })
      expect(await refusalOf(unknown)).toMatch(/^NoSuchEntityException/)
      const many = iam.deletePolicy({ PolicyArn })
      expect(await refusalOf(many)).toMatch(/^DeleteConflictException: This policy has more/)
    })

    it('have names of their own, and say what is right', async () => {
      const PolicyArn = await makePolicy()
      const PolicyName = PolicyArn.split('/').at(-1)
      expect(await refusalOf(iam.createPolicy({ PolicyName, PolicyDocument: POLICY }))).toMatch(
        /^EntityAlreadyExistsException: A policy called/,
      )
      const wrong = iam.createPolicy({ PolicyName: 'wrong', PolicyDocument: TRUST })
      expect(await refusalOf(wrong)).toMatch(/^MalformedPolicyDocumentException/)
      await iam.tagPolicy({ PolicyArn, Tags: [{ Key: 'a', Value: 'b' }] })
      expect((await iam.listPolicyTags({ PolicyArn })).Tags).toEqual([{ Key: 'a', Value: 'b' }])
      await iam.untagPolicy({ PolicyArn, TagKeys: ['A'] })
      expect((await iam.listPolicyTags({ PolicyArn })).Tags).toEqual([])
      const elsewhere = PolicyArn.replace(':policy/', ':policy/other/')
      expect(await refusalOf(iam.getPolicy({ PolicyArn: elsewhere }))).toMatch(/^NoSuchEntity/)
    })
  })
})
