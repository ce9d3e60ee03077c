/**
 * Inputs of any operation, made from its table: valid ones, and ones broken in one known way. What
 * is made is JSON as a client would send it.
 */
import fc from 'fast-check'
import type { ServiceTable, Shape, StructureShape } from '../../src/api/table.ts'
import { operationNamed, shapeNamed } from '../../src/api/table.ts'
import { arbitraryBadString, arbitraryString } from './arbitrary-string.ts'

/** An input that parses. */
export function arbitraryInput(table: ServiceTable, operation: string): fc.Arbitrary<unknown> {
  return valid(table, inputOf(table, operation))
}

/** An input with one thing wrong: a type, a length, a pattern, an enum, or a member that is missing. */
export function arbitraryBadInput(table: ServiceTable, operation: string): fc.Arbitrary<unknown> {
  return broken(table, inputOf(table, operation))
}

function inputOf(table: ServiceTable, name: string): string {
  const operation = operationNamed(table, name)
  if (!operation) throw new Error(`The table of ${table.service} has no operation ${name}`)
  return operation.input
}

type Make = (table: ServiceTable, shapeName: string) => fc.Arbitrary<unknown>

/** Making an arbitrary takes longer than drawing from it, so each is made once. */
function remembered(make: (table: ServiceTable, shape: Shape) => fc.Arbitrary<unknown>): Make {
  const known = new WeakMap<ServiceTable, Map<string, fc.Arbitrary<unknown>>>()
  return (table, name) => {
    const made = known.get(table) ?? new Map<string, fc.Arbitrary<unknown>>()
    known.set(table, made)
    const arbitrary = made.get(name) ?? make(table, shapeNamed(table, name))
    made.set(name, arbitrary)
    return arbitrary
  }
}

const valid = remembered((table, shape) => {
  switch (shape.type) {
    case 'structure':
      return fc.record(membersOf(table, shape), { requiredKeys: [...(shape.required ?? [])] })
    case 'list': {
      const { min = 0, max = min + 3 } = shape
      const maxLength = Math.min(max, min + 3)
      return fc.array(valid(table, shape.member), { minLength: min, maxLength })
    }
    case 'map': {
      const { min = 0, max = min + 3 } = shape
      const key = shapeNamed(table, shape.key)
      if (key.type !== 'string') throw new Error(`The keys of a map are strings, not ${shape.key}`)
      const size = { minKeys: min, maxKeys: Math.min(max, min + 3) }
      return fc.dictionary(arbitraryString(key), valid(table, shape.value), size)
    }
    case 'string':
      return arbitraryString(shape)
    case 'boolean':
      return fc.boolean()
    case 'timestamp':
      return fc.oneof(
        fc.double({ min: 0, max: 4e9, noNaN: true }),
        fc
          .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
          .map((date) => date.toISOString()),
      )
    case 'blob': {
      const { min = 0, max = min + 40 } = shape
      const bytes = fc.uint8Array({ minLength: min, maxLength: Math.min(max, min + 40) })
      return bytes.map((value) => Buffer.from(value).toString('base64'))
    }
    case 'document':
      // A member that is null counts as absent.
      return fc.jsonValue({ maxDepth: 3 }).filter((value) => value !== null)
    default: {
      const { min = -1000, max = 1000 } = shape
      const number = fc.integer({ min, max })
      return table.protocol === 'aws-query' ? number.map(String) : number
    }
  }
})

function membersOf(table: ServiceTable, { members }: StructureShape) {
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [name, valid(table, member)]),
  )
}

/** Added to the wrong types of a shape that is no list, or no object. */
const LIST = [['x']]
const OBJECT = [{ x: 'x' }]
const LONGEST_LIST = 500

const broken = remembered((table, shape) => {
  switch (shape.type) {
    case 'structure':
      return fc.oneof(
        fc.constantFrom<unknown>('x', 1, true, ...LIST),
        ...brokenMembers(table, shape),
      )
    case 'list': {
      const { min = 0, max = LONGEST_LIST } = shape
      const item = valid(table, shape.member)
      return fc.oneof(
        fc.constantFrom<unknown>('x', 1, true, ...OBJECT),
        fc
          .tuple(fc.array(item, { maxLength: 2 }), broken(table, shape.member))
          .map(([items, bad]) => [...items, bad]),
        ...(min > 0 ? [fc.constant([])] : []),
        ...(max < LONGEST_LIST ? [item.map((one) => Array(max + 1).fill(one))] : []),
      )
    }
    case 'map':
      return fc.oneof(
        fc.constantFrom<unknown>('x', 1, true, ...LIST),
        ...brokenEntries(table, shape),
        ...(shape.min ? [fc.constant({})] : []),
      )
    case 'string':
      return fc.oneof(
        fc.constantFrom<unknown>(1, 0.5, true, ...LIST, ...OBJECT),
        arbitraryBadString(shape),
      )
    case 'boolean':
      return fc.constantFrom<unknown>(1, 'yes', ...LIST, ...OBJECT)
    case 'timestamp':
      return fc.constantFrom<unknown>(true, 'yesterday', 1e300, ...LIST, ...OBJECT)
    case 'blob': {
      const { min = 0, max } = shape
      return fc.oneof(
        fc.constantFrom<unknown>(1, true, 'abc', '****', ...LIST, ...OBJECT),
        ...(min > 0 ? [fc.constant('')] : []),
        ...(max === undefined ? [] : [fc.constant(Buffer.alloc(max + 1).toString('base64'))]),
      )
    }
    case 'document':
      return fc.constantFrom<unknown>('\ud800', { x: ['a\0'] }, { '\0': 1 }, nested(1000))
    default:
      return fc.constantFrom<unknown>(
        ...['x', '1.5', true, 0.5, 1e300, ...LIST, ...OBJECT],
        ...(shape.min === undefined ? [] : [shape.min - 1]),
        ...(shape.max === undefined ? [] : [shape.max + 1]),
      )
  }
})

/** One member broken or, where it is required, gone; the others valid. */
function brokenMembers(table: ServiceTable, shape: StructureShape): fc.Arbitrary<unknown>[] {
  const whole = fc.record(membersOf(table, shape), { requiredKeys: [...(shape.required ?? [])] })
  const wrong = Object.entries(shape.members).map(([name, member]) =>
    fc.tuple(whole, broken(table, member)).map(([input, value]) => ({ ...input, [name]: value })),
  )
  const gone = (shape.required ?? []).flatMap((name) => [
    whole.map(({ [name]: _gone, ...rest }) => rest),
    whole.map((input) => ({ ...input, [name]: null })),
  ])
  return [...wrong, ...gone]
}

/** A broken value, a broken key, or an entry too many. */
function brokenEntries(
  table: ServiceTable,
  { key, value, max = LONGEST_LIST }: Extract<Shape, { type: 'map' }>,
): fc.Arbitrary<unknown>[] {
  const keyShape = shapeNamed(table, key)
  if (keyShape.type !== 'string') throw new Error(`The keys of a map are strings, not ${key}`)
  const item = valid(table, value)
  const keys = Array.from({ length: max + 1 }, (_, index) => `key${index}`)
  return [
    fc
      .tuple(arbitraryString(keyShape), broken(table, value))
      .map(([name, bad]) => ({ [name]: bad })),
    fc.tuple(arbitraryBadString(keyShape), item).map(([name, one]) => ({ [name]: one })),
    ...(max < LONGEST_LIST
      ? [item.map((one) => Object.fromEntries(keys.map((name) => [name, one])))]
      : []),
  ]
}

function nested(depth: number): unknown {
  return Array.from({ length: depth }).reduce((inner) => [inner], 'deep')
}
