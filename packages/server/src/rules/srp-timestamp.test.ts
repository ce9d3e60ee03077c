import { createRequire } from 'node:module'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readTimestamp } from './srp-timestamp.ts'

const DateHelper: new () => { getNowString(): string } = createRequire(import.meta.url)(
  'amazon-cognito-identity-js/lib/DateHelper.js',
).default

describe('readTimestamp', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('reads what the client writes', () => {
    const time = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(time, (date) => {
        vi.setSystemTime(date)
        const read = readTimestamp(new DateHelper().getNowString())
        expect(read).toBe(Math.floor(date.getTime() / 1000) * 1000)
      }),
    )
  })

  it('reads a known time', () => {
    expect(readTimestamp('Tue Nov 3 09:05:01 UTC 2026')).toBe(Date.UTC(2026, 10, 3, 9, 5, 1))
  })

  it.each([
    '',
    'Tue Nov 03 09:05:01 UTC 2026',
    'Tue Nov  3 09:05:01 UTC 2026',
    'Tue Nov 3 9:05:01 UTC 2026',
    'Tue Nov 3 09:05:01 GMT 2026',
    'Tue Nov 3 09:05:01 UTC 26',
    'Tue Nov 3 09:05:01 UTC 0026',
    'Wed Nov 3 09:05:01 UTC 2026',
    'tue nov 3 09:05:01 UTC 2026',
    'Tue Foo 3 09:05:01 UTC 2026',
    'Sun Feb 29 09:05:01 UTC 2026',
    'Tue Nov 3 24:00:00 UTC 2026',
    'Tue Nov 3 09:60:01 UTC 2026',
    'Tue Nov 0 09:05:01 UTC 2026',
    'Tue Nov 3 09:05:01 UTC 2026\n',
    ' Tue Nov 3 09:05:01 UTC 2026',
    '2026-11-03T09:05:01Z',
  ])('refuses %j', (text) => {
    expect(readTimestamp(text)).toBeUndefined()
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => readTimestamp(text) === undefined))
  })
})
