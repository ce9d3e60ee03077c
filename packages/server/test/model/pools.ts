/** The pools that the walks go through, by what they demand of a sign-in. */
export interface Demands {
  /** Whether a second factor is asked of nobody, of who turned one on, or of everybody. */
  readonly secondFactor: 'OFF' | 'OPTIONAL' | 'ON'
  /** Whether a device proves itself in place of the second factor, or after it. */
  readonly device?: 'instead' | 'beside'
  /** Whether a code may stand in place of the password. */
  readonly takesCodes?: true
  /** Whether a passkey may, and whether it is the second factor as well. */
  readonly takesPasskeys?: 'as one factor' | 'as both factors'
}

export const POOLS = {
  'asks for a password': { secondFactor: 'OFF' },
  'asks who has a second factor': { secondFactor: 'OPTIONAL' },
  'asks everybody for a second factor': { secondFactor: 'ON' },
  'takes a device for the second factor': { secondFactor: 'ON', device: 'instead' },
  'asks a device too': { secondFactor: 'OPTIONAL', device: 'beside' },
  'takes any first factor': {
    secondFactor: 'OFF',
    takesCodes: true,
    takesPasskeys: 'as one factor',
  },
  'takes any first factor, and asks who has a second': {
    secondFactor: 'OPTIONAL',
    takesCodes: true,
    takesPasskeys: 'as one factor',
  },
  'takes a passkey for both factors': {
    secondFactor: 'ON',
    takesPasskeys: 'as both factors',
  },
} as const satisfies Record<string, Demands>

export type PoolKind = keyof typeof POOLS

export const POOL_KINDS = Object.keys(POOLS) as readonly PoolKind[] // the keys written above
