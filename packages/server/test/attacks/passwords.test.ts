import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { challenge, N, prove, respond, signInBySrp, timestampOf } from '../support/srp-client.ts'
import { onEachStore } from '../support/stores.ts'
import { refusalOf, WRONG_PASSWORD } from './refusal.ts'

const INVALID_A = 'InvalidParameterException: Invalid SRP_A value'
const hexOf = (value: bigint) => value.toString(16)

onEachStore('an SRP answer', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    await makeUser(house, pool, 'bob')
  })
  /** Failures are forgotten between attacks, so that each meets the defence it is about. */
  const forgetFailures = () => house.clock.advance('16m')
  const ask = (SRP_A?: string) =>
    challenge(house, pool, 'ada', SRP_A === undefined ? {} : { SRP_A })
  const answer = (responses: Record<string, string>) => refusalOf(respond(house, pool, responses))
  const start = (SRP_A: string) =>
    refusalOf(
      sdkFor(house).initiateAuth({
        ClientId: pool.clientId,
        AuthFlow: 'USER_SRP_AUTH',
        AuthParameters: { USERNAME: 'ada', SRP_A },
      }),
    )

  it('opens the door with the right password', async () => {
    const { AuthenticationResult } = await signInBySrp(house, pool, 'ada', PASSWORD)
    const { AccessToken } = AuthenticationResult ?? {}
    expect((await sdkFor(house).getUser({ AccessToken })).Username).toBe('ada')
  })

  it.each(['', 'swim-every-day-1', `${PASSWORD} `, `${PASSWORD}\n`, PASSWORD.slice(0, -1)])(
    'does not with the password %j',
    async (password) => {
      forgetFailures()
      expect(await refusalOf(signInBySrp(house, pool, 'ada', password))).toBe(WRONG_PASSWORD)
    },
  )

  describe('to a public value that fixes the shared secret', () => {
    it.each([
      ['zero', '0'],
      ['zero, written long', '0'.repeat(768)],
      ['N', hexOf(N)],
      ['N in capitals', hexOf(N).toUpperCase()],
      ['N with a leading zero', `0${hexOf(N)}`],
      ['N with leading zero bytes', `0000${hexOf(N)}`],
      ['twice N', hexOf(2n * N)],
      ['sixteen times N', hexOf(16n * N)],
      ['N squared', hexOf(N * N)],
      ['minus N', `-${hexOf(N)}`],
      ['something that is no number', 'zz'],
      ['a number with a prefix', `0x${hexOf(N)}`],
      ['a number after a blank', ` ${hexOf(N)}`],
      ['a number of a hundred thousand digits', 'f'.repeat(100_000)],
    ])('never comes about: %s is refused', async (_, SRP_A) => {
      expect(await start(SRP_A)).toBe(INVALID_A)
    })

    it('is not there for one: nobody knows what it is raised to', async () => {
      for (const A of [1n, N - 1n]) {
        for (const shared of [0n, 1n, N - 1n]) {
          forgetFailures()
          const asked = await ask(hexOf(A))
          expect(await answer(prove(asked, { poolId: pool.poolId, shared }))).toBe(WRONG_PASSWORD)
        }
      }
    })
  })

  describe('with the right password', () => {
    const claim = () => ({ poolId: pool.poolId, password: PASSWORD })

    it('must be signed for this user', async () => {
      forgetFailures()
      const asked = await ask()
      expect(await answer(prove(asked, { ...claim(), userId: 'bob' }))).toBe(WRONG_PASSWORD)
      const other = { ...prove(asked, { ...claim(), userId: 'bob' }), USERNAME: 'bob' }
      expect(await answer(other)).toBe('NotAuthorizedException: Invalid session for the user.')
    })

    it('must be signed for this pool', async () => {
      forgetFailures()
      const poolId = 'us-east-1_Elsewhere'
      expect(await answer(prove(await ask(), { ...claim(), poolId }))).toBe(WRONG_PASSWORD)
    })

    it('must be signed at the time that it says', async () => {
      forgetFailures()
      const responses = prove(await ask(), claim())
      const TIMESTAMP = timestampOf(new Date(Date.now() + 61_000))
      expect(await answer({ ...responses, TIMESTAMP })).toBe(WRONG_PASSWORD)
      expect(await answer(responses)).toBe('accepted')
    })

    it.each([
      ['another signature', (text: string) => text.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))],
      ['half of it', (text: string) => text.slice(0, 20)],
      ['twice of it', (text: string) => text.replace(/=$/, '') + text],
      ['no base64', () => '****'],
      ['another form of it', (text: string) => Buffer.from(text, 'base64').toString('hex')],
    ])('must be signed: %s will not do', async (_, change) => {
      forgetFailures()
      const responses = prove(await ask(), claim())
      const PASSWORD_CLAIM_SIGNATURE = change(responses.PASSWORD_CLAIM_SIGNATURE ?? '')
      expect(await answer({ ...responses, PASSWORD_CLAIM_SIGNATURE })).toBe(WRONG_PASSWORD)
    })

    it.each(['USERNAME', 'TIMESTAMP', 'PASSWORD_CLAIM_SIGNATURE', 'PASSWORD_CLAIM_SECRET_BLOCK'])(
      'must be whole: without %s it is none',
      async (name) => {
        const responses = prove(await ask(), claim())
        const missing = `InvalidParameterException: Missing required parameter ${name}`
        expect(await answer({ ...responses, [name]: '' })).toBe(missing)
        delete responses[name]
        expect(await answer(responses)).toBe(missing)
      },
    )

    it.each([
      'now',
      '0',
      '2026-11-03T09:05:01Z',
      'Tue Nov 03 09:05:01 UTC 2026',
      'Tue Nov 3 09:05:01 UTC 2026 ',
      'tue nov 3 09:05:01 utc 2026',
      'Wed Nov 3 09:05:01 UTC 2026',
      'Sun Feb 31 09:05:01 UTC 2026',
      'Tue Nov 3 24:00:00 UTC 2026',
      'Di Nov 3 09:05:01 UTC 2026',
      'Tue Nov 3 09:05:01 GMT 2026',
      'Tue Nov 3 09:05:01 UTC 99999',
    ])('must be dated in the form of the protocol: %j is none', async (timestamp) => {
      const responses = prove(await ask(), { ...claim(), timestamp })
      expect(await answer(responses)).toBe(
        'InvalidParameterException: TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english',
      )
    })
  })

  it('is not there for a pool that keeps no verifiers', async () => {
    const UserPoolTags = { 'poolhouse:password-storage': 'argon2id' }
    const hashed = await makePool(house, { UserPoolTags })
    await makeUser(house, hashed, 'ada')
    expect(await refusalOf(signInBySrp(house, hashed, 'ada', PASSWORD))).toMatch(
      /^InvalidParameterException: SRP is not available/,
    )
  })
})
