import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makePool, makeUser, signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { byKey, keyOf, takeApart, write } from './forge.ts'
import { refusalOf } from './refusal.ts'

const INVALID = 'NotAuthorizedException: Invalid Access Token'
const REVOKED = 'NotAuthorizedException: Access Token has been revoked'
const EXPIRED = 'NotAuthorizedException: Access Token has expired'

onEachStore('an access token with a right signature', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    await makeUser(house, pool, 'bob')
  })
  /** Every operation that takes one gives the same answer. */
  const answer = async (AccessToken: string, at = house) => {
    const sdk = sdkFor(at)
    const answers = [
      await refusalOf(sdk.getUser({ AccessToken })),
      await refusalOf(sdk.globalSignOut({ AccessToken })),
    ]
    return new Set(answers).size === 1 ? answers[0] : answers.join(' but ')
  }

  it('is worth nothing after GlobalSignOut, nor are its sisters', async () => {
    const [one, other] = [await signIn(house, pool, 'ada'), await signIn(house, pool, 'ada')]
    const { AuthenticationResult } = await sdkFor(house).initiateAuth({
      ClientId: pool.clientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: one.RefreshToken },
    })
    await sdkFor(house).globalSignOut({ AccessToken: one.AccessToken })
    for (const token of [one, other, AuthenticationResult]) {
      expect(await answer(token?.AccessToken ?? '')).toBe(REVOKED)
    }
  })

  it('is worth nothing after RevokeToken, but other sign-ins stay', async () => {
    const [one, other] = [await signIn(house, pool, 'ada'), await signIn(house, pool, 'ada')]
    await sdkFor(house).revokeToken({ ClientId: pool.clientId, Token: one.RefreshToken })
    expect(await answer(one.AccessToken)).toBe(REVOKED)
    expect(await answer(other.AccessToken)).toBe('accepted')
  })

  it('is worth nothing once its client or its pool is deleted, made again or not', async () => {
    const UserPoolTags = { _custom_id_: `us-east-1_${house.clock.now().toString(36).slice(-8)}` }
    const own = { ClientName: `_custom_id_:client${house.clock.now()}` }
    const gone = await makePool(house, { UserPoolTags }, own)
    await makeUser(house, gone, 'ada')
    const sdk = sdkFor(house)
    const ids = { UserPoolId: gone.poolId, ClientId: gone.clientId }

    const first = await signIn(house, gone, 'ada')
    await sdk.deleteUserPoolClient(ids)
    expect(await answer(first.AccessToken)).toBe(REVOKED)
    await sdk.createUserPoolClient({
      ...own,
      UserPoolId: gone.poolId,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    })
    expect(await answer(first.AccessToken)).toBe(REVOKED)

    const second = await signIn(house, gone, 'ada')
    await sdk.deleteUserPool({ UserPoolId: gone.poolId })
    expect(await answer(second.AccessToken)).toBe(INVALID)
    const again = await makePool(house, { UserPoolTags }, own)
    await makeUser(house, again, 'ada')
    expect(await answer(second.AccessToken)).toMatch(/^NotAuthorizedException: /)
  })

  it('is worth nothing in another house, even one that has the same keys and ids', async () => {
    const UserPoolTags = { _custom_id_: 'us-east-1_Twin' }
    const twins = { ClientName: '_custom_id_:twin' }
    const one = await makePool(house, { UserPoolTags }, twins)
    await makeUser(house, one, 'ada')
    const { AccessToken } = await signIn(house, one, 'ada')
    const pair = keyOf(AccessToken)
    const other = await open({ store: 'memory', keyStock: { take: async () => pair } })
    await makeUser(other, await makePool(other, { UserPoolTags }, twins), 'ada')
    expect(await answer(AccessToken, other)).toBe(REVOKED)
  })

  describe('and contents that only a mistake of ours could sign', () => {
    let ada: Awaited<ReturnType<typeof signIn>>
    let bob: Awaited<ReturnType<typeof signIn>>
    beforeAll(async () => {
      ada = await signIn(house, pool, 'ada')
      bob = await signIn(house, pool, 'bob')
    })
    const changed = (changes: Record<string, unknown>) => {
      const { header, claims } = takeApart(ada.AccessToken)
      return write(header, { ...claims, ...changes }, byKey(keyOf(ada.AccessToken)))
    }

    it.each([
      ['token_use', 'id'],
      ['token_use', undefined],
      ['iss', undefined],
      ['iss', 'http://localhost:7665/us-east-1_Elsewhere'],
      ['iss', ['http://localhost:7665']],
      ['exp', undefined],
      ['exp', null],
      ['exp', '4102444800'],
      ['exp', [4_102_444_800]],
      ['sub', undefined],
      ['client_id', 'another'],
      ['client_id', undefined],
    ])('is refused with %s = %j', async (claim, value) => {
      expect(await answer(changed({ [claim]: value }))).toBe(INVALID)
    })

    it.each([0, -1, 1.5, 1_700_000_000])('is refused when it ended at %d', async (exp) => {
      expect(await answer(changed({ exp }))).toBe(EXPIRED)
    })

    it.each([undefined, '', 'openid', 'aws.cognito.signin.user.administrator', 7])(
      'is refused with the scope %j',
      async (scope) => {
        expect(await answer(changed({ scope }))).toBe(
          'NotAuthorizedException: Access Token does not have required scopes',
        )
      },
    )

    it.each([undefined, '', 'x', { toString: 1 }, [], `' or '1'='1`])(
      'is refused with the sign-in %j',
      async (event_id) => {
        expect(await answer(changed({ event_id }))).toBe(REVOKED)
      },
    )

    it('is refused in the sign-in of somebody else', async () => {
      const { event_id, sub } = takeApart(bob.AccessToken).claims
      expect(await answer(changed({ event_id }))).toBe(INVALID)
      expect(await answer(changed({ sub }))).toBe(INVALID)
    })

    it('is refused when the key is the one for ID tokens, or of another pool', async () => {
      const { claims } = takeApart(ada.AccessToken)
      const id = takeApart(ada.IdToken).header
      expect(await answer(write(id, claims, byKey(keyOf(ada.IdToken))))).toBe(INVALID)
      const foreign = await makePool(house)
      for (const pair of inject('keyPairs')) {
        const text = `${foreign.poolId} access ${pair.publicKey}`
        const kid = createHash('sha256').update(text).digest('base64')
        expect(await answer(write({ kid, alg: 'RS256' }, claims, byKey(pair)))).toBe(INVALID)
      }
    })

    it('is accepted without any of it', async () => {
      const { AccessToken } = ada
      expect(changed({})).toBe(AccessToken)
      await sdkFor(house).getUser({ AccessToken })
    })
  })

  it('is worth nothing when its hour is over', async () => {
    const { AccessToken } = await signIn(house, pool, 'ada')
    house.clock.advance('59m')
    await sdkFor(house).getUser({ AccessToken })
    house.clock.advance('1m')
    expect(await answer(AccessToken)).toBe(EXPIRED)
  })
})
