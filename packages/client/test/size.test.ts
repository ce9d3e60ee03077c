import { expect, it } from 'vitest'
import { bundleSize } from './support/bundle.ts'

const LIMITS: [what: string, limit: number, names: string][] = [
  ['signIn alone', 9_000, 'createCore, signIn'],
  [
    'core with sign-in, sign-up and session',
    15_000,
    'createCore, signIn, signUp, fetchAuthSession',
  ],
  ['every function, every configuration file, and AWS credentials', 20_000, 'createAuth'],
]

it.each(LIMITS)('%s is at most %i bytes', async (_, limit, names) => {
  const size = await bundleSize(`export { ${names} } from '@poolhouse/client'`)
  expect(size).toBeLessThanOrEqual(limit)
  // Below this nothing was bundled that could sign anybody in.
  expect(size).toBeGreaterThan(4_000)
})
