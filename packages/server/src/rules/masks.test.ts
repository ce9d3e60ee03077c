import { expect, it } from 'vitest'
import { maskEmail, maskPhone } from './masks.ts'

it('shows of an address what its owner knows it by', () => {
  expect(maskEmail('ada@example.com')).toBe('a***@e***')
  expect(maskEmail('Zoe@Example.com')).toBe('z***@e***')
  expect(maskEmail('😀x@ü.org')).toBe('😀***@ü***')
  expect(maskPhone('+15550101234')).toBe('+*******1234')
  expect(maskPhone('+1234')).toBe('+1234')
})
