import { beforeAll, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { begin, choose, invite, TEMPORARY } from '../../test/support/new-password.ts'
import { makeClient, makePool, PASSWORD, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { signInBySrp } from '../../test/support/srp-client.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

onEachStore('with a new password', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house, {
      AliasAttributes: ['preferred_username'],
      Schema: [
        { Name: 'name', Required: true, Mutable: true },
        { Name: 'email', Required: true, Mutable: true },
        { Name: 'badge', AttributeDataType: 'String', Mutable: false },
      ],
    })
  })

  const attributesOf = async (Username: string) => {
    const user = await sdkFor(house).adminGetUser({ UserPoolId: pool.poolId, Username })
    return Object.fromEntries((user.UserAttributes ?? []).map(({ Name, Value }) => [Name, Value]))
  }

  /** Answers with attributes besides the password. */
  const answer = (USERNAME: string, session: string | undefined, says: Record<string, string>) =>
    choose(house, pool, session, {
      USERNAME,
      ...Object.fromEntries(Object.entries(says).map(([k, v]) => [`userAttributes.${k}`, v])),
    })

  it('comes what the pool requires, which is asked for until it is there', async () => {
    await invite(house, pool, 'ada', { email: 'ada@example.com' })
    const { ChallengeParameters, Session } = await signInBySrp(house, pool, 'ada', TEMPORARY)
    expect(ChallengeParameters?.requiredAttributes).toBe('["userAttributes.name"]')
    expect(await refusalOf(answer('ada', Session, {}))).toBe(
      'InvalidParameterException: Invalid user attributes: name: The attribute is required\n',
    )
    expect(await refusalOf(answer('ada', Session, { name: '' }))).toMatch(
      /^InvalidParameterException: /,
    )
    await answer('ada', Session, { name: 'Ada Lovelace' })
    expect(await attributesOf('ada')).toMatchObject({
      name: 'Ada Lovelace',
      email: 'ada@example.com',
    })
  })

  it('stays what was required and is there already', async () => {
    await invite(house, pool, 'bea', { email: 'bea@example.com', name: 'Bea' })
    const session = await begin(house, pool, 'bea')
    for (const email of ['mallory@example.com', '']) {
      expect(await refusalOf(answer('bea', session, { email }))).toBe(
        'NotAuthorizedException: Cannot modify an already provided email',
      )
    }
    await answer('bea', session, { email: 'bea@example.com' })
  })

  it('comes a phone number, which nobody has verified yet', async () => {
    const given = { email: 'cleo@example.com', name: 'Cleo', phone_number: '+12065550100' }
    await invite(house, pool, 'cleo', { ...given, phone_number_verified: 'true' })
    const session = await begin(house, pool, 'cleo')
    await answer('cleo', session, { phone_number: '+12065550199' })
    expect(await attributesOf('cleo')).toMatchObject({
      phone_number: '+12065550199',
      phone_number_verified: 'false',
    })
  })

  it('comes nothing that a person may not say of themselves', async () => {
    await invite(house, pool, 'dora', { email: 'dora@example.com', name: 'Dora' })
    const narrow = await makeClient(house, pool.poolId, { WriteAttributes: ['name', 'email'] })
    const unauthorized =
      'NotAuthorizedException: A client attempted to write unauthorized attribute'
    const refused = async (app: Pick<TestPool, 'clientId'>, session: string, name: string) =>
      refusalOf(
        choose(house, app, session, { USERNAME: 'dora', [`userAttributes.${name}`]: 'true' }),
      )
    const session = await begin(house, pool, 'dora')
    for (const name of ['email_verified', 'phone_number_verified', 'sub']) {
      expect(await refused(pool, session, name)).toBe(unauthorized)
    }
    for (const name of ['', 'mood', '__proto__', 'custom:mood', 'cognito:groups', 'username']) {
      expect(await refused(pool, session, name)).toBe(
        `InvalidParameterException: Attributes did not conform to the schema: ${name}: Attribute does not exist in the schema.\n`,
      )
    }
    expect(await refused(pool, session, 'custom:badge')).toBe(
      'InvalidParameterException: user.custom:badge: Attribute cannot be updated.\n',
    )
    const own = await begin(house, narrow, 'dora')
    expect(await refused(narrow, own, 'nickname')).toBe(unauthorized)
    const before = await attributesOf('dora')
    await answer('dora', session, {})
    expect(await attributesOf('dora')).toEqual(before)
  })

  it('comes no name that somebody else signs in with, and then nothing changes', async () => {
    const [email, name] = ['eve@example.com', 'Eve']
    await invite(house, pool, 'eve', { email, name, preferred_username: 'evening' })
    await invite(house, pool, 'fay', { email, name })
    const session = await begin(house, pool, 'fay')
    const taken = answer('fay', session, { preferred_username: 'evening' })
    expect(await refusalOf(taken)).toMatch(/^AliasExistsException: /)
    expect(await refusalOf(signIn(house, pool, 'fay', PASSWORD))).toMatch(/Incorrect username/)
    await answer('fay', session, { preferred_username: 'fairy' })
    await signIn(house, pool, 'fairy')
    expect(await begin(house, pool, 'evening')).toBeTruthy()
  })

  it('stays what an administrator changed while it was chosen', async () => {
    await invite(house, pool, 'gil', { email: 'gil@example.com', name: 'Gil' })
    const session = await begin(house, pool, 'gil')
    const ids = { UserPoolId: pool.poolId, Username: 'gil' }
    const UserAttributes = [{ Name: 'website', Value: 'https://gil.example' }]
    await Promise.all([
      answer('gil', session, { nickname: 'G' }),
      sdkFor(house).adminUpdateUserAttributes({ ...ids, UserAttributes }),
    ])
    expect(await attributesOf('gil')).toMatchObject({
      nickname: 'G',
      website: 'https://gil.example',
    })
  })
})
