import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PoolDocument } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { isMatch, parseUserFilter } from './user-filter.ts'

const ADA: User = {
  id: '0e3b7c1a-0000-4000-8000-000000000000',
  poolId: 'us-east-1_pool',
  username: 'Ada',
  status: 'FORCE_CHANGE_PASSWORD',
  enabled: true,
  attributes: { email: 'Ada@Example.com', name: 'Ada "the first" \\ L', given_name: '' },
  createdAt: 0,
  modifiedAt: 0,
}
const IGNORES_CASE: PoolDocument = { UsernameConfiguration: { CaseSensitive: false } }

const finds = (text: string, pool: PoolDocument = {}) => {
  const { value, refusal } = parseUserFilter(text)
  if (refusal) throw new Error(refusal.message)
  return value && isMatch(ADA, value, pool)
}

describe('a user filter', () => {
  it.each([
    'username = "Ada"',
    'username="Ada"',
    '  username\t^=  "A"  ',
    'username ^= ""',
    'sub = "0e3b7c1a-0000-4000-8000-000000000000"',
    'sub ^= "0e3b"',
    'email ^= "Ada@"',
    'name = "Ada \\"the first\\" \\\\ L"',
    'given_name ^= ""',
    'given_name = ""',
    'status = "Enabled"',
    'cognito:user_status = "FORCE_CHANGE_PASSWORD"',
    'cognito:user_status = "force_change_password"',
  ])('%s finds her', (text) => {
    expect(finds(text)).toBe(true)
  })

  it.each([
    'username = "ada"',
    'username = "Ad"',
    'username ^= "da"',
    'email = "ada@example.com"',
    'status = "enabled"',
    'status = "Disabled"',
    'cognito:user_status = "CONFIRMED"',
    'phone_number ^= ""',
    'family_name ^= ""',
  ])('%s does not', (text) => {
    expect(finds(text)).toBe(false)
  })

  it('compares sign-in names as the pool does', () => {
    expect(finds('email = "ada@example.COM"', IGNORES_CASE)).toBe(true)
    expect(finds('username ^= "aD"', IGNORES_CASE)).toBe(true)
    expect(finds('name ^= "ada"', IGNORES_CASE)).toBe(false)
  })

  it.each(['', '   '])('that says nothing (%j) filters nothing', (text) => {
    expect(parseUserFilter(text)).toEqual({ value: undefined })
  })

  it.each([
    'username',
    'username = Ada',
    "username = 'Ada'",
    'username == "Ada"',
    'username "Ada"',
    '= "Ada"',
    'username = "Ada',
    'username = "A"da"',
    'username = "\\n"',
    'username = "Ada" or username = "Bea"',
    'username = "Ada"; drop table users',
    'username ^ = "A"',
    'username != "Ada"',
  ])('%s is refused', (text) => {
    const { refusal } = parseUserFilter(text)
    expect(refusal).toEqual({
      code: 'InvalidParameterException',
      message: 'Error while parsing filter.',
    })
  })

  it.each(['custom:x', 'address', 'Username', 'constructor', '__proto__', 'attributes.email'])(
    'by %s is refused',
    (name) => {
      expect(parseUserFilter(`${name} = "x"`).refusal).toEqual({
        code: 'InvalidParameterException',
        message: `Invalid search attribute: ${name}`,
      })
    },
  )

  it('takes every value that is quoted as it must be, and no more than that', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const quoted = value.replace(/["\\]/g, '\\$&')
        expect(parseUserFilter(`name = "${quoted}"`).value?.value).toBe(value)
      }),
    )
  })
})
