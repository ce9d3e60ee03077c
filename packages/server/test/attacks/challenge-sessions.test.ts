import { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { makeMfaPool } from '../support/second-factor.ts'
import { timestampOf } from '../support/srp-client.ts'
import { onEachStore } from '../support/stores.ts'
import { AFTER_PASSWORD } from './first-factor-stands.ts'
import { atOnce, INVALID_SESSION, refusalOf, tally, WRONG_PASSWORD } from './refusal.ts'
import { SECOND_FACTORS } from './second-factor-stands.ts'
import {
  asUser,
  customFunctions,
  type Make,
  makePools,
  makeSibling,
  type Stand,
  type Way,
  type World,
} from './stand.ts'
import { STAND_OF, STANDS, type StandName } from './stands.ts'
import { stopTime } from './stopped-time.ts'

const EXPIRED = `${INVALID_SESSION.slice(0, -1)}, session is expired.`
const DISABLED = 'NotAuthorizedException: User is disabled.'
const LIFE_MS = 180_000

/** Something for every challenge that looks for it, so that nothing but the Session is in the way. */
const ANYTHING = {
  NEW_PASSWORD: 'Taken-By-Others-2',
  SMS_MFA_CODE: '123456',
  EMAIL_OTP_CODE: '123456',
  SMS_OTP_CODE: '123456',
  SOFTWARE_TOKEN_MFA_CODE: '123456',
  ANSWER: 'SMS_MFA',
  PASSWORD,
  CREDENTIAL: '{}',
  DEVICE_KEY: 'us-east-1_11111111-2222-3333-4444-555555555555',
  SRP_A: 'abc',
  PASSWORD_CLAIM_SECRET_BLOCK: 'AAAA',
  PASSWORD_CLAIM_SIGNATURE: 'AAAA',
  TIMESTAMP: timestampOf(),
}

/** The proof of a password has a secret block of its own, which says all that a Session would. */
const ANSWERED_WITHOUT: readonly StandName[] = ['PASSWORD_VERIFIER']

/** Where nothing is settled before it is known that the user may sign in. */
const WAITING: readonly string[] = ['NEW_PASSWORD_REQUIRED', ...Object.keys(SECOND_FACTORS)]

/** Answered with a further challenge, whatever became of the user. */
const LEADING_ON: readonly StandName[] = ['PASSWORD_SRP']

/** On PostgreSQL the racers meet on two servers with one database. */
onEachStore('the Session of', (open, store) => {
  stopTime()
  let world: World
  let ways: readonly Way[]
  let stranger: TestPool
  let made = 0
  beforeAll(async () => {
    const house = await open(customFunctions().options)
    world = { house, pools: await makePools(house), way: asUser(house) }
    const servers = store === 'postgres' ? [house, await open(customFunctions().options)] : [house]
    ways = servers.map(asUser)
    stranger = await makeMfaPool(house, 'ON')
  })
  const answer = (
    { pool, challenge, right }: Stand,
    session: string | undefined,
    other = {},
    { respond } = world.way,
  ) => refusalOf(respond(pool, challenge, session, { ...right(), ...other }))
  const newStand = (make: Make) => make(world, `user${++made}`)

  describe.each(Object.entries(STANDS) as [StandName, Make][])('%s', (kind, make) => {
    const stand = () => newStand(make)

    it('must come along, and be ours to the last bit', async () => {
      const one = await stand()
      const bytes = Buffer.from(one.Session, 'base64url')
      const changed = [0, 1, 13, bytes.length >> 1, bytes.length - 1].map((place) => {
        const copy = Buffer.from(bytes)
        copy[place] = (copy[place] ?? 0) ^ 1
        return copy.toString('base64url')
      })
      const { challenge, pool, USERNAME } = one
      const state = { challenge, clientId: pool.clientId, userId: USERNAME, proven: ['pwd', 'otp'] }
      const madeUp = Buffer.from(JSON.stringify(state)).toString('base64url')
      const cut = [one.Session.slice(0, -4), one.Session.slice(4), `${one.Session}AAAA`]
      const none = ANSWERED_WITHOUT.includes(kind) ? [] : [undefined]
      for (const other of [...none, 'x'.repeat(20), madeUp, ...cut, ...changed]) {
        expect(await answer(one, other)).toBe(INVALID_SESSION)
      }
      expect(await answer(one, one.Session)).toBe('accepted')
    })

    it('answers no other challenge, and sets up nothing', async () => {
      const one = await stand()
      const { house, way } = world
      const { pool, Session, challenge, right } = one
      for (const other of Object.values(ChallengeNameType)) {
        if (other === challenge) continue
        const responses = { ...ANYTHING, ...right() }
        const refusal = await refusalOf(way.respond(pool, other, Session, responses))
        expect([other, refusal]).not.toEqual([other, 'accepted'])
        if (other in STAND_OF) expect([other, refusal]).toEqual([other, INVALID_SESSION])
      }
      const { USERNAME } = one
      const begin = way.start(pool, 'USER_AUTH', { USERNAME }, Session)
      expect(await refusalOf(begin)).not.toBe('accepted')
      if (challenge !== 'MFA_SETUP') {
        const sdk = sdkFor(house)
        const UserCode = '123456'
        expect(await refusalOf(sdk.associateSoftwareToken({ Session }))).toBe(INVALID_SESSION)
        const verify = sdk.verifySoftwareToken({ Session, UserCode })
        expect(await refusalOf(verify)).toBe(INVALID_SESSION)
      }
      expect(await answer(one, Session)).toBe('accepted')
    })

    it('is for one user and one client', async () => {
      const [one, other] = [await stand(), await stand()]
      for (const USERNAME of [other.USERNAME, 'nobody', one.USERNAME.toUpperCase()]) {
        expect(await answer(one, one.Session, { USERNAME })).toBe(INVALID_SESSION)
      }
      expect(await answer(one, other.Session)).toBe(INVALID_SESSION)
      expect(await answer(other, one.Session)).toBe(INVALID_SESSION)
      for (const pool of [await makeSibling(world.house, one.pool), stranger]) {
        expect(await answer({ ...one, pool }, one.Session)).toBe(INVALID_SESSION)
      }
      for (const each of [one, other]) expect(await answer(each, each.Session)).toBe('accepted')
    })

    it('is good once, also for ten at once', async () => {
      const one = await stand()
      const answers = await atOnce(10, (index) =>
        answer(one, one.Session, {}, ways[index % ways.length]),
      )
      expect(tally(answers).accepted).toBe(1)
      expect(await answer(one, one.Session)).not.toBe('accepted')
      world.house.clock.advance('30s')
      expect(await answer(one, one.Session)).toBe(INVALID_SESSION)
    })

    it('lasts as long as its client says', async () => {
      const [early, late] = [await stand(), await stand()]
      const { clock } = world.house
      const endOf = ({ begunAt }: Stand) => begunAt + LIFE_MS - clock.now()
      clock.advance(`${endOf(early) - 1}ms`)
      expect(await answer(early, early.Session)).toBe('accepted')
      clock.advance(`${endOf(late)}ms`)
      expect(await answer(late, late.Session)).toBe(EXPIRED)
    })

    it('lets in no user who is disabled or deleted', async () => {
      const one = await stand()
      const { house, way } = world
      const sdk = sdkFor(house)
      await sdk.adminDisableUser(one.ids)
      if (LEADING_ON.includes(kind)) {
        const next = await way.respond(one.pool, one.challenge, one.Session, one.right())
        expect(next.AuthenticationResult).toBeUndefined()
      } else {
        expect(await answer(one, one.Session)).toBe(DISABLED)
      }
      await sdk.adminEnableUser(one.ids)
      if (WAITING.includes(kind)) expect(await answer(one, one.Session)).toBe('accepted')
      const gone = await stand()
      await sdk.adminDeleteUser(gone.ids)
      const isProof = kind === 'PASSWORD_VERIFIER'
      expect(await answer(gone, gone.Session)).toBe(isProof ? WRONG_PASSWORD : INVALID_SESSION)
    })
  })

  describe.each([...Object.entries(AFTER_PASSWORD), ...Object.entries(SECOND_FACTORS)] as [
    string,
    Make,
  ][])('%s', (_, make) => {
    it('ends with the password that opened it, were the next one the same', async () => {
      const one = await newStand(make)
      const set = { ...one.ids, Password: PASSWORD, Permanent: true }
      await sdkFor(world.house).adminSetUserPassword(set)
      expect(await answer(one, one.Session)).toBe(INVALID_SESSION)
    })
  })
})
