import { expect, it } from 'vitest'
import { isBirthdate, isEmail, isPhoneNumber } from './formats.ts'

it.each(['a@b.c', 'first.last+tag@sub.example.com', 'ü@exämple.org'])('%j is an email', (text) => {
  expect(isEmail(text)).toBe(true)
})

it.each([
  '',
  'a',
  '@b.c',
  'a@',
  'a@b',
  'a@@b.c',
  'a@b..c',
  'a@.c',
  'a b@c.d',
  'a@b.c\n',
  'a@b.c\u0000',
])('%j is no email', (text) => {
  expect(isEmail(text)).toBe(false)
})

it('tells phone numbers of E.164', () => {
  expect(['+15550101234', '+4912'].every(isPhoneNumber)).toBe(true)
  expect(
    ['15550101234', '+0123', '+', '+1 555', '+1234567890123456', '+1\n'].some(isPhoneNumber),
  ).toBe(false)
})

it('tells days that exist', () => {
  expect(['2000-02-29', '1970-01-01'].every(isBirthdate)).toBe(true)
  expect(['2001-02-29', '2000-13-01', '2000-1-01', '01-01-2000', ''].some(isBirthdate)).toBe(false)
})
