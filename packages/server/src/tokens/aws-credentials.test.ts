import { expect, it } from 'vitest'
import { makeKeyring } from '../crypto/keyring.ts'
import { systemRandom } from '../crypto/random.ts'
import { areOurs, makeCredentials, openCredentials } from './aws-credentials.ts'

const keyring = makeKeyring(Buffer.alloc(32, 'one'))
const other = makeKeyring(Buffer.alloc(32, 'other'))
const subject = { kind: 'administrator', accessKeyId: 'AKIATEST' } as const
const make = () => makeCredentials(subject, 1_000, { random: systemRandom, keyring })

it('makes credentials in the form of AWS’s, each its own', () => {
  const [one, two] = [make(), make()]
  for (const { accessKeyId, secretAccessKey } of [one, two]) {
    expect(accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
    expect(secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/)
  }
  expect(one.accessKeyId).not.toBe(two.accessKeyId)
  expect(one.secretAccessKey).not.toBe(two.secretAccessKey)
})

it('opens what it made, with the secret that goes with it', () => {
  const { accessKeyId, secretAccessKey: secret, sessionToken, expiresAt } = make()
  expect(openCredentials(accessKeyId, sessionToken, keyring)).toEqual({
    subject,
    secret,
    expiresAt,
  })
})

it('opens nothing that was changed, taken from another, or made by another', () => {
  const { accessKeyId, sessionToken } = make()
  for (let at = 0; at < sessionToken.length; at++) {
    const flipped = sessionToken[at] === 'A' ? 'B' : 'A'
    const changed = `${sessionToken.slice(0, at)}${flipped}${sessionToken.slice(at + 1)}`
    expect(openCredentials(accessKeyId, changed, keyring)).toBeUndefined()
  }
  expect(openCredentials(make().accessKeyId, sessionToken, keyring)).toBeUndefined()
  expect(openCredentials(accessKeyId, sessionToken, other)).toBeUndefined()
  expect(openCredentials(accessKeyId, '', keyring)).toBeUndefined()
})

it('knows its own by either part', () => {
  const { accessKeyId, sessionToken } = make()
  expect(areOurs(accessKeyId, undefined, keyring)).toBe(true)
  expect(areOurs(accessKeyId, 'IQoJb3JpZ2luX2VjE', keyring)).toBe(true)
  expect(areOurs('ASIAFOREIGN', sessionToken, keyring)).toBe(true)
  expect(areOurs('ASIAIOSFODNN7EXAMPLE', 'IQoJb3JpZ2luX2VjE', keyring)).toBe(false)
  expect(areOurs('AKIATEST', undefined, keyring)).toBe(false)
})
