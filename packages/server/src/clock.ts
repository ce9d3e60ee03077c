import type { Clock } from './ports/clock.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './rules/durations.ts'

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
}

/** A clock that can be moved forward, so that tests see tokens expire and codes lapse without sleeping. */
export interface AdvancingClock extends Clock {
  /** @param duration such as `'1h'`, `'90s'`, `'250ms'` or `'30d'`. */
  advance(duration: string): void
}

export function makeClock(): AdvancingClock {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    advance(duration) {
      const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration) ?? []
      const size = UNITS[unit]
      if (!size)
        throw new Error(`"${duration}" is no duration: write one such as 250ms, 90s, 5m, 1h or 30d`)
      ahead += Number(amount) * size
    },
  }
}
