import { beforeAll, describe, expect, it } from 'vitest'
import { makePool, makeUser, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import { call } from '../../test/support/wire.ts'
import type { Poolhouse } from '../index.ts'
import { MOST_GROUPS_A_POOL, MOST_GROUPS_A_USER } from '../rules/quotas.ts'

const IS_LONG = process.env.POOLHOUSE_TEST_LONG === 'true'
const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`

onEachStore('groups', (open) => {
  let house: Poolhouse
  let pool: TestPool
  let UserPoolId: string
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    UserPoolId = pool.poolId
  })
  const sdk = () => sdkFor(house)
  const create = (GroupName: string, extra: { Precedence?: number; RoleArn?: string } = {}) =>
    sdk().createGroup({ UserPoolId, GroupName, ...extra })
  const add = (Username: string, GroupName: string) =>
    sdk().adminAddUserToGroup({ UserPoolId, Username, GroupName })
  const groupsOf = async (Username: string) =>
    (await sdk().adminListGroupsForUser({ UserPoolId, Username })).Groups?.map((g) => g.GroupName)
  const membersOf = async (GroupName: string) =>
    (await sdk().listUsersInGroup({ UserPoolId, GroupName })).Users?.map((u) => u.Username)
  const notFound = { name: 'ResourceNotFoundException', message: 'Group not found.' }

  it('are made, described and made once only', async () => {
    const settings = { Description: 'Those who swim', RoleArn: role('swimmers'), Precedence: 0 }
    const { Group } = await sdk().createGroup({ UserPoolId, GroupName: 'swimmers', ...settings })
    expect(Group).toEqual({
      GroupName: 'swimmers',
      UserPoolId,
      ...settings,
      CreationDate: expect.any(Date),
      LastModifiedDate: Group?.CreationDate,
    })
    expect((await sdk().getGroup({ UserPoolId, GroupName: 'swimmers' })).Group).toEqual(Group)
    await expect(create('swimmers')).rejects.toMatchObject({
      name: 'GroupExistsException',
      message: 'A group with the name swimmers already exists.',
    })
    const bare = await create('bare')
    expect(Object.keys(bare.Group ?? {}).sort()).toEqual([
      'CreationDate',
      'GroupName',
      'LastModifiedDate',
      'UserPoolId',
    ])
  })

  it('are made once, of several that are made at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => create('race')))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('keep what an update leaves out', async () => {
    const GroupName = 'updated'
    const { Group } = await create(GroupName, { RoleArn: role('a'), Precedence: 3 })
    const updated = await sdk().updateGroup({ UserPoolId, GroupName, Description: 'Now said' })
    const expected = { ...Group, Description: 'Now said', LastModifiedDate: expect.any(Date) }
    expect(updated.Group).toEqual(expected)
    await sdk().updateGroup({ UserPoolId, GroupName, Precedence: 0, RoleArn: role('b') })
    expect((await sdk().getGroup({ UserPoolId, GroupName })).Group).toEqual({
      ...expected,
      Precedence: 0,
      RoleArn: role('b'),
    })
  })

  it('lose nothing to updates at the same time', async () => {
    const GroupName = 'both'
    await create(GroupName)
    await Promise.all([
      sdk().updateGroup({ UserPoolId, GroupName, Description: 'd' }),
      sdk().updateGroup({ UserPoolId, GroupName, RoleArn: role('r') }),
      sdk().updateGroup({ UserPoolId, GroupName, Precedence: 1 }),
    ])
    expect((await sdk().getGroup({ UserPoolId, GroupName })).Group).toMatchObject({
      Description: 'd',
      RoleArn: role('r'),
      Precedence: 1,
    })
  })

  it('are listed by name, in pages', async () => {
    const own = await makePool(house)
    const request = { UserPoolId: own.poolId, Limit: 2 }
    for (const GroupName of ['b', 'C', 'a', 'é']) {
      await sdk().createGroup({ UserPoolId: own.poolId, GroupName })
    }
    const first = await sdk().listGroups(request)
    expect(first.Groups?.map(({ GroupName }) => GroupName)).toEqual(['C', 'a'])
    const last = await sdk().listGroups({ ...request, NextToken: first.NextToken })
    expect(last.Groups?.map(({ GroupName }) => GroupName)).toEqual(['b', 'é'])
    expect(last.NextToken).toBeUndefined()
    expect((await sdk().listGroups({ ...request, Limit: 0 })).Groups).toHaveLength(4)
    await expect(
      sdk().listGroups({ UserPoolId, NextToken: first.NextToken }),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid pagination token',
    })
  })

  it('have members, who come and go', async () => {
    await create('members')
    await create('other')
    await makeUser(house, pool, 'ada')
    await makeUser(house, pool, 'bea')
    for (const name of ['bea', 'ada', 'ada']) await add(name, 'members')
    await add('ada', 'other')
    expect(await membersOf('members')).toEqual(['ada', 'bea'])
    expect(await groupsOf('ada')).toEqual(['members', 'other'])
    const remove = (Username: string) =>
      sdk().adminRemoveUserFromGroup({ UserPoolId, Username, GroupName: 'members' })
    await remove('ada')
    await remove('ada')
    expect(await membersOf('members')).toEqual(['bea'])
    expect(await groupsOf('ada')).toEqual(['other'])
    await sdk().adminDeleteUser({ UserPoolId, Username: 'bea' })
    expect(await membersOf('members')).toEqual([])
  })

  it('show their members and a person’s groups in pages', async () => {
    const people = ['p1', 'p2', 'p3']
    await create('pages')
    await create('pages-too')
    for (const person of people) {
      await makeUser(house, pool, person)
      await add(person, 'pages')
    }
    await add('p1', 'pages-too')
    const request = { UserPoolId, GroupName: 'pages', Limit: 2 }
    const first = await sdk().listUsersInGroup(request)
    const last = await sdk().listUsersInGroup({ ...request, NextToken: first.NextToken })
    const seen = [...(first.Users ?? []), ...(last.Users ?? [])]
    expect(seen.map(({ Username }) => Username)).toEqual(people)
    expect(last.NextToken).toBeUndefined()
    expect(seen[0]).toMatchObject({ Enabled: true, UserStatus: 'CONFIRMED' })
    expect(seen[0]?.Attributes).toContainEqual({ Name: 'email', Value: 'p1@example.com' })

    const one = await sdk().adminListGroupsForUser({ UserPoolId, Username: 'p1', Limit: 1 })
    const NextToken = one.NextToken
    expect(one.Groups?.map(({ GroupName }) => GroupName)).toEqual(['pages'])
    const two = await sdk().adminListGroupsForUser({ UserPoolId, Username: 'p1', NextToken })
    expect(two.Groups?.map(({ GroupName }) => GroupName)).toEqual(['pages-too'])

    const refused = { name: 'InvalidParameterException', message: 'Invalid pagination token' }
    await expect(
      sdk().adminListGroupsForUser({ UserPoolId, Username: 'p2', NextToken }),
    ).rejects.toMatchObject(refused)
    await expect(
      sdk().listUsersInGroup({ UserPoolId, GroupName: 'pages-too', NextToken: first.NextToken }),
    ).rejects.toMatchObject(refused)
  })

  it('end with all their memberships', async () => {
    await create('ending')
    await makeUser(house, pool, 'cy')
    await add('cy', 'ending')
    await sdk().deleteGroup({ UserPoolId, GroupName: 'ending' })
    expect(await groupsOf('cy')).toEqual([])
    await create('ending')
    expect(await membersOf('ending')).toEqual([])
  })

  describe('in tokens', () => {
    it('are told from the next sign-in or refresh on', async () => {
      await create('readers')
      await create('writers', { RoleArn: role('writers') })
      await makeUser(house, pool, 'dan')
      const before = await signIn(house, pool, 'dan')
      expect(claims(before.IdToken)).not.toHaveProperty('cognito:groups')
      expect(claims(before.IdToken)).not.toHaveProperty('cognito:roles')

      await add('dan', 'writers')
      await add('dan', 'readers')
      const { RefreshToken } = before
      const { AuthenticationResult } = await sdk().getTokensFromRefreshToken({
        ClientId: pool.clientId,
        RefreshToken,
      })
      const id = claims(AuthenticationResult?.IdToken)
      expect(id['cognito:groups']).toEqual(['readers', 'writers'])
      expect(id['cognito:roles']).toEqual([role('writers')])
      expect(id['cognito:preferred_role']).toBe(role('writers'))
      const access = claims(AuthenticationResult?.AccessToken)
      expect(access['cognito:groups']).toEqual(['readers', 'writers'])
      expect(access).not.toHaveProperty('cognito:roles')

      await sdk().deleteGroup({ UserPoolId, GroupName: 'writers' })
      const after = claims((await signIn(house, pool, 'dan')).IdToken)
      expect(after['cognito:groups']).toEqual(['readers'])
      expect(after).not.toHaveProperty('cognito:preferred_role')
    })

    it('prefer the role of the lowest precedence; a tie of two roles prefers none', async () => {
      await create('low', { Precedence: 1, RoleArn: role('low') })
      await create('high', { Precedence: 7, RoleArn: role('high') })
      await create('none', { RoleArn: role('none') })
      await makeUser(house, pool, 'eve')
      for (const name of ['none', 'high', 'low']) await add('eve', name)
      const preferred = async () =>
        claims((await signIn(house, pool, 'eve')).IdToken)['cognito:preferred_role']
      expect(await preferred()).toBe(role('low'))
      await create('tied', { Precedence: 1, RoleArn: role('tied') })
      await add('eve', 'tied')
      expect(await preferred()).toBeUndefined()
      await sdk().updateGroup({ UserPoolId, GroupName: 'tied', RoleArn: role('low') })
      expect(await preferred()).toBe(role('low'))
    })
  })

  it('hold a person up to the limit, also at once', async () => {
    await makeUser(house, pool, 'full')
    const groups = Array.from({ length: MOST_GROUPS_A_USER + 2 }, (_, index) => `full-${index}`)
    for (const GroupName of groups) {
      await call(house, 'CreateGroup', { UserPoolId, GroupName })
    }
    const answers = await Promise.all(
      groups.map((GroupName) =>
        call(house, 'AdminAddUserToGroup', { UserPoolId, Username: 'full', GroupName }),
      ),
    )
    const refused = answers.filter(({ status }) => status !== 200)
    expect(refused).toHaveLength(2)
    for (const { body } of refused) {
      expect(body).toMatchObject({
        __type: 'InvalidParameterException',
        message: 'A user can be in 100 groups at most.',
      })
    }
    const [theirs] = (await groupsOf('full')) ?? []
    await add('full', theirs ?? '')
    const { IdToken } = await signIn(house, pool, 'full')
    expect(claims(IdToken)['cognito:groups']).toHaveLength(MOST_GROUPS_A_USER)
  })

  // Ten thousand calls: too many for every run.
  if (IS_LONG) {
    it('are as many as a pool may have', async () => {
      const own = await makePool(house)
      const make = (index: number) =>
        call(house, 'CreateGroup', { UserPoolId: own.poolId, GroupName: `g${index}` })
      const at = 100
      for (let index = 0; index < MOST_GROUPS_A_POOL; index += at) {
        await Promise.all(Array.from({ length: at }, (_, offset) => make(index + offset)))
      }
      expect((await make(MOST_GROUPS_A_POOL)).body).toMatchObject({
        __type: 'LimitExceededException',
        message: 'A user pool can have 10000 groups at most.',
      })
      expect((await make(0)).body).toMatchObject({ __type: 'GroupExistsException' })
    })
  }

  describe('refuse', () => {
    it.each([
      ['GetGroup', {}],
      ['UpdateGroup', { Description: 'x' }],
      ['DeleteGroup', {}],
      ['ListUsersInGroup', {}],
      ['AdminAddUserToGroup', { Username: 'someone' }],
      ['AdminRemoveUserFromGroup', { Username: 'someone' }],
    ] as const)('a group that is not there: %s', async (operation, input) => {
      const Username = 'someone'
      await call(house, 'AdminCreateUser', { UserPoolId, Username, MessageAction: 'SUPPRESS' })
      const request = { UserPoolId, GroupName: 'nowhere', ...input }
      const { body } = await call(house, operation, request)
      expect(body).toMatchObject({ __type: notFound.name, message: notFound.message })
    })

    it('a group of another pool', async () => {
      await create('mine')
      const other = await makePool(house)
      await makeUser(house, other, 'stranger')
      const request = { UserPoolId: other.poolId, GroupName: 'mine' }
      await expect(sdk().getGroup(request)).rejects.toMatchObject(notFound)
      await expect(sdk().deleteGroup(request)).rejects.toMatchObject(notFound)
      await expect(
        sdk().adminAddUserToGroup({ ...request, Username: 'stranger' }),
      ).rejects.toMatchObject(notFound)
      await sdk().createGroup(request)
      await sdk().adminAddUserToGroup({ ...request, Username: 'stranger' })
      expect(await membersOf('mine')).toEqual([])
    })

    it.each(['CreateGroup', 'ListGroups'])('a pool that is not there: %s', async (operation) => {
      const request = { UserPoolId: 'us-east-1_Nowhere00', GroupName: 'g' }
      expect((await call(house, operation, request)).body).toMatchObject({
        __type: 'ResourceNotFoundException',
      })
    })

    it.each([{ Precedence: -1 }, { RoleArn: 'no arn' }, { GroupName: '' }])('%j', async (input) => {
      const request = { UserPoolId, GroupName: 'g', ...input }
      expect((await call(house, 'CreateGroup', request)).body).toMatchObject({
        __type: 'InvalidParameterException',
      })
    })
  })
})

const claims = (token = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
