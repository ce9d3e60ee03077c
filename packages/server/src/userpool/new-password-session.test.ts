import { beforeAll, describe, expect, it } from 'vitest'
import { atOnce, INVALID_SESSION, refusalOf, tally } from '../../test/attacks/refusal.ts'
import { stopTime } from '../../test/attacks/stopped-time.ts'
import { begin, choose, invite } from '../../test/support/new-password.ts'
import { makeClient, makePool, PASSWORD, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { makeMfaPool, respondTo } from '../../test/support/second-factor.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const EXPIRED = `${INVALID_SESSION.slice(0, -1)}, session is expired.`

type Responses = Record<string, string> & { readonly USERNAME: string }

onEachStore('the Session of NEW_PASSWORD_REQUIRED', (open) => {
  stopTime()
  let house: Poolhouse
  let pool: TestPool
  let invited = 0
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
  })

  /** Somebody who has signed in with their temporary password, and must choose another. */
  async function someone(client: Pick<TestPool, 'clientId'> = pool) {
    const USERNAME = `user${++invited}`
    await invite(house, pool, USERNAME, { email: `${USERNAME}@example.com` })
    const session = await begin(house, client, USERNAME)
    return { USERNAME, session, ids: { UserPoolId: pool.poolId, Username: USERNAME } }
  }

  const answer = (session: string | undefined, responses: Responses, client = pool.clientId) =>
    refusalOf(choose(house, { clientId: client }, session, responses))

  it('is for one user', async () => {
    const [{ USERNAME: ada, session }, { USERNAME: bob, session: other }] = [
      await someone(),
      await someone(),
    ]
    for (const USERNAME of [bob, 'nobody', ada.toUpperCase(), `${ada}@example.com`]) {
      expect(await answer(session, { USERNAME })).toBe(INVALID_SESSION)
    }
    expect(await answer(other, { USERNAME: ada })).toBe(INVALID_SESSION)
    expect(await answer(session, { USERNAME: ada })).toBe('accepted')
    expect(await answer(other, { USERNAME: bob })).toBe('accepted')
  })

  it('is good once', async () => {
    const { USERNAME, session } = await someone()
    expect(await answer(session, { USERNAME })).toBe('accepted')
    const NEW_PASSWORD = 'Taken-By-Others-2'
    expect(await answer(session, { USERNAME, NEW_PASSWORD })).toBe(INVALID_SESSION)
    await signIn(house, pool, USERNAME)
  })

  it('answered at once with many passwords, or twice begun, takes exactly one', async () => {
    const { USERNAME, session } = await someone()
    const other = await begin(house, pool, USERNAME)
    const password = (index: number) => `Chosen-At-Once-${index}`
    const answers = await atOnce(10, (index) =>
      answer(index % 2 ? other : session, { USERNAME, NEW_PASSWORD: password(index) }),
    )
    expect(tally(answers)).toEqual({ accepted: 1, [INVALID_SESSION]: 9 })
    await signIn(house, pool, USERNAME, password(answers.indexOf('accepted')))
  })

  it('lasts as long as its client says', async () => {
    const brief = await makeClient(house, pool.poolId, { AuthSessionValidity: 5 })
    for (const [{ clientId }, minutes] of [
      [pool, 3],
      [brief, 5],
    ] as const) {
      const [early, late] = [await someone({ clientId }), await someone({ clientId })]
      const answerAs = ({ session, USERNAME }: typeof early) =>
        answer(session, { USERNAME }, clientId)
      house.clock.advance(`${minutes * 60_000 - 1}ms`)
      expect(await answerAs(early)).toBe('accepted')
      house.clock.advance('1ms')
      expect(await answerAs(late)).toBe(EXPIRED)
    }
  })

  it('is worth nothing once the user is gone, also to whoever has the name after them', async () => {
    const { USERNAME, session, ids } = await someone()
    await sdkFor(house).adminDeleteUser(ids)
    expect(await answer(session, { USERNAME })).toBe(INVALID_SESSION)
    await invite(house, pool, USERNAME)
    expect(await answer(session, { USERNAME })).toBe(INVALID_SESSION)
  })

  describe('ends with the password that opened it', () => {
    it.each([
      ['one to keep', { Password: PASSWORD, Permanent: true }],
      ['another to begin with', { Password: 'Given-Once-More-2', Permanent: false }],
      ['the same to begin with', { Password: 'Given-By-Them-1', Permanent: false }],
    ])('when an administrator sets %s', async (_, password) => {
      const { USERNAME, session, ids } = await someone()
      await sdkFor(house).adminSetUserPassword({ ...ids, ...password })
      expect(await answer(session, { USERNAME })).toBe(INVALID_SESSION)
      const { ChallengeName } = await sdkFor(house).initiateAuth({
        ClientId: pool.clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, PASSWORD: password.Password },
      })
      expect(ChallengeName).toBe(password.Permanent ? undefined : 'NEW_PASSWORD_REQUIRED')
    })

    it('when the person is invited again', async () => {
      const { USERNAME, session, ids } = await someone()
      await sdkFor(house).adminCreateUser({
        ...ids,
        MessageAction: 'RESEND',
        DesiredDeliveryMediums: ['EMAIL'],
      })
      expect(await answer(session, { USERNAME })).toBe(INVALID_SESSION)
    })

    it('as do the Sessions that follow it, with the password that was chosen', async () => {
      const demanding = await makeMfaPool(house, 'ON')
      const USERNAME = `user${++invited}`
      await invite(house, demanding, USERNAME, { email: `${USERNAME}@example.com` })
      const session = await begin(house, demanding, USERNAME)
      const next = await choose(house, demanding, session, { USERNAME })
      expect(next.ChallengeName).toBe('EMAIL_OTP')
      const ids = { UserPoolId: demanding.poolId, Username: USERNAME }
      await sdkFor(house).adminSetUserPassword({ ...ids, Password: PASSWORD, Permanent: true })
      const message = await house.inbox.last(`${USERNAME}@example.com`)
      const answers = { USERNAME, EMAIL_OTP_CODE: message?.code ?? '' }
      const answered = respondTo(house, demanding, 'EMAIL_OTP', next.Session, answers)
      expect(await refusalOf(answered)).toBe(INVALID_SESSION)
    })

    it('also when both come at once: what the administrator set is what holds', async () => {
      const Password = 'Given-Once-More-2'
      const people = await atOnce(5, () => someone())
      await Promise.all(
        people.flatMap(({ USERNAME, session, ids }) => [
          answer(session, { USERNAME }),
          sdkFor(house).adminSetUserPassword({ ...ids, Password }),
        ]),
      )
      for (const { USERNAME } of people) await begin(house, pool, USERNAME, { PASSWORD: Password })
    })
  })
})
