import { describe, expect, it } from 'vitest'
import type { PoolDocument } from '../records/pool.ts'
import { changeAttributes, splitChanges } from './attribute-changes.ts'

const ADA = { name: 'Ada', email: 'ada@example.com', email_verified: 'true' }

describe('a change of attributes', () => {
  it('keeps what it does not name', () => {
    expect(changeAttributes(ADA, { nickname: 'A' })).toEqual({ ...ADA, nickname: 'A' })
  })

  it('makes a new address unproven, unless it says otherwise', () => {
    const email = 'new@example.com'
    expect(changeAttributes(ADA, { email }).email_verified).toBe('false')
    expect(changeAttributes(ADA, { email, email_verified: 'true' }).email_verified).toBe('true')
    expect(changeAttributes(ADA, { email: ADA.email }).email_verified).toBe('true')
  })

  it('takes away what is blank, and of an address also that it was proven', () => {
    expect(changeAttributes(ADA, { email: '', name: '' })).toEqual({})
  })
})

describe('a change by the person', () => {
  const split = (changes: Record<string, string>, pool: PoolDocument) =>
    splitChanges(ADA, changes, pool)
  const HOLDS: PoolDocument = {
    AutoVerifiedAttributes: ['email'],
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
  }
  const NEW = { email: 'new@example.com' }
  const TO_PROVE = [{ attribute: 'email', value: 'new@example.com' }]

  it('is made at once, with a code where the pool verifies', () => {
    expect(split(NEW, {})).toEqual({ atOnce: NEW, toProve: [] })
    const pool: PoolDocument = { AutoVerifiedAttributes: ['email'] }
    expect(split(NEW, pool)).toEqual({ atOnce: NEW, toProve: TO_PROVE })
  })

  it('waits where the pool holds new addresses back; the rest does not', () => {
    const changes = { ...NEW, name: 'Countess', phone_number: '+15550101234' }
    expect(split(changes, HOLDS)).toEqual({
      atOnce: { name: 'Countess', phone_number: '+15550101234' },
      toProve: TO_PROVE,
    })
  })

  it.each([{ email: ADA.email }, { email: '' }])('needs no code for %j', (changes) => {
    expect(split(changes, HOLDS)).toEqual({ atOnce: changes, toProve: [] })
  })

  it('needs none for an address that is said to be verified', () => {
    const changes = { ...NEW, email_verified: 'true' }
    expect(split(changes, HOLDS)).toEqual({ atOnce: changes, toProve: [] })
  })
})
