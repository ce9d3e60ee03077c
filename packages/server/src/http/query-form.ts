import { ServiceError } from '../api/errors.ts'
import { operationNamed, type ServiceTable, type Shape, shapeNamed } from '../api/table.ts'

/** The fields of a form as a tree: `Tags.member.1.Key` is `Key` in `1` in `member` in `Tags`. */
interface Node {
  text?: string
  readonly children: Map<string, Node>
}

/**
 * The input of an operation from the fields of a form, as JSON would carry it. What the table does not
 * name is dropped; values stay text, which the parser reads by the table.
 *
 * @throws the service's serialization error for a field that is there twice, or is both a value and a
 *   structure: whoever reads it next might take the other one.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#query-key-resolution
 */
export function readForm(
  fields: URLSearchParams,
  table: ServiceTable,
  operation: string,
): Record<string, unknown> {
  const tree = toTree(fields, table)
  const input = operationNamed(table, operation)?.input
  if (input === undefined) return {}
  const value = read(tree, shapeNamed(table, input), table)
  return Object(value)
}

function toTree(fields: URLSearchParams, table: ServiceTable): Node {
  const root: Node = { children: new Map() }
  for (const [name, value] of fields) {
    let node = root
    for (const part of name.split('.')) {
      const child = node.children.get(part) ?? { children: new Map() }
      node.children.set(part, child)
      node = child
    }
    if (node.text !== undefined) {
      throw new ServiceError(table.serializationError, 'A parameter is there twice.')
    }
    node.text = value
  }
  return root
}

function read(node: Node, shape: Shape, table: ServiceTable): unknown {
  const isNested = shape.type === 'structure' || shape.type === 'list'
  if (isNested ? Boolean(node.text) : node.children.size > 0) {
    throw new ServiceError(table.serializationError, 'A parameter is both a value and a structure.')
  }
  if (shape.type === 'list') return readList(node, shapeNamed(table, shape.member), table)
  if (shape.type !== 'structure') return node.text
  const members = Object.entries(shape.members).flatMap(([name, member]) => {
    const child = node.children.get(name)
    return child ? [[name, read(child, shapeNamed(table, member), table)] as const] : []
  })
  return Object.fromEntries(members)
}

/** In the order of their numbers, which begin at 1; a gap between them closes. An empty list is `Tags=`. */
function readList(node: Node, member: Shape, table: ServiceTable): unknown[] {
  return [...(node.children.get('member')?.children ?? [])]
    .filter(([number]) => /^[1-9]\d{0,8}$/.test(number))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => read(item, member, table))
}
