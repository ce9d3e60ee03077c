/** What stands in for generated members: pieces of what there is, named before it was made. */
import type { StandName } from '../attacks/stands.ts'
import type { BegunSignIns } from './begun-sign-ins.ts'
import type { Furniture } from './furniture.ts'

export type Piece = keyof Furniture

/** What calls are filled in from; sign-ins are begun for operations that go on with one. */
export interface Inventory {
  readonly furniture: Furniture
  readonly begun: BegunSignIns | undefined
}

/** One piece, a plain value (`undefined` leaves the member out), a map of both, or a part of a begun sign-in. */
export type Real =
  | { readonly piece: Piece }
  | { readonly value: unknown }
  | { readonly map: RealMap }
  | { readonly of: StandName; readonly part: 'challenge' | 'Session' | 'poolId' | 'clientId' }
  | { readonly answerTo: StandName; readonly but: RealMap }
  | { readonly setUp: keyof BegunSignIns['setUp'] }
export type RealMap = Readonly<Record<string, Real | undefined>>

/** Real members as they are sent. */
export function resolveMap(map: RealMap, inventory: Inventory): Record<string, unknown> {
  const given = Object.entries(map).flatMap(([name, real]) =>
    real ? [[name, resolveReal(real, inventory)] as const] : [],
  )
  return Object.fromEntries(given)
}

function resolveReal(real: Real, inventory: Inventory): unknown {
  const { furniture, begun } = inventory
  if ('piece' in real) return furniture[real.piece]
  if ('value' in real) return real.value
  if ('map' in real) return resolveMap(real.map, inventory)
  if (!begun) throw new Error('no sign-ins were begun')
  if ('setUp' in real) return begun.setUp[real.setUp]
  if ('answerTo' in real) {
    const right = begun.stands[real.answerTo].right()
    return { ...right, ...resolveMap(real.but, inventory) }
  }
  const stand = begun.stands[real.of]
  const { pool, challenge, Session } = stand
  return { challenge, Session, ...pool }[real.part]
}
