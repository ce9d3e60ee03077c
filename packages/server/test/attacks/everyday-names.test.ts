import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { begin, choose, invite } from '../support/new-password.ts'
import { makePool, makeUser, PASSWORD, signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, refusalOf, tally } from './refusal.ts'

onEachStore('the name that somebody signs in with', (open) => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })

  const prefer = async (pool: TestPool, username: string, Value: string) => {
    const { AccessToken } = await signIn(house, pool, username)
    const UserAttributes = [{ Name: 'preferred_username', Value }]
    return await refusalOf(sdkFor(house).updateUserAttributes({ AccessToken, UserAttributes }))
  }
  /** Whom an administrator means by a name: the one whom they would put into a group by it. */
  const named = async ({ poolId }: TestPool, Username: string) =>
    (await sdkFor(house).adminGetUser({ UserPoolId: poolId, Username })).Username

  describe('with a preferred user name', () => {
    let pool: TestPool
    beforeAll(async () => {
      pool = await makePool(house, {
        // In the order in which the preferred user name would be looked for first.
        AliasAttributes: ['preferred_username', 'email', 'phone_number'],
        UsernameConfiguration: { CaseSensitive: false },
      })
      await makeUser(house, pool, 'ada')
      await makeUser(house, pool, 'eve')
    })

    it.each(['ada@example.com', 'ADA@example.com', 'boss@example.com', '+15550101234'])(
      'is not %s, which only a proof makes a name',
      async (address) => {
        expect(await prefer(pool, 'eve', address)).toMatch(
          /^InvalidParameterException: .* cannot be of (email|phone number) format/,
        )
        const UserAttributes = [{ Name: 'preferred_username', Value: address }]
        const names = { UserPoolId: pool.poolId, Username: 'eve' }
        expect(
          await refusalOf(sdkFor(house).adminUpdateUserAttributes({ ...names, UserAttributes })),
        ).toMatch(/^InvalidParameterException: /)
        const made = { ...names, Username: 'eve-again', UserAttributes }
        expect(await refusalOf(sdkFor(house).adminCreateUser(made))).toMatch(
          /^InvalidParameterException: /,
        )
        expect(await named(pool, 'ada@example.com')).toBe('ada')
      },
    )

    it('is not the user name of somebody else', async () => {
      for (const name of ['ada', 'Ada']) {
        expect(await prefer(pool, 'eve', name)).toBe(
          'AliasExistsException: An account with the preferred_username already exists.',
        )
      }
      expect(await prefer(pool, 'eve', 'Eve')).toBe('accepted')
    })

    it('is not taken by one who signs up under it', async () => {
      expect(await prefer(pool, 'ada', 'Countess')).toBe('accepted')
      const signUp = { ClientId: pool.clientId, Username: 'countess', Password: PASSWORD }
      expect(await refusalOf(sdkFor(house).signUp(signUp))).toBe(
        'UsernameExistsException: User already exists',
      )
      expect(await refusalOf(invite(house, pool, 'countess'))).toBe(
        'UsernameExistsException: User account already exists',
      )
      expect(await named(pool, 'countess')).toBe('ada')
      await signIn(house, pool, 'countess')
    })

    it('is free for others once it is given up', async () => {
      await makeUser(house, pool, 'fay')
      expect(await prefer(pool, 'fay', 'fairy')).toBe('accepted')
      expect(await prefer(pool, 'fay', '')).toBe('accepted')
      await makeUser(house, pool, 'fairy')
      expect(await named(pool, 'fairy')).toBe('fairy')
      // Their own user name stays theirs, also after they preferred it for a while.
      expect(await prefer(pool, 'fay', 'fay')).toBe('accepted')
      expect(await prefer(pool, 'fay', '')).toBe('accepted')
      expect(await prefer(pool, 'eve', 'fay')).toMatch(/^AliasExistsException: /)
    })

    it('has one owner, of those who sign up under it and prefer it at once', async () => {
      const names = ['race-a', 'race-b', 'race-c', 'race-d']
      for (const name of names) await makeUser(house, pool, name)
      for (let round = 0; round < 3; round++) {
        const name = `wanted-${round}`
        const answers = await atOnce(names.length, (index) =>
          index % 2
            ? prefer(pool, names[index] ?? '', name)
            : refusalOf(
                sdkFor(house).signUp({
                  ClientId: pool.clientId,
                  Username: name,
                  Password: PASSWORD,
                }),
              ),
        )
        expect(tally(answers).accepted).toBe(1)
      }
    })
  })

  it('is not an address that the pool holds back, said with a new password', async () => {
    const pool = await makePool(house, {
      UsernameAttributes: ['phone_number', 'email'],
      AutoVerifiedAttributes: ['email', 'phone_number'],
      UserAttributeUpdateSettings: {
        AttributesRequireVerificationBeforeUpdate: ['email', 'phone_number'],
      },
    })
    await invite(house, pool, '+15550104444')
    const session = await begin(house, pool, '+15550104444')
    const answer = { USERNAME: '+15550104444' }
    const email = { 'userAttributes.email': 'ceo@example.com' }
    expect(await refusalOf(choose(house, pool, session, { ...answer, ...email }))).toMatch(
      /^NotAuthorizedException: /,
    )
    const phone = { 'userAttributes.phone_number': '+15550105555' }
    expect(await refusalOf(choose(house, pool, session, { ...answer, ...phone }))).toMatch(
      /^NotAuthorizedException: /,
    )
    expect(await refusalOf(named(pool, 'ceo@example.com'))).toMatch(/^UserNotFoundException: /)
    await choose(house, pool, session, answer)
    await signIn(house, pool, '+15550104444')
  })

  it('is lost by no new address that still has to be proven', async () => {
    const pool = await makePool(house, {
      AliasAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    })
    await makeUser(house, pool, 'ada')
    await sdkFor(house).adminUpdateUserAttributes({
      UserPoolId: pool.poolId,
      Username: 'ada',
      UserAttributes: [
        { Name: 'email', Value: 'ada@example.org' },
        { Name: 'email_verified', Value: 'false' },
      ],
    })
    expect(await named(pool, 'ada@example.com')).toBe('ada')
    expect(await refusalOf(named(pool, 'ada@example.org'))).toMatch(/^UserNotFoundException: /)
  })
})
