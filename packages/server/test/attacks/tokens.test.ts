import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makePool, makeUser, signIn } from '../support/people.ts'
import { onEachStore } from '../support/stores.ts'
import { call } from '../support/wire.ts'
import { byKey, bySecret, encode, keyOf, respell, takeApart, write } from './forge.ts'

const stranger = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

onEachStore('a forged access token', (open) => {
  let house: Poolhouse
  let ada: Awaited<ReturnType<typeof signIn>>
  let bob: Awaited<ReturnType<typeof signIn>>
  let foreign: Awaited<ReturnType<typeof signIn>>
  beforeAll(async () => {
    house = await open()
    const pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    await makeUser(house, pool, 'bob')
    ada = await signIn(house, pool, 'ada')
    bob = await signIn(house, pool, 'bob')
    const elsewhere = await makePool(house)
    await makeUser(house, elsewhere, 'ada')
    foreign = await signIn(house, elsewhere, 'ada')
  })
  const answer = async (AccessToken: string) => {
    const { status, body } = await call(house, 'GetUser', { AccessToken })
    return status === 200 ? body.Username : `${status} ${body.__type}`
  }
  const REFUSED = '400 NotAuthorizedException'
  const parts = () => takeApart(ada.AccessToken)
  const kid = () => parts().header.kid
  const publicKey = () => keyOf(ada.AccessToken).publicKey

  it('is told from a real one', async () => {
    expect(await answer(ada.AccessToken)).toBe('ada')
    const { header, claims } = parts()
    expect(await answer(write(header, claims, byKey(keyOf(ada.AccessToken))))).toBe('ada')
  })

  it.each(['none', 'None', 'NONE', 'nOnE', 'none ', '', null, 0, false, ['RS256'], {}])(
    'without a signature, its algorithm said to be %j, is refused',
    async (alg) => {
      const { claims, body, tail } = parts()
      const head = encode({ kid: kid(), alg })
      for (const forged of [`${head}.${body}.`, `${head}.${body}`, `${head}.${body}.${tail}`]) {
        expect(await answer(forged)).toBe(REFUSED)
      }
      expect(await answer(write({ alg }, claims, bySecret('')))).toBe(REFUSED)
    },
  )

  it.each(['HS256', 'HS384', 'HS512', 'RS256', 'hs256'])(
    'signed with the public key as a secret, as %s, is refused',
    async (alg) => {
      const hash = alg.toLowerCase().replace(/^[hr]s/, 'sha')
      const key = createPublicKey(publicKey())
      const jwk = key.export({ format: 'jwk' })
      const secrets = [
        publicKey(),
        publicKey().trim(),
        key.export({ type: 'spki', format: 'der' }),
        key.export({ type: 'pkcs1', format: 'pem' }),
        JSON.stringify(jwk),
        String(jwk.n),
        '',
      ]
      for (const secret of secrets) {
        const forged = write({ kid: kid(), alg }, parts().claims, bySecret(secret, hash))
        expect(await answer(forged)).toBe(REFUSED)
      }
    },
  )

  it.each([
    ['RS384', 'sha384'],
    ['RS512', 'sha512'],
    ['PS256', 'sha256'],
    ['ES256', 'sha256'],
    ['rs256', 'sha256'],
  ])(
    'of another algorithm, %s, is refused even when the right key signed it',
    async (alg, hash) => {
      const own = byKey(keyOf(ada.AccessToken), hash)
      expect(await answer(write({ kid: kid(), alg }, parts().claims, own))).toBe(REFUSED)
    },
  )

  it('signed with a key that it brings along is refused', async () => {
    const jwk = createPublicKey(stranger.publicKey).export({ format: 'jwk' })
    const address = 'http://localhost:7665/jwks.json'
    for (const brought of [{}, { jwk }, { jku: address }, { x5u: address }, { x5c: [jwk.n] }]) {
      for (const name of [kid(), 'mine', undefined]) {
        const header = { kid: name, alg: 'RS256', ...brought }
        expect(await answer(write(header, parts().claims, byKey(stranger)))).toBe(REFUSED)
      }
    }
  })

  it.each([
    ['a path', '../../../../../dev/null'],
    ['a query', `' or '1'='1`],
    ['a second query', `x'; drop table signing_keys; --`],
    ['empty', ''],
    ['an array', ['x']],
    ['an object', { toString: 'x' }],
    ['null', null],
    ['a number', 7],
    ['a name of JavaScript', '__proto__'],
    ['a null character', '\0'],
    ['half a surrogate pair', '\ud800'],
    ['very long', 'k'.repeat(60_000)],
  ])('whose key id is %s is refused', async (_, name) => {
    const { claims } = parts()
    const ends = [name, ...(typeof name === 'string' ? [`${kid()}${name}`] : [])]
    for (const end of ends.filter((each) => each !== kid())) {
      expect(await answer(write({ kid: end, alg: 'RS256' }, claims, bySecret('')))).toBe(REFUSED)
      expect(await answer(write({ kid: end, alg: 'RS256' }, claims, byKey(stranger)))).toBe(REFUSED)
    }
  })

  it.each([
    ['sub', () => takeApart(bob.AccessToken).claims.sub],
    ['username', () => 'bob'],
    ['event_id', () => takeApart(bob.AccessToken).claims.event_id],
    ['origin_jti', () => takeApart(bob.AccessToken).claims.origin_jti],
    ['client_id', () => 'another'],
    ['exp', () => 4_102_444_800],
    ['scope', () => 'aws.cognito.signin.user.admin openid'],
    ['cognito:groups', () => ['admin']],
    ['iss', () => takeApart(foreign.AccessToken).claims.iss],
  ])('with another %s under the old signature is refused', async (name, value) => {
    const { head, tail, claims } = parts()
    expect(await answer(`${head}.${encode({ ...claims, [name]: value() })}.${tail}`)).toBe(REFUSED)
  })

  it('with another header under the old signature is refused', async () => {
    const { header, body, tail } = parts()
    for (const more of [{ typ: 'JWT' }, { crit: ['exp'] }, { b64: false }, { zip: 'DEF' }]) {
      expect(await answer(`${encode({ ...header, ...more })}.${body}.${tail}`)).toBe(REFUSED)
    }
  })

  it('made of the parts of real ones is refused', async () => {
    const [own, other, id] = [ada.AccessToken, bob.AccessToken, ada.IdToken].map(takeApart)
    const mixtures = [
      [own?.head, other?.body, own?.tail],
      [own?.head, own?.body, other?.tail],
      [id?.head, own?.body, own?.tail],
      [takeApart(foreign.AccessToken).head, own?.body, own?.tail],
      [own?.body, own?.head, own?.tail],
    ]
    for (const mixture of mixtures) expect(await answer(mixture.join('.'))).toBe(REFUSED)
  })

  it('that is a token of another kind is refused', async () => {
    for (const other of [ada.IdToken, ada.RefreshToken]) expect(await answer(other)).toBe(REFUSED)
  })

  describe('of another form', () => {
    it('is refused, segments missing or too many', async () => {
      const { AccessToken } = ada
      const { head, body, tail } = parts()
      const texts = [
        ...['.', '..', '...', 'a', 'a.b.c', `${head}`, `${head}.${body}`, `${head}..${tail}`],
        ...[`.${AccessToken}`, `${AccessToken}.`, `${AccessToken}.${tail}`, `..${tail}`],
        ...[`${AccessToken}.${AccessToken}`, `${head}.${AccessToken}`, AccessToken + AccessToken],
      ]
      for (const text of texts) expect(await answer(text)).toBe(REFUSED)
    })

    it('is refused, spelt in another way', async () => {
      const { head, body, tail } = parts()
      const texts = [
        `${head}.${body}.${respell(tail)}`,
        `${head}.${respell(body)}.${tail}`,
        `${respell(head)}.${body}.${tail}`,
        ...['=', '==', 'A', '-', '_'].map((more) => `${ada.AccessToken}${more}`),
        ada.AccessToken.slice(0, -1),
      ]
      for (const text of texts) expect(await answer(text)).toBe(REFUSED)
    })

    it('is refused, its header or claims no JSON object', async () => {
      const own = byKey(keyOf(ada.AccessToken))
      const { header, claims } = parts()
      for (const odd of [
        '',
        'x',
        'null',
        '[]',
        '"RS256"',
        '7',
        '{',
        `\ufeff${JSON.stringify(claims)}`,
      ]) {
        expect(await answer(write(odd, claims, own))).toBe(REFUSED)
        expect(await answer(write(header, odd, own))).toBe(REFUSED)
      }
    })

    it('is refused, as long as a token may be', async () => {
      const longest = 131_072
      const texts = ['A', '.', 'A.', encode('[')].map((text) =>
        text.repeat(longest).slice(0, longest),
      )
      const deep = encode('['.repeat(30_000))
      for (const text of [...texts, `${deep}.${deep}.${deep}`]) {
        expect(await answer(text)).toBe(REFUSED)
      }
    })
  })
})
