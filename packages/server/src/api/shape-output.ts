/** From an operation's result to the JSON of its answer, by the table. */
import type { ServiceTable, Shape } from './table.ts'
import { operationNamed, shapeNamed } from './table.ts'

export interface ShapedOutput {
  readonly body: Record<string, unknown>
  /** Paths of members that the table does not know; they are not in the body. */
  readonly undeclared: readonly string[]
}

/** Writes dates and bytes as the protocol does and keeps what the contract names, nothing more. */
export function shapeOutput(
  table: ServiceTable,
  operationName: string,
  value: Readonly<Record<string, unknown>>,
): ShapedOutput {
  const operation = operationNamed(table, operationName)
  if (!operation) throw new Error(`The table of ${table.service} has no operation ${operationName}`)
  const shape: Shape = operation.output
    ? shapeNamed(table, operation.output)
    : { type: 'structure', members: {} }
  const undeclared = new Set<string>()
  const body = shapeValue({ table, undeclared }, shape, value, '')
  return { body: Object(body), undeclared: [...undeclared] }
}

interface Call {
  readonly table: ServiceTable
  readonly undeclared: Set<string>
}

function shapeValue(call: Call, shape: Shape, value: unknown, path: string): unknown {
  if (value instanceof Date) return writeDate(call.table, value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (typeof value !== 'object' || value === null) return value
  switch (shape.type) {
    case 'structure':
      return shapeStructure(call, shape.members, value, path)
    case 'list': {
      const member = shapeNamed(call.table, shape.member)
      return Array.isArray(value)
        ? value.map((item) => shapeValue(call, member, item, `${path}[]`))
        : value
    }
    case 'map': {
      const member = shapeNamed(call.table, shape.value)
      const entries = Object.entries(value).filter(([, item]) => isPresent(item))
      // Defines each key as its own property, `__proto__` too.
      return Object.fromEntries(
        entries.map(([key, item]) => [key, shapeValue(call, member, item, `${path}{}`)]),
      )
    }
    default:
      return value
  }
}

function shapeStructure(
  call: Call,
  members: Readonly<Record<string, string>>,
  value: object,
  path: string,
): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    if (!isPresent(member)) continue
    const memberPath = path === '' ? name : `${path}.${name}`
    const shapeName = Object.hasOwn(members, name) ? members[name] : undefined
    if (shapeName === undefined) call.undeclared.add(memberPath)
    else result[name] = shapeValue(call, shapeNamed(call.table, shapeName), member, memberPath)
  }
  return result
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** JSON carries epoch seconds with milliseconds as the fraction, the query protocol's XML ISO 8601. */
function writeDate(table: ServiceTable, date: Date): number | string {
  return table.protocol === 'aws-query'
    ? date.toISOString().replace('.000Z', 'Z')
    : date.getTime() / 1000
}
