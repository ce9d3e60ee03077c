import { openPoolhouse, type Poolhouse } from '@poolhouse/server'
import { afterAll, describe } from 'vitest'
import { injectedKeys, type Open } from '../../../server/test/support/stores.ts'

/**
 * Defines a suite on SQLite in memory. A client cannot tell which store a service has; the suite in Node
 * runs on each, and what is slow for its browser, or for Amplify's arithmetic, runs here.
 */
export function onOneStore(name: string, define: (open: Open) => void): void {
  describe(name, () => {
    const houses: Poolhouse[] = []
    afterAll(async () => {
      for (const house of houses) await house.close()
    })
    define(async (options) => {
      const house = await openPoolhouse({ keyStock: injectedKeys(), isStrict: true, ...options })
      houses.push(house)
      return house
    })
  })
}
