import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makeClient, makePool, makeUser, PASSWORD, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { challenge, prove, respond, signInBySrp } from '../support/srp-client.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, LOCKED, refusalOf, tally, WRONG_PASSWORD } from './refusal.ts'
import { stopTime } from './stopped-time.ts'

const FIVE_WRONG = Array<string>(5).fill(WRONG_PASSWORD)

onEachStore('guessing', (open, store) => {
  stopTime()
  let house: Poolhouse
  let pool: TestPool
  let people = 0
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house, {}, { PreventUserExistenceErrors: 'ENABLED' })
  })
  const makePerson = async () => {
    const name = `person${++people}`
    await makeUser(house, pool, name)
    return name
  }
  const guess = (USERNAME: string, PASSWORD = 'a wrong one', { clientId } = pool) =>
    refusalOf(
      sdkFor(house).initiateAuth({
        ClientId: clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, PASSWORD },
      }),
    )
  const guessBySrp = (name: string, password = 'a wrong one') =>
    refusalOf(signInBySrp(house, pool, name, password))
  const inTurn = async (times: number, name: string, way = guess) => {
    const answers: string[] = []
    for (let time = 0; time < times; time++) answers.push(await way(name))
    return answers
  }

  describe.each([
    ['the password', guess],
    ['by SRP', guessBySrp],
  ])('%s', (_, way) => {
    it('locks at the fifth failure, for the right password too', async () => {
      const name = await makePerson()
      expect(await inTurn(6, name, way)).toEqual([...FIVE_WRONG, LOCKED])
      expect(await guess(name, PASSWORD)).toBe(LOCKED)
      expect(await guessBySrp(name, PASSWORD)).toBe(LOCKED)
      house.clock.advance('999ms')
      expect(await way(name, PASSWORD)).toBe(LOCKED)
      house.clock.advance('1ms')
      expect(await way(name, PASSWORD)).toBe('accepted')
    })

    it('locks a name that nobody has in the same way', async () => {
      const nobody = `nobody${++people}`
      expect(await inTurn(6, nobody, way)).toEqual([...FIVE_WRONG, LOCKED])
      house.clock.advance('1s')
      expect(await inTurn(2, nobody, way)).toEqual([WRONG_PASSWORD, LOCKED])
      house.clock.advance('1999ms')
      expect(await way(nobody)).toBe(LOCKED)
      house.clock.advance('1ms')
      expect(await way(nobody)).toBe(WRONG_PASSWORD)
    })
  })

  it('is counted together, whichever way it is done', async () => {
    const name = await makePerson()
    const asked = await challenge(house, pool, name)
    await inTurn(3, name, guessBySrp)
    await inTurn(2, name)
    expect(await refusalOf(challenge(house, pool, name))).toBe(LOCKED)
    const late = prove(asked, { poolId: pool.poolId, password: PASSWORD })
    expect(await refusalOf(respond(house, pool, late))).toBe(LOCKED)
  })

  it('is counted together, at whichever client and under whichever name', async () => {
    const wide = await makePool(house, {
      AliasAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
    })
    await makeUser(house, wide, 'ada')
    const other = { ...wide, ...(await makeClient(house, wide.poolId)) }
    await guess('ada', 'wrong', wide)
    await guess('ADA', 'wrong', wide)
    await guess('ada@example.com', 'wrong', other)
    await guess('Ada@Example.com', 'wrong', wide)
    await guess('ada', 'wrong', other)
    expect(await guess('ADA@example.com', PASSWORD, other)).toBe(LOCKED)
  })

  it('locks nobody else', async () => {
    const [name, neighbour] = [await makePerson(), await makePerson()]
    await inTurn(6, name)
    expect(await guess(neighbour, PASSWORD)).toBe('accepted')
  })

  it('doubles the lock with every further failure, up to fifteen minutes', async () => {
    const name = await makePerson()
    await inTurn(5, name)
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
      house.clock.advance(`${seconds * 1000 - 1}ms`)
      expect(await guess(name, PASSWORD)).toBe(LOCKED)
      house.clock.advance('1ms')
      expect(await guess(name)).toBe(WRONG_PASSWORD)
    }
  })

  it('does not count what is tried while locked', async () => {
    const name = await makePerson()
    await inTurn(30, name)
    house.clock.advance('1s')
    expect(await inTurn(2, name)).toEqual([WRONG_PASSWORD, LOCKED])
    house.clock.advance('2s')
    expect(await guess(name, PASSWORD)).toBe('accepted')
  })

  it('is forgotten by a success', async () => {
    const name = await makePerson()
    await inTurn(4, name)
    expect(await guess(name, PASSWORD)).toBe('accepted')
    expect(await inTurn(6, name)).toEqual([...FIVE_WRONG, LOCKED])
  })

  it('is forgotten after fifteen idle minutes, which begin when the lock ends', async () => {
    const name = await makePerson()
    await inTurn(5, name)
    house.clock.advance('15m')
    expect(await inTurn(2, name)).toEqual([WRONG_PASSWORD, LOCKED])
    for (const seconds of [2, 4, 8, 16, 32, 64, 128, 256, 512]) {
      house.clock.advance(`${seconds}s`)
      await guess(name)
    }
    // The longest lock is as long as the idle time: sitting it out must not be worth five fresh guesses.
    house.clock.advance('901s')
    expect(await inTurn(2, name)).toEqual([WRONG_PASSWORD, LOCKED])
    house.clock.advance('31m')
    expect(await inTurn(6, name)).toEqual([...FIVE_WRONG, LOCKED])
  })

  it('fifty at once gives five answers', async () => {
    const name = await makePerson()
    const fifty = { [WRONG_PASSWORD]: 5, [LOCKED]: 45 }
    expect(tally(await atOnce(50, () => guess(name)))).toEqual(fifty)
    expect(tally(await atOnce(50, () => guess(`nobody-${name}`)))).toEqual(fifty)
    house.clock.advance('1s')
    expect(tally(await atOnce(50, () => guess(name)))).toEqual({
      [WRONG_PASSWORD]: 1,
      [LOCKED]: 49,
    })
  })

  it('twenty SRP answers at once gives five, however many challenges were asked for before', async () => {
    const name = await makePerson()
    const claims = await atOnce(20, async () =>
      prove(await challenge(house, pool, name), { poolId: pool.poolId, password: 'wrong' }),
    )
    const answers = await atOnce(20, (index) =>
      refusalOf(respond(house, pool, claims[index] ?? {})),
    )
    expect(tally(answers)).toEqual({ [WRONG_PASSWORD]: 5, [LOCKED]: 15 })
  })

  it('finds no right password among fifty tried at once while locked', async () => {
    const name = await makePerson()
    await inTurn(5, name)
    const answers = await atOnce(50, (index) => guess(name, index === 7 ? PASSWORD : undefined))
    expect(tally(answers)).toEqual({ [LOCKED]: 50 })
  })

  it('holds where passwords are hashed', async () => {
    const UserPoolTags = { 'poolhouse:password-storage': 'argon2id' }
    const hashed = await makePool(house, { UserPoolTags })
    await makeUser(house, hashed, 'ada')
    const answers = await atOnce(12, () => guess('ada', 'a wrong one', hashed))
    expect(tally(answers)).toEqual({ [WRONG_PASSWORD]: 5, [LOCKED]: 7 })
    expect(await guess('ada', PASSWORD, hashed)).toBe(LOCKED)
    house.clock.advance('1s')
    expect(await guess('ada', PASSWORD, hashed)).toBe('accepted')
  })

  // Hashing takes so long that all of a volley pass the early look at the lock; SQLite settles them in the
  // order in which they came, so that the right one is known to come late.
  if (store === 'sqlite') {
    it('finds no right password at the end of a volley, confirmed or not', async () => {
      const UserPoolTags = { 'poolhouse:password-storage': 'argon2id' }
      const hashed = await makePool(house, { UserPoolTags })
      await makeUser(house, hashed, 'ada')
      const person = { ClientId: hashed.clientId, Username: 'bob', Password: PASSWORD }
      await sdkFor(house).signUp(person)
      for (const name of ['ada', 'bob']) {
        const answers = await atOnce(12, (index) =>
          guess(name, index === 11 ? PASSWORD : 'a wrong one', hashed),
        )
        expect(answers.at(-1)).toBe(LOCKED)
      }
    })
  }
})
