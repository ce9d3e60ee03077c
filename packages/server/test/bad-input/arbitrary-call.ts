/** Calls of any operation: its inputs, valid and broken, with real ids, names and tokens mixed in. */
import fc from 'fast-check'
import { operationNamed, type ServiceTable, shapeNamed } from '../../src/api/table.ts'
import { arbitraryBadInput, arbitraryInput } from '../support/arbitrary-input.ts'
import { FITTING, TOGETHER, usually } from './fitting.ts'
import { type Inventory, type RealMap, resolveMap } from './real-members.ts'

/** An input in which members are to be replaced by pieces of furniture, made after the arbitrary was. */
export interface ArbitraryCall {
  readonly input: unknown
  readonly real: RealMap
  readonly isSigned: boolean
}

/** Half of the inputs keep every limit of their table, half break one. */
export function arbitraryCall(table: ServiceTable, operation: string): fc.Arbitrary<ArbitraryCall> {
  const shape = shapeNamed(table, operationNamed(table, operation)?.input ?? '')
  const members = shape.type === 'structure' ? Object.keys(shape.members) : []
  const fitting = Object.entries(FITTING).filter(([name]) => members.includes(name))
  const alone = usually(Object.fromEntries(fitting))
  const together = TOGETHER[operation]
  const both = together && fc.tuple(alone, together).map(([one, other]) => ({ ...one, ...other }))
  return fc.record({
    input: fc.oneof(arbitraryInput(table, operation), arbitraryBadInput(table, operation)),
    real: both ? fc.oneof(alone, both, both) : alone,
    isSigned: fc.constantFrom(true, true, true, true, true, true, true, false),
  })
}

/** The input with its real members in place. What is no object has no members to replace. */
export function fillIn({ input, real }: ArbitraryCall, inventory: Inventory): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  return { ...input, ...resolveMap(real, inventory) }
}
