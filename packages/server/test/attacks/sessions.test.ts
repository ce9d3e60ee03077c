import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makeClient, makePool, makeUser, PASSWORD, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { type Challenge, challenge, prove, respond, timestampOf } from '../support/srp-client.ts'
import { onEachStore, TEST_MASTER_KEY } from '../support/stores.ts'
import { atOnce, INVALID_SESSION, LOCKED, refusalOf, tally, WRONG_PASSWORD } from './refusal.ts'
import { stopTime } from './stopped-time.ts'

const EXPIRED = `${INVALID_SESSION.slice(0, -1)}, session is expired.`

onEachStore('a secret block', (open, store) => {
  stopTime()
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    await makeUser(house, pool, 'bob')
  })
  const claim = (asked: Challenge, password = PASSWORD) =>
    prove(asked, { poolId: pool.poolId, password })
  const answer = (responses: Record<string, string>, client = pool, at = house) =>
    refusalOf(respond(at, client, responses))

  it('is answered once: a second right answer to it is refused', async () => {
    const asked = await challenge(house, pool, 'ada')
    const right = claim(asked)
    expect(await answer(right)).toBe('accepted')
    expect(await answer(right)).toBe(INVALID_SESSION)
    const timestamp = timestampOf(new Date(house.clock.now() + 60_000))
    const signedAnew = prove(asked, { poolId: pool.poolId, password: PASSWORD, timestamp })
    expect(await answer(signedAnew)).toBe(INVALID_SESSION)
  })

  it('stays answered when the server starts anew', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'poolhouse-restart-'))
    const start = () => open(store === 'sqlite' ? { store: { sqlite: folder } } : {})
    const before = await start()
    const own = await makePool(before)
    await makeUser(before, own, 'cleo')
    const asked = await challenge(before, own, 'cleo')
    const right = prove(asked, { poolId: own.poolId, password: PASSWORD })
    expect(await answer(right, own, before)).toBe('accepted')
    await before.close()
    const after = await start()
    expect(await answer(right, own, after)).toBe(INVALID_SESSION)
    await after.close()
    rmSync(folder, { recursive: true })
  })

  it('is not spent by a wrong answer, which counts instead', async () => {
    const asked = await challenge(house, pool, 'ada')
    const wrong = claim(asked, 'wrong')
    for (let time = 0; time < 4; time++) expect(await answer(wrong)).toBe(WRONG_PASSWORD)
    expect(await answer(claim(asked))).toBe('accepted')
  })

  it('answered twenty times at once lets exactly one in', async () => {
    const right = claim(await challenge(house, pool, 'ada'))
    const answers = await atOnce(20, () => answer(right))
    expect(tally(answers)).toEqual({ accepted: 1, [INVALID_SESSION]: 19 })
  })

  it('answered at once on two servers lets exactly one in', async () => {
    // On SQLite a second server has a database of its own, where nobody has this client.
    const other = await open()
    const right = claim(await challenge(house, pool, 'ada'))
    const answers = await atOnce(10, (index) => answer(right, pool, index % 2 ? other : house))
    expect(tally(answers).accepted).toBe(1)
    if (store === 'postgres') expect(tally(answers)[INVALID_SESSION]).toBe(9)
  })

  it('lasts as long as its client says', async () => {
    const brief = { ...pool, ...(await makeClient(house, pool.poolId, { AuthSessionValidity: 5 })) }
    for (const [client, minutes] of [
      [pool, 3],
      [brief, 5],
    ] as const) {
      const early = claim(await challenge(house, client, 'ada'))
      const late = claim(await challenge(house, client, 'ada'))
      house.clock.advance(`${minutes * 60_000 - 1}ms`)
      expect(await answer(early, client)).toBe('accepted')
      house.clock.advance('1ms')
      expect(await answer(late, client)).toBe(EXPIRED)
      expect(await answer(early, client)).toBe(EXPIRED)
    }
  })

  it('is for one client', async () => {
    const sibling = { ...pool, ...(await makeClient(house, pool.poolId)) }
    const stranger = await makePool(house)
    await makeUser(house, stranger, 'ada')
    const right = claim(await challenge(house, pool, 'ada'))
    expect(await answer(right, sibling)).toBe(INVALID_SESSION)
    expect(await answer(right, stranger)).toBe(INVALID_SESSION)
    expect(await answer(right)).toBe('accepted')
  })

  it('is for one pool, should its client be made again in another', async () => {
    const named = { ClientName: `_custom_id_:moved${store}` }
    const before = await makePool(house, {}, named)
    await makeUser(house, before, 'ada')
    const asked = await challenge(house, before, 'ada')
    await sdkFor(house).deleteUserPoolClient({
      UserPoolId: before.poolId,
      ClientId: before.clientId,
    })
    const after = await makePool(house, {}, named)
    expect(after.clientId).toBe(before.clientId)
    for (const { poolId } of [before, after]) {
      const right = prove(asked, { poolId, password: PASSWORD })
      expect(await answer(right, after)).toBe(INVALID_SESSION)
    }
  })

  it('is for one user', async () => {
    const right = claim(await challenge(house, pool, 'ada'))
    for (const USERNAME of ['bob', 'nobody', 'Ada', 'ada@example.com', ' ada']) {
      expect(await answer({ ...right, USERNAME })).toBe(INVALID_SESSION)
    }
    const other = claim(await challenge(house, pool, 'bob'))
    const { PASSWORD_CLAIM_SECRET_BLOCK = '' } = right
    const swapped = await answer({ ...other, PASSWORD_CLAIM_SECRET_BLOCK })
    expect(swapped).toBe(INVALID_SESSION)
    const crossed = await answer({ ...other, PASSWORD_CLAIM_SECRET_BLOCK, USERNAME: 'ada' })
    expect(crossed).toBe(WRONG_PASSWORD)
    expect(await answer(right)).toBe('accepted')
  })

  it('is not made up, nor changed', async () => {
    const right = claim(await challenge(house, pool, 'ada'))
    const block = right.PASSWORD_CLAIM_SECRET_BLOCK ?? ''
    const bytes = Buffer.from(block, 'base64')
    const changed = [0, 1, 13, bytes.length >> 1, bytes.length - 1].map((place) => {
      const copy = Buffer.from(bytes)
      copy[place] = (copy[place] ?? 0) ^ 1
      return copy.toString('base64')
    })
    const state = { userId: 'ada', clientId: pool.clientId, A: '1', b: '1', B: '1' }
    const texts = [
      ...['x', 'AQ==', '****', ' ', '\u00e9', 'A'.repeat(131_072)],
      Buffer.from(JSON.stringify(state)).toString('base64'),
      ...[block.slice(0, -4), block.slice(4), `${block}AAAA`, block + block, ` ${block}`],
      ...[`${block}\n`, `${block}=`, `${block.slice(0, 8)} ${block.slice(8)}`],
      ...changed,
    ]
    for (const PASSWORD_CLAIM_SECRET_BLOCK of texts) {
      expect(await answer({ ...right, PASSWORD_CLAIM_SECRET_BLOCK })).toBe(INVALID_SESSION)
    }
    expect(await answer(right)).toBe('accepted')
  })

  it('is of one master key', async () => {
    const ids = {
      UserPoolTags: { _custom_id_: `us-east-1_Same${store.slice(0, 3)}` },
      ClientName: `_custom_id_:same${store}`,
    }
    const { UserPoolTags, ClientName } = ids
    const twin = await makePool(house, { UserPoolTags }, { ClientName })
    const masterKey = Buffer.from(TEST_MASTER_KEY).reverse()
    const elsewhere = await open({ store: 'memory', masterKey })
    await makePool(elsewhere, { UserPoolTags }, { ClientName })
    await makeUser(house, twin, 'ada')
    await makeUser(elsewhere, twin, 'ada')
    const asked = await challenge(elsewhere, twin, 'ada')
    const right = prove(asked, { poolId: twin.poolId, password: PASSWORD })
    expect(await answer(right, twin)).toBe(INVALID_SESSION)
    expect(await answer(right, twin, elsewhere)).toBe('accepted')
  })

  it('comes alone: a Session given along was made up', async () => {
    const right = claim(await challenge(house, pool, 'ada'))
    const block = right.PASSWORD_CLAIM_SECRET_BLOCK ?? ''
    for (const session of ['made up, but long enough', block.slice(0, 2048), 'x'.repeat(2048)]) {
      expect(await refusalOf(respond(house, pool, right, session))).toBe(INVALID_SESSION)
    }
    expect(await answer(right)).toBe('accepted')
  })

  it('is no way around a lock', async () => {
    const [asked, other] = [
      await challenge(house, pool, 'bob'),
      await challenge(house, pool, 'bob'),
    ]
    for (let time = 0; time < 5; time++) await answer(claim(other, 'wrong'))
    expect(await answer(claim(asked))).toBe(LOCKED)
    house.clock.advance('1s')
    expect(await answer(claim(asked))).toBe('accepted')
  })

  it('answers no challenge but its own', async () => {
    const right = claim(await challenge(house, pool, 'ada'))
    const others = Object.values(ChallengeNameType).filter((name) => name !== 'PASSWORD_VERIFIER')
    expect(others.length).toBeGreaterThan(10)
    for (const ChallengeName of others) {
      for (const Session of [undefined, 'x'.repeat(200)]) {
        const answered = sdkFor(house).respondToAuthChallenge({
          ClientId: pool.clientId,
          ChallengeName,
          ChallengeResponses: { ...right, NEW_PASSWORD: PASSWORD, ANSWER: 'PASSWORD', PASSWORD },
          Session,
        })
        expect(await refusalOf(answered)).toMatch(
          /^(NotAuthorized|NotImplemented|InvalidParameter)Exception: /,
        )
      }
    }
    expect(await answer(right)).toBe('accepted')
  })
})
