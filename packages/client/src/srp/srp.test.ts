import { createHash, createHmac, getDiffieHellman, hkdfSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bigNumber, calledBack, identityJs } from '../../test/support/identity-js.ts'
import { fromBase64, randomBytes, toHex } from '../encoding/bytes.ts'
import { drawDeviceSecret } from './device.ts'
import { G, multiplier, N, padded, toNumber } from './group.ts'
import { modPow } from './mod-pow.ts'
import { drawKeys, exponentOf, prove } from './srp.ts'

const ROUNDS = 2
const GROUP = 'AbCdEf123'
const PASSWORD = 'Swim-Every-Day-1 ☂'
const SECRET_BLOCK = 'c2VjcmV0IGJsb2Nr'

const draw = (bytes: number) => toNumber(randomBytes(bytes))
const digest = (...parts: Uint8Array[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest()

/** The server's side, by Node's own functions: what it sends, and the key it comes to. */
async function serve(verifier: bigint) {
  const secret = draw(32)
  const open = ((await multiplier()) * verifier + modPow(G, secret)) % N
  const keyFor = (clientKey: bigint) => {
    const u = toNumber(digest(padded(clientKey), padded(open)))
    const shared = modPow(clientKey * modPow(verifier, u), secret)
    return Buffer.from(
      hkdfSync('sha256', padded(shared), padded(u), Buffer.from('Caldera Derived Key'), 16),
    )
  }
  return { open, keyFor }
}

const sign = (key: Uint8Array, group: string, user: string, timestamp: string) =>
  createHmac('sha256', key)
    .update(`${group}${user}`)
    .update(Buffer.from(SECRET_BLOCK, 'base64'))
    .update(timestamp)
    .digest('base64')

it('computes the prime of group 15', () => {
  expect(N.toString(16)).toBe(getDiffieHellman('modp15').getPrime('hex'))
})

const eachRound = describe.each(Array.from({ length: ROUNDS }, (_, round) => round))

describe('the group', () => {
  it('has the multiplier that Cognito has', async () => {
    const k = '538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6'
    expect((await multiplier()).toString(16)).toBe(k)
  })

  it('raises to powers as multiplication does', () => {
    const base = draw(384) % N
    let power = 1n
    for (let exponent = 0n; exponent < 70n; exponent++) {
      expect(modPow(base, exponent)).toBe(power)
      power = (power * base) % N
    }
    // By Fermat: the modulus is prime.
    expect(modPow(base, N - 1n)).toBe(1n)
  })
})

eachRound('round %i', () => {
  it('comes to the key of amazon-cognito-identity-js', async () => {
    const salt = toHex(randomBytes(16))
    const theirs = identityJs(GROUP)
    await calledBack((done) => theirs.getLargeAValue(done))
    const verifier = modPow(G, await exponentOf(GROUP, 'user-1', PASSWORD, BigInt(`0x${salt}`)))
    const serverKey = (await serve(verifier)).open.toString(16)
    const key = await calledBack<Uint8Array>((done) =>
      theirs.getPasswordAuthenticationKey(
        'user-1',
        PASSWORD,
        bigNumber(serverKey),
        bigNumber(salt),
        done,
      ),
    )
    const secret = BigInt(`0x${theirs.smallAValue.toString(16)}`)
    const { signature, timestamp } = await prove(drawKeys(secret), {
      group: GROUP,
      user: 'user-1',
      password: PASSWORD,
      salt,
      serverKey,
      secretBlock: SECRET_BLOCK,
    })
    expect(signature).toBe(sign(key, GROUP, 'user-1', timestamp))
  })

  it('proves a device that amazon-cognito-identity-js made known', async () => {
    const theirs = identityJs('-group')
    await calledBack((done) => theirs.generateHashDevice('-group', 'device-1', done))
    const server = await serve(BigInt(`0x${theirs.getVerifierDevices()}`))
    const keys = drawKeys()
    const { signature, timestamp } = await prove(keys, {
      group: '-group',
      user: 'device-1',
      password: theirs.getRandomPassword(),
      salt: theirs.getSaltDevices(),
      serverKey: server.open.toString(16),
      secretBlock: SECRET_BLOCK,
    })
    expect(signature).toBe(sign(server.keyFor(keys.open), '-group', 'device-1', timestamp))
  })

  it('makes a device known that amazon-cognito-identity-js can prove', async () => {
    const { password, verifier } = await drawDeviceSecret('-group', 'device-1')
    const server = await serve(toNumber(fromBase64(verifier.PasswordVerifier)))
    const theirs = identityJs('-group')
    const open = await calledBack<{ toString(radix: number): string }>((done) =>
      theirs.getLargeAValue(done),
    )
    const key = await calledBack<Uint8Array>((done) =>
      theirs.getPasswordAuthenticationKey(
        'device-1',
        password,
        bigNumber(server.open.toString(16)),
        bigNumber(toHex(fromBase64(verifier.Salt))),
        done,
      ),
    )
    expect(Buffer.from(key)).toEqual(server.keyFor(BigInt(`0x${open.toString(16)}`)))
  })
})

it('writes the time as Cognito reads it', async () => {
  const challenge = {
    group: GROUP,
    user: 'user-1',
    password: PASSWORD,
    salt: 'ab',
    serverKey: '2',
    secretBlock: SECRET_BLOCK,
  }
  const { timestamp } = await prove(drawKeys(), challenge, new Date('2026-11-03T09:05:01Z'))
  expect(timestamp).toBe('Tue Nov 3 09:05:01 UTC 2026')
})

it.each(['0', N.toString(16), (2n * N).toString(16)])(
  'refuses a server key of zero',
  async (serverKey) => {
    const challenge = { group: GROUP, user: 'user-1', password: PASSWORD, salt: 'ab' }
    await expect(
      prove(drawKeys(), { ...challenge, serverKey, secretBlock: SECRET_BLOCK }),
    ).rejects.toThrow(RangeError)
  },
)
