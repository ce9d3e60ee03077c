/** Joins what the SDK knows with the limits it leaves out into one table of a service. */
import type { Auth, OperationTable, Shape } from '../../packages/server/src/api/table.ts'
import { type Reference, resolve, type SdkOperation, type SdkService } from './read-sdk.ts'
import type { ServiceSource } from './services.ts'
import { type Limits, ShapeBuilder } from './shape-builder.ts'

export interface BuiltTable {
  readonly operations: Readonly<Record<string, OperationTable>>
  readonly shapes: Readonly<Record<string, Shape>>
  /** Limits and member mappings that match nothing: misspelt, or gone from the API. */
  readonly unmatched: readonly string[]
  /** String members of inputs without a limit. */
  readonly unlimited: readonly string[]
}

/** Builds the table of one service. */
export function buildTable(source: ServiceSource, sdk: SdkService, limits: Limits): BuiltTable {
  const builder = new ShapeBuilder(sdk, limits)
  const operations = sdk.operations
    .filter(({ name }) => source.only?.includes(name) ?? true)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((operation): [string, OperationTable] => {
      const input = builder.root(operation.input)
      return [
        operation.name,
        {
          input,
          output: isNone(operation.output) ? null : builder.root(operation.output),
          auth: authOf(operation, builder.shapes.get(input), source.unsigned),
          errors: [...operation.errors, ...(source.undeclared?.[operation.name] ?? [])],
        },
      ]
    })
  return {
    operations: Object.fromEntries(operations),
    shapes: Object.fromEntries([...builder.shapes].sort(([a], [b]) => (a < b ? -1 : 1))),
    unmatched: builder.unmatched(),
    unlimited: unlimitedStrings(
      builder.shapes,
      operations.map(([, { input }]) => input),
    ),
  }
}

/** An unsigned operation shows who calls it in its input, if at all. */
function authOf(
  operation: SdkOperation,
  input: Shape | undefined,
  unsigned: readonly string[],
): Auth {
  if (!operation.noAuth && !unsigned.includes(operation.name)) return 'sigv4'
  const members = input?.type === 'structure' ? input.members : {}
  if (!('AccessToken' in members)) return 'none'
  return 'Session' in members ? 'access-token-or-session' : 'access-token'
}

/**
 * Whether an operation has no output at all. A structure without members is one: the query protocol answers it
 * with an empty element, and botocore fails where that is missing.
 */
const isNone = (reference: Reference): boolean => resolve(reference) === 'unit'

/** Follows the inputs to every string that only its request's size bounds. */
function unlimitedStrings(shapes: ReadonlyMap<string, Shape>, inputs: readonly string[]): string[] {
  const seen = new Set(inputs)
  const found: string[] = []
  for (const name of seen) {
    const shape = shapes.get(name)
    if (shape?.type === 'list') seen.add(shape.member)
    if (shape?.type === 'map') seen.add(shape.value)
    if (shape?.type !== 'structure') continue
    for (const [member, type] of Object.entries(shape.members)) {
      if (type === 'String' || type === 'StringList' || type === 'StringMap') {
        found.push(`${name}.${member}`)
      }
      seen.add(type)
    }
  }
  return found
}
