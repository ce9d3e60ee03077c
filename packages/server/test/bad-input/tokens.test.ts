import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makePool, makeUser, signIn, type TestPool } from '../support/people.ts'
import { onEachStore } from '../support/stores.ts'
import { call } from '../support/wire.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token of the right form under any header, signed by nobody. */
const underHeader = (header: unknown) => `${encode(header)}.${encode({ sub: 'x' })}.AAAA`

const MADE_UP_TOKENS: readonly (readonly [string, string])[] = [
  ['NUL in its key id', underHeader({ alg: 'RS256', kid: 'a\0b' })],
  ['half a surrogate pair in its key id', underHeader({ alg: 'RS256', kid: '\ud800' })],
  ['a long key id', underHeader({ alg: 'RS256', kid: 'k'.repeat(20_000) })],
  ['__proto__ for a key id', underHeader({ alg: 'RS256', kid: '__proto__' })],
  ['a number for a key id', underHeader({ alg: 'RS256', kid: 1 })],
  ['an object for a key id', underHeader({ alg: 'RS256', kid: { toString: 1 } })],
  ['no algorithm', underHeader({ kid: 'x' })],
  ['a list for a header', underHeader([])],
  ['null for a header', underHeader(null)],
  ['null for its claims', `${encode({ alg: 'RS256', kid: 'x' })}.${encode(null)}.AAAA`],
  ['deep claims', `${encode({ alg: 'RS256', kid: 'x' })}.${deep()}.AAAA`],
  ['empty parts', 'a..b'],
]

function deep(): string {
  return Buffer.from(`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`).toString('base64url')
}

onEachStore('a token with', (open) => {
  let house: Poolhouse
  let pool: TestPool

  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    await makeUser(house, pool, 'ada')
  })

  it.each(MADE_UP_TOKENS)('%s opens nothing', async (_name, token) => {
    for (const operation of ['GetUser', 'GlobalSignOut']) {
      const { status, body } = await call(house, operation, { AccessToken: token })
      expect({ status, type: body.__type }).toEqual({ status: 400, type: 'NotAuthorizedException' })
    }
    const input = { ClientId: pool.clientId, RefreshToken: token }
    const refreshed = await call(house, 'GetTokensFromRefreshToken', input)
    expect(refreshed).toMatchObject({ status: 400, body: { __type: 'NotAuthorizedException' } })
    const revoked = await call(house, 'RevokeToken', { ClientId: pool.clientId, Token: token })
    expect([undefined, 'UnsupportedTokenTypeException']).toContain(revoked.body.__type)
  })

  it('any one part changed opens nothing', async () => {
    const { AccessToken, RefreshToken } = await signIn(house, pool, 'ada')
    for (const [index] of AccessToken.split('.').entries()) {
      const { body } = await call(house, 'GetUser', {
        AccessToken: withoutPart(AccessToken, index),
      })
      expect(body.__type).toBe('NotAuthorizedException')
    }
    for (const [index] of RefreshToken.split('.').entries()) {
      const input = { ClientId: pool.clientId, RefreshToken: withoutPart(RefreshToken, index) }
      const { body } = await call(house, 'GetTokensFromRefreshToken', input)
      expect(body.__type).toBe('NotAuthorizedException')
    }
  })
})

/** The token with the last letters of one part turned round. */
function withoutPart(token: string, index: number): string {
  const parts = token.split('.')
  const part = parts[index] ?? ''
  parts[index] = `${part.slice(0, -4)}${part.slice(-4) === 'AAAA' ? 'BBBB' : 'AAAA'}`
  return parts.join('.')
}
