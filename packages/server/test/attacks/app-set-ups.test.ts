import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { PASSWORD } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, INVALID_SESSION, refusalOf, tally } from './refusal.ts'
import { APP_SET_UPS } from './second-factor-stands.ts'
import { asUser, customFunctions, makePools, type World } from './stand.ts'
import { stopTime } from './stopped-time.ts'

const EXPIRED = `${INVALID_SESSION.slice(0, -1)}, session is expired.`
const LIFE_MS = 180_000

/** On PostgreSQL the racers meet on two servers with one database. */
onEachStore('the Session that sets an app up', (open, store) => {
  stopTime()
  let world: World
  let servers: readonly Poolhouse[]
  let made = 0
  beforeAll(async () => {
    const { options } = customFunctions()
    const house = await open(options)
    world = { house, pools: await makePools(house), way: asUser(house) }
    servers = store === 'postgres' ? [house, await open(options)] : [house]
  })

  describe.each(Object.entries(APP_SET_UPS))('by %s', (_, make) => {
    const begin = async () => {
      const { stand, call } = await make(world, `setup${++made}`)
      const calling = (Session: string, house = world.house) => refusalOf(call(house, Session))
      return { ...stand, calling }
    }

    it('is good once', async () => {
      const { Session, calling } = await begin()
      expect(await calling(Session)).toBe('accepted')
      expect(await calling(Session)).toBe(INVALID_SESSION)
    })

    it('is good once, also for ten at once', async () => {
      const { Session, calling } = await begin()
      const answers = await atOnce(10, (i) => calling(Session, servers[i % servers.length]))
      expect(tally(answers)).toEqual({ accepted: 1, [INVALID_SESSION]: 9 })
    })

    it('is ours to the last bit', async () => {
      const { Session, calling } = await begin()
      const bytes = Buffer.from(Session, 'base64url')
      const changed = [0, 13, bytes.length >> 1, bytes.length - 1].map((place) => {
        const copy = Buffer.from(bytes)
        copy[place] = (copy[place] ?? 0) ^ 1
        return copy.toString('base64url')
      })
      const madeUp = Buffer.from('{"challenge":"MFA_SETUP","userId":"ada"}').toString('base64url')
      for (const other of ['x'.repeat(20), madeUp, Session.slice(0, -4), ...changed]) {
        expect(await calling(other)).toBe(INVALID_SESSION)
      }
      expect(await calling(Session)).toBe('accepted')
    })

    it('lasts as long as its client says', async () => {
      const [early, late] = [await begin(), await begin()]
      const { clock } = world.house
      clock.advance(`${early.begunAt + LIFE_MS - clock.now() - 1}ms`)
      expect(await early.calling(early.Session)).toBe('accepted')
      clock.advance(`${late.begunAt + LIFE_MS - clock.now()}ms`)
      expect(await late.calling(late.Session)).toBe(EXPIRED)
    })

    it('ends with the password that opened it, and with its user', async () => {
      const [one, other] = [await begin(), await begin()]
      const sdk = sdkFor(world.house)
      await sdk.adminSetUserPassword({ ...one.ids, Password: PASSWORD, Permanent: true })
      expect(await one.calling(one.Session)).toBe(INVALID_SESSION)
      await sdk.adminDisableUser(other.ids)
      expect(await other.calling(other.Session)).toBe('NotAuthorizedException: User is disabled.')
      await sdk.adminDeleteUser(other.ids)
      expect(await other.calling(other.Session)).toBe(INVALID_SESSION)
    })
  })
})
