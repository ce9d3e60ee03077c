import { expect, it } from 'vitest'
import { relativeTime } from './relative-time.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

it.each([
  [-HOUR, 'just now'],
  [0, 'just now'],
  [MINUTE - 1, 'just now'],
  [MINUTE, '1 minute ago'],
  [HOUR - 1, '59 minutes ago'],
  [HOUR, '1 hour ago'],
  [DAY - 1, '23 hours ago'],
  [DAY, '1 day ago'],
  [40 * DAY, '40 days ago'],
])('tells of %d ms as %s', (passed, words) => {
  expect(relativeTime(1_000_000, 1_000_000 + passed)).toBe(words)
})
