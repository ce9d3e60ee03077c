import type { ListUsersCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import { makePool, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import { call } from '../../test/support/wire.ts'
import type { Poolhouse } from '../index.ts'

const PEOPLE: readonly (readonly [string, Record<string, string>])[] = [
  ['ada', { email: 'ada@example.com', name: 'Ada', given_name: 'Ada', family_name: 'L' }],
  ['bea', { email: 'bea@example.com', name: 'Bea', phone_number: '+15550100001' }],
  ['cy', { email: 'Cy@Example.com', name: '% "quoted" \\ _', preferred_username: 'Cyrus' }],
  ['abe', { email: 'abe@example.org', name: 'Ada' }],
  ['nameless', {}],
]

onEachStore('ListUsers', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    await fill(pool)
    await sdk().adminDisableUser({ UserPoolId: pool.poolId, Username: 'bea' })
    const password = { Password: 'Swim-Every-Day-1', Permanent: true }
    await sdk().adminSetUserPassword({ UserPoolId: pool.poolId, Username: 'abe', ...password })
  })
  const sdk = () => sdkFor(house)
  async function fill({ poolId }: TestPool): Promise<void> {
    for (const [Username, attributes] of PEOPLE) {
      await sdk().adminCreateUser({
        UserPoolId: poolId,
        Username,
        MessageAction: 'SUPPRESS',
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      })
    }
  }
  const list = (input: Partial<ListUsersCommandInput> = {}, { poolId } = pool) =>
    sdk().listUsers({ UserPoolId: poolId, ...input })
  const names = async (Filter: string, of = pool) =>
    (await list({ Filter }, of)).Users?.map(({ Username }) => Username)

  it('lists people in the order in which they came, whole', async () => {
    const { Users, PaginationToken } = await list()
    expect(Users?.map(({ Username }) => Username)).toEqual(PEOPLE.map(([name]) => name))
    expect(PaginationToken).toBeUndefined()
    expect(Users?.[1]).toEqual({
      Username: 'bea',
      Attributes: [
        { Name: 'sub', Value: expect.any(String) },
        { Name: 'email', Value: 'bea@example.com' },
        { Name: 'name', Value: 'Bea' },
        { Name: 'phone_number', Value: '+15550100001' },
      ],
      UserCreateDate: expect.any(Date),
      UserLastModifiedDate: expect.any(Date),
      Enabled: false,
      UserStatus: 'FORCE_CHANGE_PASSWORD',
    })
  })

  it('goes on page by page, and ends when there are no more', async () => {
    const seen: (string | undefined)[] = []
    let PaginationToken: string | undefined
    let pages = 0
    do {
      const page = await list({ Limit: 2, ...(PaginationToken && { PaginationToken }) })
      seen.push(...(page.Users ?? []).map(({ Username }) => Username))
      PaginationToken = page.PaginationToken
      pages++
    } while (PaginationToken)
    expect(seen).toEqual(PEOPLE.map(([name]) => name))
    expect(pages).toBe(3)
    expect((await list({ Limit: PEOPLE.length })).PaginationToken).toBeUndefined()
    expect((await list({ Limit: 0 })).Users).toHaveLength(PEOPLE.length)
  })

  it.each([
    ['username = "ada"', ['ada']],
    ['username ^= "a"', ['ada', 'abe']],
    ['email = "bea@example.com"', ['bea']],
    ['email ^= "ABE"', []],
    ['email ^= ""', ['ada', 'bea', 'cy', 'abe']],
    ['phone_number = "+15550100001"', ['bea']],
    ['phone_number ^= "+1555"', ['bea']],
    ['name = "Ada"', ['ada', 'abe']],
    ['name = "% \\"quoted\\" \\\\ _"', ['cy']],
    ['name ^= "%"', ['cy']],
    ['name ^= "_"', []],
    ['given_name = "Ada"', ['ada']],
    ['family_name = "L"', ['ada']],
    ['preferred_username = "Cyrus"', ['cy']],
    ['cognito:user_status = "confirmed"', ['abe']],
    ['cognito:user_status ^= "FORCE"', ['ada', 'bea', 'cy', 'nameless']],
    ['status = "Disabled"', ['bea']],
    ['status = "Enabled"', ['ada', 'cy', 'abe', 'nameless']],
    ['', ['ada', 'bea', 'cy', 'abe', 'nameless']],
    // What a query would read as more than a value.
    [`username = "ada' or '1'='1"`, []],
    [`name = "Ada'; drop table users; --"`, []],
    ['username = "%"', []],
  ])('finds by the filter %j', async (filter, expected) => {
    expect(await names(filter)).toEqual(expected)
  })

  it('finds by the sub, and by the beginning of one', async () => {
    const { Users = [] } = await list()
    const [first] = Users
    const sub = first?.Attributes?.[0]?.Value ?? ''
    expect(await names(`sub = "${sub}"`)).toEqual([first?.Username])
    expect(await names(`sub ^= "${sub.slice(0, -1)}"`)).toEqual([first?.Username])
    expect(await names(`sub = "${sub.slice(0, -1)}"`)).toEqual([])
  })

  it('finds sign-in names in any case where the pool ignores it', async () => {
    const own = await makePool(house, { UsernameConfiguration: { CaseSensitive: false } })
    await fill(own)
    expect(await names('email = "cy@EXAMPLE.com"', own)).toEqual(['cy'])
    expect(await names('username = "ADA"', own)).toEqual(['ada'])
    expect(await names('name = "ada"', own)).toEqual([])
  })

  it('finds people by the address that is their name', async () => {
    const one = await makePool(house, { UsernameAttributes: ['email'] })
    const two = await makePool(house, { UsernameAttributes: ['email', 'phone_number'] })
    for (const own of [one, two]) {
      const { User } = await sdk().adminCreateUser({
        UserPoolId: own.poolId,
        Username: 'dora@example.com',
        UserAttributes: [{ Name: 'phone_number', Value: '+15550100009' }],
        MessageAction: 'SUPPRESS',
      })
      for (const clause of ['email = "dora@example.com"', 'phone_number = "+15550100009"']) {
        expect(await names(clause, own)).toEqual([User?.Username])
      }
      expect(await names('email = "eve@example.com"', own)).toEqual([])
    }
  })

  it('shows the attributes that are asked for', async () => {
    const { Users } = await list({ AttributesToGet: ['email', 'name'], Filter: 'name ^= ""' })
    expect(Users?.[0]?.Attributes).toEqual([
      { Name: 'email', Value: 'ada@example.com' },
      { Name: 'name', Value: 'Ada' },
    ])
    const all = await list({ AttributesToGet: ['email'] })
    expect(all.Users?.at(-1)?.Attributes).toEqual([])
    await expect(list({ AttributesToGet: ['custom:none'] })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message:
        'Attributes did not conform to the schema: custom:none: Attribute does not exist in the schema.\n',
    })
  })

  it('finds somebody far behind, in the pages that the filter makes', async () => {
    const own = await makePool(house)
    const make = (name: string, email?: string) =>
      call(house, 'AdminCreateUser', {
        UserPoolId: own.poolId,
        Username: name,
        MessageAction: 'SUPPRESS',
        TemporaryPassword: 'Swim-Every-Day-1',
        UserAttributes: email ? [{ Name: 'email', Value: email }] : [],
      })
    await make('early', 'x1@example.com')
    // More than are read at once.
    for (let batch = 0; batch < 26; batch++) {
      await Promise.all(Array.from({ length: 20 }, (_, index) => make(`${batch}-${index}`)))
    }
    await make('late', 'x2@example.com')
    const Filter = 'email ^= "x"'
    const first = await list({ Filter, Limit: 1 }, own)
    expect(first.Users?.map(({ Username }) => Username)).toEqual(['early'])
    const { PaginationToken } = first
    const last = await list({ Filter, Limit: 1, PaginationToken }, own)
    expect(last.Users?.map(({ Username }) => Username)).toEqual(['late'])
    expect(last.PaginationToken).toBeUndefined()
  })

  describe('refuses', () => {
    it.each([
      ['username', 'Error while parsing filter.'],
      ['username = "ada" and status = "Enabled"', 'Error while parsing filter.'],
      ['custom:x = "1"', 'Invalid search attribute: custom:x'],
      ['attributes = "1"', 'Invalid search attribute: attributes'],
      ['sub = "\0"', expect.stringContaining('must not contain a null character')],
    ])('the filter %s', async (Filter, message) => {
      const refused = { name: 'InvalidParameterException', message }
      await expect(list({ Filter })).rejects.toMatchObject(refused)
    })

    it('a page token of another pool, filter or list, a changed and a stale one', async () => {
      const later = await open()
      const own = await makePool(later)
      const other = await makePool(later)
      const at = sdkFor(later)
      const UserPoolId = own.poolId
      for (const { poolId } of [own, other]) {
        for (const Username of ['a1', 'a2', 'a3']) {
          await at.adminCreateUser({ UserPoolId: poolId, Username, MessageAction: 'SUPPRESS' })
        }
      }
      const Filter = 'username ^= "a"'
      const { PaginationToken = '' } = await at.listUsers({ UserPoolId, Filter, Limit: 1 })
      const go = (input: Partial<ListUsersCommandInput>) =>
        at.listUsers({ UserPoolId, Filter, Limit: 1, PaginationToken, ...input })
      expect((await go({})).Users?.map(({ Username }) => Username)).toEqual(['a2'])
      const refused = { name: 'InvalidParameterException', message: 'Invalid pagination token' }
      for (const input of [
        { UserPoolId: other.poolId },
        { Filter: 'username ^= "b"' },
        { Filter: undefined },
        { PaginationToken: `${PaginationToken.slice(0, -2)}AA` },
        { PaginationToken: 'x' },
      ] as const) {
        await expect(go(input as Partial<ListUsersCommandInput>)).rejects.toMatchObject(refused)
      }
      await at.createGroup({ UserPoolId, GroupName: 'g' })
      await expect(
        at.listUsersInGroup({ UserPoolId, GroupName: 'g', NextToken: PaginationToken }),
      ).rejects.toMatchObject(refused)
      later.clock.advance('61m')
      await expect(go({})).rejects.toMatchObject(refused)
    })
  })
})
