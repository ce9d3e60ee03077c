/**
 * From the JSON of a request to an operation's input, by the table: types are checked and turned
 * into JavaScript's, limits are checked, unknown members are dropped, `null` counts as absent.
 */
import { brokenByLength, brokenByNumber, brokenByString } from './constraints.ts'
import { ServiceError } from './errors.ts'
import { parseBlob, parseBoolean, parseNumber, parseTimestamp } from './scalars.ts'
import type {
  ListShape,
  MapShape,
  ServiceTable,
  Shape,
  StringShape,
  StructureShape,
} from './table.ts'
import { operationNamed, shapeNamed } from './table.ts'
import type { Violation } from './violations.ts'
import {
  addViolations,
  conceal,
  describeViolations,
  gather,
  locate,
  pathName,
  show,
} from './violations.ts'
import { wrongTypeText } from './wrong-type.ts'

interface Call {
  readonly table: ServiceTable
  readonly violations: Violation[]
}

const PLAIN_STRING: StringShape = { type: 'string' }

/** Ours: deeper than any real document, shallow enough for the stack. */
const DEEPEST_DOCUMENT = 64

/**
 * Parses what a client sent for an operation. A value of the wrong type throws at once, broken
 * limits are collected and thrown together.
 */
export function parseInput(
  table: ServiceTable,
  operationName: string,
  value: unknown,
): Record<string, unknown> {
  const operation = operationNamed(table, operationName)
  if (!operation) throw new ServiceError('UnknownOperationException')
  const shape = shapeNamed(table, operation.input)
  if (shape.type !== 'structure') throw new Error(`The input of ${operationName} is no structure`)
  const call: Call = { table, violations: [] }
  const input = parseStructure(call, shape, value ?? emptyInput(table, shape))
  if (call.violations.length === 0) return input
  throw new ServiceError(table.validationError, describeViolations(call.violations))
}

/** No body will do where nothing is required. */
function emptyInput(table: ServiceTable, shape: StructureShape): object {
  if (shape.required) throw new ServiceError(table.serializationError)
  return {}
}

function parseValue(call: Call, shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case 'structure':
      return parseStructure(call, shape, value)
    case 'list':
      return parseList(call, shape, value)
    case 'map':
      return parseMap(call, shape, value)
    case 'document':
      checkDocument(call, value, 0)
      return value
    case 'boolean':
      return parseBoolean(value) ?? refuse(call, shape, value)
    case 'timestamp':
      return parseTimestamp(value) ?? refuse(call, shape, value)
    case 'string': {
      const text = parseText(call, shape, value)
      const broken = brokenByString(shape, text)
      if (broken) addViolations(call.violations, broken, () => show(call.table, shape, text))
      return text
    }
    case 'blob': {
      const bytes = parseBlob(value) ?? refuse(call, shape, value)
      const broken = brokenByLength(shape, bytes.length)
      if (broken) addViolations(call.violations, broken, () => '')
      return bytes
    }
    default: {
      const number =
        parseNumber(shape.type, value, call.table.protocol) ?? refuse(call, shape, value)
      const broken = brokenByNumber(shape, number)
      if (broken) addViolations(call.violations, broken, () => show(call.table, shape, number))
      return number
    }
  }
}

function refuse(call: Call, shape: Shape, value: unknown): never {
  throw new ServiceError(call.table.serializationError, wrongTypeText(shape.type, value))
}

/** Ours: half a surrogate pair is no text, and no store keeps it. */
function parseText(call: Call, shape: Shape, value: unknown): string {
  if (typeof value !== 'string') return refuse(call, shape, value)
  if (value.isWellFormed()) return value
  throw new ServiceError(call.table.serializationError, 'Strings must be well-formed Unicode')
}

function parseStructure(
  call: Call,
  shape: StructureShape,
  value: unknown,
): Record<string, unknown> {
  if (!isObject(value)) return refuse(call, shape, value)
  const { violations } = call
  const start = violations.length
  const result: Record<string, unknown> = {}
  for (const name in shape.members) {
    const member = value[name] ?? undefined
    const from = violations.length
    if (member !== undefined) {
      result[name] = parseValue(call, shapeNamed(call.table, shape.members[name] ?? ''), member)
    } else if (shape.required?.includes(name)) {
      addViolations(violations, ['Member must not be null'], () => ' null')
    }
    if (violations.length > from) locate(violations, from, pathName(name))
  }
  if (shape.sensitive && violations.length > start) conceal(violations, start)
  return result
}

function parseList(call: Call, shape: ListShape, value: unknown): unknown[] {
  if (!Array.isArray(value)) return refuse(call, shape, value)
  const items = value.filter((item) => item !== null)
  const broken = brokenByLength(shape, items.length)
  if (broken) {
    addViolations(call.violations, broken, () => show(call.table, shape, items))
    return items
  }
  const { violations } = call
  const member = shapeNamed(call.table, shape.member)
  return items.map((item, index) => {
    const from = violations.length
    const parsed = parseValue(call, member, item)
    if (violations.length > from) {
      gather(call, from, { shape, value: items, member, noun: 'Member' }, `${index + 1}.member`)
    }
    return parsed
  })
}

function parseMap(call: Call, shape: MapShape, value: unknown): Record<string, unknown> {
  if (!isObject(value)) return refuse(call, shape, value)
  // Without a prototype: a key may be `__proto__`, and a lookup of `constructor` must find nothing.
  const result: Record<string, unknown> = Object.create(null)
  const keys = Object.keys(value).filter((key) => value[key] !== null)
  const broken = brokenByLength(shape, keys.length)
  if (broken) {
    addViolations(call.violations, broken, () => show(call.table, shape, value))
    return result
  }
  const { violations } = call
  const keyShape = shapeNamed(call.table, shape.key)
  const valueShape = shapeNamed(call.table, shape.value)
  for (const key of keys) {
    const from = violations.length
    parseValue(call, keyShape, key)
    if (violations.length > from) {
      gather(call, from, { shape, value, member: keyShape, noun: 'Map keys' }, '')
    }
    const next = violations.length
    result[key] = parseValue(call, valueShape, value[key])
    if (violations.length > next) {
      gather(call, next, { shape, value, member: valueShape, noun: 'Map value' }, `${key}.member`)
    }
  }
  return result
}

/** A document is kept as it is: only its depth and its strings are looked at. */
function checkDocument(call: Call, value: unknown, depth: number): void {
  if (depth > DEEPEST_DOCUMENT) {
    throw new ServiceError(call.table.serializationError, 'Documents must not be nested so deeply')
  }
  if (typeof value === 'string') {
    const text = parseText(call, PLAIN_STRING, value)
    const broken = brokenByString(PLAIN_STRING, text)
    if (broken) addViolations(call.violations, broken, () => '')
  } else if (Array.isArray(value)) {
    for (const item of value) checkDocument(call, item, depth + 1)
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      checkDocument(call, key, depth + 1)
      checkDocument(call, value[key], depth + 1)
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
