import { createHmac, randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBytes, toBytes } from '../crypto/powers.ts'
import {
  checkPassword,
  expectedSignature,
  G,
  K,
  makeVerifier,
  N,
  padHex,
  parseHex,
  serverPublicValue,
} from './srp.ts'

/** The part of amazon-cognito-identity-js that speaks SRP: the client these rules must agree with. */
interface ClientNumber {
  toString(radix: number): string
}
interface ClientHelper {
  readonly N: ClientNumber
  largeAValue: ClientNumber
  getRandomPassword(): string
  getSaltDevices(): string
  getVerifierDevices(): string
  padHex(value: ClientNumber): string
  generateHashDevice(group: string, key: string, done: (error: unknown) => void): void
  getPasswordAuthenticationKey(
    username: string,
    password: string,
    B: ClientNumber,
    salt: ClientNumber,
    done: (error: unknown, key: Uint8Array) => void,
  ): void
}
const require = createRequire(import.meta.url)
const library = 'amazon-cognito-identity-js/lib'
const AuthenticationHelper: new (poolName: string) => ClientHelper = require(
  `${library}/AuthenticationHelper.js`,
).default
const BigInteger: new (text: string, radix: number) => ClientNumber = require(
  `${library}/BigInteger.js`,
).default

const timestamp = 'Tue Nov 3 09:05:01 UTC 2026'
const secretBlock = randomBytes(40)
const account = {
  poolName: 'AbCdEfGhI',
  username: 'ada',
  password: 'Difference-Engine-2',
  salt: randomBytes(16),
}
const randomB = () => fromBytes(randomBytes(32))

/** What the client makes of a challenge: the signature it would answer with. */
function clientSignature(
  helper: ClientHelper,
  { poolName, username, password, salt }: typeof account,
  B: bigint,
): Buffer {
  let signature: Buffer | undefined
  helper.getPasswordAuthenticationKey(
    username,
    password,
    new BigInteger(B.toString(16), 16),
    new BigInteger(Buffer.from(salt).toString('hex'), 16),
    (error, key) => {
      if (error) throw error
      const hmac = createHmac('sha256', key).update(poolName + username)
      signature = hmac.update(secretBlock).update(timestamp).digest()
    },
  )
  if (!signature) throw new Error('the client made no key')
  return signature
}

/** One whole exchange; the verifier may belong to another password than the client's. */
function exchange(client: typeof account, verifier: Uint8Array, b = randomB()) {
  const helper = new AuthenticationHelper(client.poolName)
  const A = parseHex(helper.largeAValue.toString(16)) ?? 0n
  const B = serverPublicValue({ verifier, b })
  const { poolName, username: userId } = client
  return {
    client: clientSignature(helper, client, B),
    server: expectedSignature({ poolName, userId, A, b, B, verifier, secretBlock, timestamp }),
  }
}

describe('the group', () => {
  it("is the client's", () => {
    expect(N).toBe(BigInt(`0x${new AuthenticationHelper('x').N.toString(16)}`))
    expect(G).toBe(2n)
  })

  it('has the known multiplier', () => {
    const known = '538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6'
    expect(K.toString(16)).toBe(known)
  })

  it.each([0n, 1n, 127n, 128n, 255n, 256n, 32767n, 32768n, 2n ** 128n, N])(
    'writes %s as the client does',
    (value) => {
      const client = new AuthenticationHelper('x')
      expect(padHex(value)).toBe(client.padHex(new BigInteger(value.toString(16), 16)))
    },
  )
})

