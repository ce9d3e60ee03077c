import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { secretHash } from '../../src/rules/secret-hash.ts'
import {
  makeClient,
  makePool,
  makeUser,
  PASSWORD,
  signIn,
  type TestPool,
} from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { challenge } from '../support/srp-client.ts'
import { onEachStore } from '../support/stores.ts'
import { respell } from './forge.ts'
import { refusalOf } from './refusal.ts'

const INVALID = 'NotAuthorizedException: Invalid Refresh Token'
const REVOKED = 'NotAuthorizedException: Refresh Token has been revoked'
const EXPIRED = 'NotAuthorizedException: Refresh Token has expired'

onEachStore('a refresh token', (open) => {
  let house: Poolhouse
  let pool: TestPool
  let token: string
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    token = (await signIn(house, pool, 'ada')).RefreshToken
  })
  const byFlow = (REFRESH_TOKEN: string, { clientId } = pool, others = {}) =>
    refusalOf(
      sdkFor(house).initiateAuth({
        ClientId: clientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN, ...others },
      }),
    )
  const byOperation = (RefreshToken: string, { clientId } = pool, ClientSecret?: string) =>
    refusalOf(
      sdkFor(house).getTokensFromRefreshToken({ RefreshToken, ClientId: clientId, ClientSecret }),
    )
  /** Both ways to use one give the same answer. */
  const use = async (text: string, client = pool) => {
    const answers = [await byFlow(text, client), await byOperation(text, client)]
    return new Set(answers).size === 1 ? answers[0] : answers.join(' but ')
  }
  const partsOf = (text: string) => text.split('.')
  const withPart = (index: number, part: string) => partsOf(token).with(index, part).join('.')

  it('is good for new tokens', async () => {
    expect(await use(token)).toBe('accepted')
  })

  it('is none when it is made up', async () => {
    const [header = ''] = partsOf(token)
    const random = (bytes: number) => Buffer.alloc(bytes, 'made up').toString('base64url')
    const texts = [
      ...['x', '.', '....', `${header}....`, `${header}.a.b.c.d`, '-'.repeat(131_072)],
      [header, random(8), random(12), random(40), random(16)].join('.'),
      [header, random(8), random(12), random(90_000), random(16)].join('.'),
    ]
    for (const text of texts) expect(await use(text)).toBe(INVALID)
  })

  it.each([0, 1, 2, 3, 4])('is none with a bit changed in part %i', async (index) => {
    const bytes = Buffer.from(partsOf(token)[index] ?? '', 'base64url')
    for (const place of [0, bytes.length >> 1, bytes.length - 1]) {
      for (const bit of [1, 128]) {
        const changed = Buffer.from(bytes)
        changed[place] = (changed[place] ?? 0) ^ bit
        expect(await use(withPart(index, changed.toString('base64url')))).toBe(INVALID)
      }
    }
  })

  it.each([0, 1, 2, 3, 4])('is none with part %i cut, stretched or spelt anew', async (index) => {
    const part = partsOf(token)[index] ?? ''
    const others = [part.slice(0, -1), part.slice(1), '', `${part}A`, `A${part}`, respell(part)]
    for (const other of [...others, `${part}.`, `.${part}`, part + part]) {
      expect(await use(withPart(index, other))).toBe(INVALID)
    }
  })

  it('is none with its parts in another order or of another token', async () => {
    const other = partsOf((await signIn(house, pool, 'ada')).RefreshToken)
    const own = partsOf(token)
    for (const index of [1, 2, 3, 4]) {
      expect(await use(withPart(index, other[index] ?? ''))).toBe(INVALID)
      expect(await use(withPart(index, own[1 + (index % 4)] ?? ''))).toBe(INVALID)
    }
    expect(await use(own.toReversed().join('.'))).toBe(INVALID)
    expect(await use(`${token}.${token}`)).toBe(INVALID)
    expect(await use(token.slice(0, -4))).toBe(INVALID)
  })

  it('is not what else we seal or sign, in any form', async () => {
    const [header = ''] = partsOf(token)
    const { AccessToken, IdToken } = await signIn(house, pool, 'ada')
    const { parameters } = await challenge(house, pool, 'ada')
    await makePool(house)
    const { NextToken = '' } = await sdkFor(house).listUserPools({ MaxResults: 1 })
    expect(NextToken).not.toBe('')
    const block = Buffer.from(parameters.SECRET_BLOCK ?? '', 'base64')
    const page = Buffer.from(NextToken, 'base64url')
    const cut = (bytes: Buffer) =>
      [
        header,
        bytes.subarray(0, 8),
        bytes.subarray(8, 20),
        bytes.subarray(20, -16),
        bytes.subarray(-16),
      ]
        .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
        .join('.')
    const texts = [
      AccessToken,
      IdToken,
      block.toString('base64url'),
      cut(block),
      NextToken,
      cut(page),
    ]
    for (const text of texts) expect(await use(text)).toBe(INVALID)
  })

  it('is none at another client, of the same pool or of another', async () => {
    const sibling = { ...pool, ...(await makeClient(house, pool.poolId)) }
    const stranger = await makePool(house)
    await makeUser(house, stranger, 'ada')
    expect(await use(token, sibling)).toBe(INVALID)
    expect(await use(token, stranger)).toBe(INVALID)
  })

  it('is none after RevokeToken, which only its own client can ask for', async () => {
    const { RefreshToken } = await signIn(house, pool, 'ada')
    const sibling = await makeClient(house, pool.poolId)
    const sdk = sdkFor(house)
    await sdk.revokeToken({ ClientId: sibling.clientId, Token: RefreshToken })
    await sdk.revokeToken({ ClientId: pool.clientId, Token: `${RefreshToken}.` })
    expect(await use(RefreshToken)).toBe('accepted')
    await sdk.revokeToken({ ClientId: pool.clientId, Token: RefreshToken })
    await sdk.revokeToken({ ClientId: pool.clientId, Token: RefreshToken })
    expect(await use(RefreshToken)).toBe(REVOKED)
    expect(await use(token)).toBe('accepted')
  })

  it('is none after GlobalSignOut', async () => {
    await makeUser(house, pool, 'bob')
    const [one, other] = [await signIn(house, pool, 'bob'), await signIn(house, pool, 'bob')]
    await sdkFor(house).globalSignOut({ AccessToken: one.AccessToken })
    for (const { RefreshToken } of [one, other]) expect(await use(RefreshToken)).toBe(REVOKED)
    expect(await use(token)).toBe('accepted')
  })

  it('is none once its client or its pool is deleted', async () => {
    const gone = await makePool(house)
    await makeUser(house, gone, 'ada')
    const { RefreshToken } = await signIn(house, gone, 'ada')
    const ids = { UserPoolId: gone.poolId, ClientId: gone.clientId }
    await sdkFor(house).deleteUserPoolClient(ids)
    expect(await use(RefreshToken, gone)).toBe(
      `ResourceNotFoundException: User pool client ${gone.clientId} does not exist.`,
    )
    expect(await use(RefreshToken)).toBe(INVALID)
  })

  describe('of a client with a secret', () => {
    let guarded: TestPool
    let own: string
    const hash = (name: string, secret = guarded.clientSecret ?? '') => ({
      SECRET_HASH: secretHash(name, guarded.clientId, secret),
    })
    beforeAll(async () => {
      guarded = { ...pool, ...(await makeClient(house, pool.poolId, { GenerateSecret: true })) }
      const { AuthenticationResult } = await sdkFor(house).initiateAuth({
        ClientId: guarded.clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD, ...hash('ada') },
      })
      own = AuthenticationResult?.RefreshToken ?? ''
    })

    it('is none without it', async () => {
      expect(await byFlow(own, guarded)).toMatch(/^NotAuthorizedException: .* SECRET_HASH was not/)
      expect(await byOperation(own, guarded)).toMatch(/^NotAuthorizedException: Unable to verify/)
    })

    it('is none with another, or a hash of another name', async () => {
      const other = 'x'.repeat(51)
      const refused = `NotAuthorizedException: Unable to verify secret hash for client ${guarded.clientId}`
      expect(await byFlow(own, guarded, hash('ada', other))).toBe(refused)
      expect(await byFlow(own, guarded, hash('bob'))).toBe(refused)
      expect(await byFlow(own, guarded, hash(''))).toBe(refused)
      expect(await byFlow(own, guarded, { SECRET_HASH: guarded.clientSecret })).toBe(refused)
      expect(await byOperation(own, guarded, other)).toMatch(/^NotAuthorizedException: Unable to/)
      expect(await byOperation(own, guarded, guarded.clientSecret?.toUpperCase())).toMatch(
        /^NotAuthorizedException: Unable to verify/,
      )
    })

    it('is good with it', async () => {
      expect(await byFlow(own, guarded, hash('ada'))).toBe('accepted')
      expect(await byOperation(own, guarded, guarded.clientSecret)).toBe('accepted')
    })
  })

  it('is none after its thirty days, however often it was used', async () => {
    const { RefreshToken } = await signIn(house, pool, 'ada')
    house.clock.advance('29d')
    expect(await use(RefreshToken)).toBe('accepted')
    house.clock.advance('24h')
    expect(await use(RefreshToken)).toBe(EXPIRED)
  })
})
