import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeKeyring } from './keyring.ts'

const keyring = makeKeyring(randomBytes(32))
const plain = Buffer.from('a secret')

describe('a keyring', () => {
  it('opens what it sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), fc.string(), (bytes, purpose, bound) => {
        const opened = keyring.open(purpose, keyring.seal(purpose, bytes, bound), bound)
        expect(Buffer.from(opened ?? [])).toEqual(Buffer.from(bytes))
      }),
    )
  })

  it('never seals the same way twice', () => {
    expect(keyring.seal('x', plain)).not.toBe(keyring.seal('x', plain))
  })

  it('opens nothing of another purpose, another bound, another key', () => {
    const sealed = keyring.seal('session', plain, 'pool')
    expect(keyring.open('page token', sealed, 'pool')).toBeUndefined()
    expect(keyring.open('session', sealed, 'other pool')).toBeUndefined()
    expect(makeKeyring(randomBytes(32)).open('session', sealed, 'pool')).toBeUndefined()
  })

  it('opens nothing that was changed anywhere', () => {
    const sealed = keyring.seal('x', plain)
    const bytes = Buffer.from(sealed, 'base64url')
    for (let place = 0; place < bytes.length; place++) {
      const changed = Buffer.from(bytes)
      changed[place] = (changed[place] ?? 0) ^ 1
      expect(keyring.open('x', changed.toString('base64url'))).toBeUndefined()
    }
  })

  it('answers undefined to any text', () => {
    fc.assert(fc.property(fc.string(), (text) => keyring.open('x', text) === undefined))
  })

  it('digests by purpose and key, and the same text the same way', () => {
    expect(keyring.digest('a', 'text')).toBe(keyring.digest('a', 'text'))
    expect(keyring.digest('a', 'text')).not.toBe(keyring.digest('b', 'text'))
    expect(keyring.digest('a', 'text')).not.toBe(makeKeyring(randomBytes(32)).digest('a', 'text'))
  })

  it('wants a key of 32 bytes', () => {
    expect(() => makeKeyring(randomBytes(16))).toThrow('32 bytes')
  })
})
