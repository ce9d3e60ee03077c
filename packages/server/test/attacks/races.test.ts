import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makePool, makeUser, PASSWORD, signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, INVALID_SESSION, refusalOf, tally } from './refusal.ts'

const RACERS = 10

/** On PostgreSQL the racers meet on two servers with one database. */
onEachStore('of requests that race', (open, store) => {
  let house: Poolhouse
  let houses: readonly Poolhouse[]
  beforeAll(async () => {
    house = await open()
    houses = store === 'postgres' ? [house, await open()] : [house]
  })
  const race = (run: (at: Poolhouse, index: number) => Promise<unknown>, racers = RACERS) =>
    atOnce(racers, (index) => refusalOf(run(houses[index % houses.length] ?? house, index)))

  const signUp = (at: Poolhouse, { clientId }: TestPool, Username: string, email?: string) =>
    sdkFor(at).signUp({
      ClientId: clientId,
      Username,
      Password: PASSWORD,
      ...(email && { UserAttributes: [{ Name: 'email', Value: email }] }),
    })
  const codeOf = async (name: string) => (await house.inbox.last(name))?.code ?? ''
  const confirm = (
    at: Poolhouse,
    { clientId }: TestPool,
    Username: string,
    code: string,
    more = {},
  ) => sdkFor(at).confirmSignUp({ ClientId: clientId, Username, ConfirmationCode: code, ...more })
  const countPeople = async ({ poolId }: TestPool) =>
    (await sdkFor(house).describeUserPool({ UserPoolId: poolId })).UserPool?.EstimatedNumberOfUsers

  it('one signs up under a user name', async () => {
    const pool = await makePool(house)
    const answers = await race((at, index) => signUp(at, pool, 'kim', `kim${index}@example.com`))
    const taken = 'UsernameExistsException: User already exists'
    expect(tally(answers)).toEqual({ accepted: 1, [taken]: RACERS - 1 })
    expect(await countPeople(pool)).toBe(1)
    const messages = (await house.inbox.all()).filter(({ username }) => username === 'kim')
    expect(messages.map(({ to }) => to)).toEqual([`kim${answers.indexOf('accepted')}@example.com`])
    await confirm(house, pool, 'kim', await codeOf('kim'))
    await signIn(house, pool, 'kim')
  })

  it('one signs up under a user name, its letters large or small', async () => {
    const pool = await makePool(house, { UsernameConfiguration: { CaseSensitive: false } })
    const names = ['liz', 'Liz', 'LIZ', 'lIz', 'liZ']
    const answers = await race((at, index) => signUp(at, pool, names[index] ?? ''), names.length)
    expect(tally(answers).accepted).toBe(1)
    expect(await countPeople(pool)).toBe(1)
  })

  it('one signs up with an address as user name, and the others leave nothing behind', async () => {
    const pool = await makePool(house, { UsernameAttributes: ['email'] })
    const answers = await race((at) => signUp(at, pool, 'mia@example.com'))
    const taken = 'UsernameExistsException: An account with the given email already exists.'
    expect(tally(answers)).toEqual({ accepted: 1, [taken]: RACERS - 1 })
    expect(await countPeople(pool)).toBe(1)
    await confirm(house, pool, 'mia@example.com', await codeOf('mia@example.com'))
    await signIn(house, pool, 'mia@example.com')
  })

  it('one confirms with a code', async () => {
    const pool = await makePool(house)
    await signUp(house, pool, 'noa', 'noa@example.com')
    const code = await codeOf('noa')
    const answers = await race((at) => confirm(at, pool, 'noa', code))
    expect(tally(answers).accepted).toBe(1)
    for (const answer of answers) {
      expect(answer).toMatch(/^(accepted|ExpiredCodeException: .*|NotAuthorizedException: .*)$/)
    }
  })

  it('one is signed in by the Session that a confirmation answered', async () => {
    const choice = { ExplicitAuthFlows: ['ALLOW_USER_AUTH' as const] }
    const pool = await makePool(house, {}, choice)
    await signUp(house, pool, 'ola', 'ola@example.com')
    const { Session } = await confirm(house, pool, 'ola', await codeOf('ola'))
    const goOn = (at: Poolhouse) =>
      sdkFor(at).initiateAuth({
        ClientId: pool.clientId,
        AuthFlow: 'USER_AUTH',
        AuthParameters: { USERNAME: 'ola' },
        Session,
      })
    expect(tally(await race(goOn))).toEqual({ accepted: 1, [INVALID_SESSION]: RACERS - 1 })
  })

  it('one gets an alias, and the others may still confirm without it or take it', async () => {
    const pool = await makePool(house, { AliasAttributes: ['email'] })
    const names = ['ola', 'pia', 'quy', 'rie']
    const codes: string[] = []
    for (const name of names) {
      await signUp(house, pool, name, 'shared@example.com')
      codes.push(await codeOf(name))
    }
    const confirmAll = (more = {}) =>
      race(
        (at, index) => confirm(at, pool, names[index] ?? '', codes[index] ?? '', more),
        names.length,
      )
    const answers = await confirmAll()
    const taken = 'AliasExistsException: An account with the email already exists.'
    expect(tally(answers)).toEqual({ accepted: 1, [taken]: names.length - 1 })
    const owner = names[answers.indexOf('accepted')]
    const userOf = async (name: string) => {
      const { AccessToken } = await signIn(house, pool, name)
      return await sdkFor(house).getUser({ AccessToken })
    }
    expect((await userOf('shared@example.com')).Username).toBe(owner)

    for (const answer of await confirmAll({ ForceAliasCreation: true })) {
      expect(answer).toMatch(/^(accepted|NotAuthorizedException: .*|AliasExistsException: .*)$/)
    }
    for (const [index, name] of names.entries()) {
      await refusalOf(confirm(house, pool, name, codes[index] ?? '', { ForceAliasCreation: true }))
    }
    const people = await Promise.all(names.map(userOf))
    const proven = people.filter(({ UserAttributes }) =>
      UserAttributes?.some(({ Name, Value }) => Name === 'email_verified' && Value === 'true'),
    )
    const now = (await userOf('shared@example.com')).Username
    expect(proven.map(({ Username }) => Username)).toEqual([now])
  })

  it('none fails in another way than Cognito does, while their pool is deleted', async () => {
    const pool = await makePool(house)
    await makeUser(house, pool, 'sam')
    const { AccessToken, RefreshToken } = await signIn(house, pool, 'sam')
    const calls: ((at: Poolhouse, index: number) => Promise<unknown>)[] = [
      (at, index) => signUp(at, pool, `late${index}`, `late${index}@example.com`),
      (at) => signIn(at, pool, 'sam'),
      (at) => sdkFor(at).getUser({ AccessToken }),
      (at) => sdkFor(at).getTokensFromRefreshToken({ ClientId: pool.clientId, RefreshToken }),
      (at) => sdkFor(at).deleteUserPool({ UserPoolId: pool.poolId }),
      (at) => sdkFor(at).revokeToken({ ClientId: pool.clientId, Token: RefreshToken }),
      (at) => sdkFor(at).globalSignOut({ AccessToken }),
      (at) => signIn(at, pool, 'sam', 'a wrong one'),
      (at) => sdkFor(at).createUserPoolClient({ UserPoolId: pool.poolId, ClientName: 'late' }),
    ]
    const answers = await race(
      async (at, index) => calls[index % calls.length]?.(at, index),
      calls.length * 4,
    )
    expect(answers.filter((answer) => answer.startsWith('Internal'))).toEqual([])
    expect(answers.some((answer) => answer !== 'accepted')).toBe(true)
    expect(await refusalOf(signIn(house, pool, 'sam'))).toMatch(/^ResourceNotFoundException: /)
  })

  it('none keeps a session past a sign-out that came after it', async () => {
    const pool = await makePool(house)
    await makeUser(house, pool, 'tom')
    const { AccessToken } = await signIn(house, pool, 'tom')
    const sessions = await atOnce(4, (index) =>
      signIn(houses[index % houses.length] ?? house, pool, 'tom'),
    )
    const answers = await race((at) => sdkFor(at).globalSignOut({ AccessToken }), 4)
    expect(answers).toContain('accepted')
    for (const { RefreshToken } of sessions) {
      const refreshed = await race(
        (at) => sdkFor(at).getTokensFromRefreshToken({ ClientId: pool.clientId, RefreshToken }),
        2,
      )
      expect(refreshed.every((answer) => answer.endsWith('has been revoked'))).toBe(true)
    }
  })
})
