import { expect, it } from 'vitest'
import type { Session } from '../records/session.ts'
import { isInGrace } from './rotation.ts'

const ROTATED_AT = 1_000_000
const session: Session = {
  id: 'session',
  poolId: 'pool',
  clientId: 'client',
  deviceKey: undefined,
  userId: 'user',
  authenticatedAt: 0,
  expiresAt: Number.MAX_SAFE_INTEGER,
  revokedAt: undefined,
  proven: ['pwd'],
  password: undefined,
  rotation: 3,
  rotatedAt: ROTATED_AT,
  tracking: undefined,
}

it('lets the token before in for the grace, and none before that', () => {
  expect(isInGrace({ rotation: 2 }, session, 10, ROTATED_AT + 9_999)).toBe(true)
  expect(isInGrace({ rotation: 2 }, session, 10, ROTATED_AT + 10_000)).toBe(false)
  expect(isInGrace({ rotation: 1 }, session, 10, ROTATED_AT)).toBe(false)
})

it('has no grace where there is none, also for who looked at the clock before the exchange', () => {
  expect(isInGrace({ rotation: 2 }, session, 0, ROTATED_AT - 5)).toBe(false)
  expect(isInGrace({ rotation: 2 }, session, 0, ROTATED_AT)).toBe(false)
})