describe('an exchange with the client', () => {
  it.each([
    ['a random salt', randomBytes(16)],
    ['a salt with leading zeros', Buffer.concat([Buffer.alloc(3), randomBytes(13)])],
    ['a salt with an odd number of digits', Buffer.concat([Buffer.of(7), randomBytes(15)])],
    ['a salt with its highest bit set', Buffer.concat([Buffer.of(0x80), randomBytes(15)])],
    ['a salt of ones', Buffer.alloc(16, 255)],
    ['a salt of zero', Buffer.alloc(16)],
  ])('agrees with %s', (_, salt) => {
    const client = { ...account, salt }
    const { client: signature, server } = exchange(client, makeVerifier(client))
    expect(server).toEqual({ kind: 'signature', signature })
  })

  it.each([
    ['a name beyond ASCII', { username: 'Zoë 🐬', password: 'pässwörd ⛵' }],
    ['an empty password', { password: '' }],
    ['a colon in name and password', { username: 'a:b', password: ':c:' }],
  ])('agrees with %s', (_, changed) => {
    const client = { ...account, ...changed }
    const { client: signature, server } = exchange(client, makeVerifier(client))
    expect(server).toEqual({ kind: 'signature', signature })
  })

  it.each([
    ['1', 1n],
    ['2', 2n],
    ['N - 2', N - 2n],
  ])('agrees when the server drew %s', (_, b) => {
    const { client: signature, server } = exchange(account, makeVerifier(account), b)
    expect(server).toEqual({ kind: 'signature', signature })
  })

  it('differs when the password is wrong', () => {
    const verifier = makeVerifier({ ...account, password: 'Difference-Engine-1' })
    const { client: signature, server } = exchange(account, verifier)
    expect(server.kind).toBe('signature')
    expect(server).not.toEqual({ kind: 'signature', signature })
  })

  it('agrees on a device that the client registered', () => {
    const [group, key] = ['-a1b2c3d4', 'us-east-1_5d0e5a3c-5d2e-4a0e-9c55-1d1a3f1f4b7e']
    const helper = new AuthenticationHelper(group)
    helper.generateHashDevice(group, key, (error) => expect(error).toBeNull())
    const verifier = Buffer.from(helper.getVerifierDevices(), 'hex')
    const device = {
      poolName: group,
      username: key,
      password: helper.getRandomPassword(),
      salt: Buffer.from(helper.getSaltDevices(), 'hex'),
    }
    expect(checkPassword({ ...device, verifier })).toBe(true)
    const { client: signature, server } = exchange(device, verifier)
    expect(server).toEqual({ kind: 'signature', signature })
  })
})

describe('a claim from an attacker', () => {
  const b = randomB()
  const B = serverPublicValue({ verifier: makeVerifier(account), b })
  const claim = (A: bigint, verifier = makeVerifier(account)) => {
    const { poolName, username: userId } = account
    return expectedSignature({ poolName, userId, A, b, B, verifier, secretBlock, timestamp })
  }

  it.each([0n, 1n, 2n, 5n])('is refused with %s times N', (times) => {
    expect(claim(times * N)).toEqual({ kind: 'refused', reason: 'A is zero' })
  })

  it.each([
    ['1', 1n],
    ['N - 1', N - 1n],
    ['N + 1', N + 1n],
    ['all ones', 2n ** 3072n - 1n],
  ])('depends on the password even with A = %s', (_, A) => {
    const other = makeVerifier({ ...account, password: 'guess' })
    expect(claim(A).kind).toBe('signature')
    expect(claim(A)).not.toEqual(claim(A, other))
  })

  it('is refused where a device registered zero', () => {
    const refused = { kind: 'refused', reason: 'verifier is zero' }
    expect(claim(2n, new Uint8Array())).toEqual(refused)
    expect(claim(2n, toBytes(N))).toEqual(refused)
  })
})

describe('checkPassword', () => {
  const verifier = makeVerifier(account)

  it('accepts the password and no other', () => {
    expect(checkPassword({ ...account, verifier })).toBe(true)
    expect(checkPassword({ ...account, verifier, password: 'difference-engine-2' })).toBe(false)
    expect(checkPassword({ ...account, verifier, username: 'Ada' })).toBe(false)
    expect(checkPassword({ ...account, verifier, poolName: 'other' })).toBe(false)
    expect(checkPassword({ ...account, verifier, salt: randomBytes(16) })).toBe(false)
  })

  it('takes a verifier with or without leading zeros', () => {
    expect(checkPassword({ ...account, verifier: Buffer.concat([Buffer.of(0), verifier]) })).toBe(
      true,
    )
  })

  it.each([0, 1, 383, 385, 1000])('refuses a verifier of %s random bytes', (length) => {
    expect(checkPassword({ ...account, verifier: randomBytes(length) })).toBe(false)
  })
})

describe('parseHex', () => {
  it('takes what clients send', () => {
    expect(parseHex('0')).toBe(0n)
    expect(parseHex('abc')).toBe(0xabcn)
    expect(parseHex('00FF')).toBe(255n)
    expect(parseHex('f'.repeat(768))).toBe(2n ** 3072n - 1n)
    expect(parseHex(`0${'f'.repeat(768)}`)).toBe(2n ** 3072n - 1n)
    expect(parseHex(`00${'F'.repeat(768)}`)).toBe(2n ** 3072n - 1n)
  })

  it.each([
    '',
    ' ff',
    'ff\n',
    '0xff',
    '-1',
    'fg',
    '1'.repeat(769),
    `01${'f'.repeat(768)}`,
    `000${'f'.repeat(768)}`,
    'ｆｆ',
  ])('refuses %j', (text) => {
    expect(parseHex(text)).toBeUndefined()
  })

  it('never throws and never exceeds 3072 bits', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 800 }), (text) => {
        const value = parseHex(text)
        return value === undefined || value < 2n ** 3072n
      }),
    )
  })
})
