import { expect, it } from 'vitest'
import { makeClock } from './clock.ts'

it('moves forward by what was asked, and goes on from there', () => {
  const clock = makeClock()
  const before = clock.now()
  clock.advance('90s')
  clock.advance('1.5h')
  clock.advance('30d')
  const ahead = clock.now() - before
  expect(Math.round(ahead / 1000)).toBe(90 + 5_400 + 30 * 86_400)
})

it('refuses what is no duration', () => {
  for (const text of ['', '1', '1 h', '-1h', '1y', 'soon']) {
    expect(() => makeClock().advance(text)).toThrow('is no duration')
  }
})
