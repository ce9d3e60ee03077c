import { afterAll, beforeAll, vi } from 'vitest'

/**
 * Time stands still for a suite and moves by `house.clock.advance` only: a slow machine neither releases
 * a lock nor lets a challenge expire, and limits can be tried to the millisecond.
 */
export function stopTime(): void {
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterAll(() => {
    vi.useRealTimers()
  })
}
