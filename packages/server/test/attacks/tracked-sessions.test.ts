import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makePool, makeUser, signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import {
  currentOf,
  makeTrackingPool,
  NO_SESSION,
  sessionsOf,
  track,
} from '../support/session-tracking.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, refusalOf, tally } from './refusal.ts'

const MOST = 3
const RACERS = 12
const ACCESS_REVOKED = 'NotAuthorizedException: Access Token has been revoked'
const REFRESH_REVOKED = 'NotAuthorizedException: Refresh Token has been revoked'
const CURRENT =
  'InvalidParameterException: The current session cannot be revoked: use GlobalSignOut or RevokeToken.'

/** On PostgreSQL the racers meet on two servers with one database. */
onEachStore('tracked sessions', (open, store) => {
  let house: Poolhouse
  let houses: readonly Poolhouse[]
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    houses = store === 'postgres' ? [house, await open()] : [house]
    pool = await makeTrackingPool(house, MOST)
  })
  const at = (index: number) => houses[index % houses.length] ?? house
  type Tokens = Awaited<ReturnType<typeof signIn>>
  const stands = ({ AccessToken }: Tokens) => refusalOf(sdkFor(house).getUser({ AccessToken }))
  const refresh = ({ RefreshToken }: Tokens, { clientId } = pool) =>
    refusalOf(sdkFor(house).getTokensFromRefreshToken({ ClientId: clientId, RefreshToken }))
  const revoke = ({ AccessToken }: Tokens, SessionId: string, server = house) =>
    refusalOf(sdkFor(server).revokeUserSession({ AccessToken, SessionId }))

  it('make room for the next by ending the one that was used least recently', async () => {
    await makeUser(house, pool, 'ada')
    const first = await signIn(house, pool, 'ada')
    house.clock.advance('1s')
    const second = await signIn(house, pool, 'ada')
    house.clock.advance('1s')
    const third = await signIn(house, pool, 'ada')
    house.clock.advance('1s')
    expect(await refresh(first)).toBe('accepted')
    const fourth = await signIn(house, pool, 'ada')
    expect(await stands(second)).toBe(ACCESS_REVOKED)
    expect(await refresh(second)).toBe(REFRESH_REVOKED)
    for (const tokens of [first, third, fourth]) expect(await stands(tokens)).toBe('accepted')
  })

  it('are counted for each person alone, and for a lower limit from the next sign-in on', async () => {
    const own = await makeTrackingPool(house, MOST)
    await makeUser(house, own, 'bob')
    await makeUser(house, own, 'cleo')
    const other = await signIn(house, own, 'cleo')
    for (let times = 0; times < MOST; times++) await signIn(house, own, 'bob')
    await track(house, own, 1)
    expect(await refresh(other, own)).toBe('accepted')
    const listBob = async () => {
      const bob = { UserPoolId: own.poolId, Username: 'bob' }
      return (await sdkFor(house).adminListUserSessions(bob)).Sessions
    }
    expect(await listBob()).toHaveLength(MOST)
    const last = await signIn(house, own, 'bob')
    expect(await listBob()).toHaveLength(1)
    expect(await stands(last)).toBe('accepted')
    expect(await stands(other)).toBe('accepted')
  })

  it('are never more than the limit, however many sign in at once', async () => {
    await makeUser(house, pool, 'dora')
    const tokens = await atOnce(RACERS, (index) => signIn(at(index), pool, 'dora'))
    const answers = await Promise.all(tokens.map(stands))
    expect(tally(answers)).toEqual({ accepted: MOST, [ACCESS_REVOKED]: RACERS - MOST })
    const standing = tokens.filter((_, index) => answers[index] === 'accepted')
    expect(await sessionsOf(house, standing[0] ?? { AccessToken: '' })).toHaveLength(MOST)
  })

  it('do not keep a sign-in out that was refused room: a wrong password ends nobody’s session', async () => {
    await makeUser(house, pool, 'eve')
    const tokens = await atOnce(MOST, () => signIn(house, pool, 'eve'))
    const wrong = refusalOf(signIn(house, pool, 'eve', 'Not-Her-Password-1'))
    expect(await wrong).toMatch(/^NotAuthorizedException/)
    for (const each of tokens) expect(await stands(each)).toBe('accepted')
  })

  it('are ended by one of several who end one', async () => {
    await makeUser(house, pool, 'fay')
    const lost = await currentOf(house, await signIn(house, pool, 'fay'))
    const mine = await signIn(house, pool, 'fay')
    const answers = await atOnce(RACERS, (index) => revoke(mine, lost, at(index)))
    expect(tally(answers)).toEqual({ accepted: 1, [NO_SESSION]: RACERS - 1 })
  })

  it('are ended by nobody else, and nobody learns whose they are', async () => {
    const [gil, hal] = ['gil', 'hal']
    await makeUser(house, pool, gil)
    await makeUser(house, pool, hal)
    const elsewhere = await makeTrackingPool(house)
    await makeUser(house, elsewhere, gil)
    const short = await sdkFor(house).createUserPoolClient({
      UserPoolId: pool.poolId,
      ClientName: 'short',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      RefreshTokenValidity: 1,
    })
    const brief = { clientId: short.UserPoolClient?.ClientId ?? '' }
    const expired = await currentOf(house, await signIn(house, brief, gil))
    house.clock.advance('1d')
    const victim = await signIn(house, pool, hal)
    const away = await signIn(house, elsewhere, gil)
    const ended = await signIn(house, pool, gil)
    const mine = await signIn(house, pool, gil)
    const endedId = await currentOf(house, ended)
    expect(await revoke(mine, endedId)).toBe('accepted')
    const foreign = [
      await currentOf(house, victim),
      await currentOf(house, away),
      expired,
      endedId,
      `tkn${'a'.repeat(25)}`,
      `sso${'a'.repeat(25)}`,
      (await currentOf(house, victim)).toUpperCase(),
      '',
      '%',
      "' or '1'='1",
    ]
    const asAdmin = (Username: string, SessionId: string, { poolId } = pool) =>
      refusalOf(sdkFor(house).adminRevokeUserSession({ UserPoolId: poolId, Username, SessionId }))
    for (const id of foreign) {
      expect(await revoke(mine, id), id).toBe(NO_SESSION)
      expect(await asAdmin(gil, id), id).toBe(NO_SESSION)
    }
    expect(await asAdmin(gil, await currentOf(house, mine), elsewhere)).toBe(NO_SESSION)
    for (const tokens of [victim, away, mine]) expect(await stands(tokens)).toBe('accepted')
  })

  it('are not ended from within, with a token of the session itself', async () => {
    await makeUser(house, pool, 'ivy')
    const mine = await signIn(house, pool, 'ivy')
    expect(await revoke(mine, await currentOf(house, mine))).toBe(CURRENT)
    expect(await stands(mine)).toBe('accepted')
  })

  it('are neither shown nor ended with a token of one that was ended', async () => {
    await makeUser(house, pool, 'jan')
    const thief = await signIn(house, pool, 'jan')
    const owner = await signIn(house, pool, 'jan')
    expect(await revoke(owner, await currentOf(house, thief))).toBe('accepted')
    const { AccessToken } = thief
    expect(await refusalOf(sdkFor(house).listUserSessions({ AccessToken }))).toBe(ACCESS_REVOKED)
    expect(await revoke(thief, await currentOf(house, owner))).toBe(ACCESS_REVOKED)
    expect(await refresh(thief)).toBe(REFRESH_REVOKED)
    expect(await refresh(owner)).toBe('accepted')
  })

  it('are not paged through with a token of another list', async () => {
    await makeUser(house, pool, 'kai')
    await makePool(house)
    const { AccessToken } = await signIn(house, pool, 'kai')
    const { NextToken } = await sdkFor(house).listUserPools({ MaxResults: 1 })
    expect(NextToken).toBeDefined()
    const asking = sdkFor(house).listUserSessions({ AccessToken, NextToken })
    expect(await refusalOf(asking)).toBe('InvalidParameterException: Invalid pagination token')
  })
})
