import { describe, expect, it } from 'vitest'
import { checkPasswordPolicy } from './password-policy.ts'

const strict = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
}

describe('a password', () => {
  it.each(['Abcdef1!', 'Abcdef1 x', 'Abcdef1~', 'Ünïcödé-A1a'])('may be %j', (password) => {
    expect(checkPasswordPolicy(password, strict)).toBeUndefined()
  })

  it.each([
    ['Abcde1!', 'Password not long enough'],
    ['Abcdefg1 ', 'Password must have symbol characters'],
    [' Abcdefg1', 'Password must have symbol characters'],
    ['Abcdefg1é', 'Password must have symbol characters'],
    ['ABCDEFG1!', 'Password must have lowercase characters'],
    ['abcdefg1!', 'Password must have uppercase characters'],
    ['Abcdefgh!', 'Password must have numeric characters'],
  ])('may not be %j', (password, reason) => {
    expect(checkPasswordPolicy(password, strict)).toEqual({
      code: 'InvalidPasswordException',
      message: `Password did not conform with policy: ${reason}`,
    })
  })

  it('may be anything where the policy asks for nothing', () => {
    expect(checkPasswordPolicy('x', {})).toBeUndefined()
  })
})
