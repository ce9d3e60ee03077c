/** The texts of a value whose JSON type is not the one its shape asks for. */
import type { Shape } from './table.ts'

/** How AWS, written in Java, calls a type in these texts. */
const JAVA_NAMES: Readonly<Record<Shape['type'], string>> = {
  string: 'String',
  integer: 'Integer',
  long: 'Long',
  boolean: 'Boolean',
  timestamp: 'Date',
  blob: 'ByteBuffer',
  document: 'Document',
  list: 'List',
  map: 'Map',
  structure: 'Structure',
}

/**
 * What AWS says of a value of the wrong type. A list given a string, and a scalar given an object,
 * were seen from Cognito (floci pull request 2869, amplify-js issue 5165); the names of what was
 * found are those of DynamoDB, which shares the parser.
 */
export function wrongTypeText(expected: Shape['type'], found: unknown): string {
  if (Array.isArray(found)) return 'Start of list found where not expected'
  if (typeof found === 'object') return 'Start of structure or map found where not expected.'
  if (expected === 'list' && typeof found !== 'string') return 'Expected list or null'
  if (expected === 'list' || expected === 'map' || expected === 'structure') {
    return 'Unexpected field type'
  }
  return `${tokenOf(found)} cannot be converted to ${JAVA_NAMES[expected]}`
}

function tokenOf(found: unknown): string {
  if (typeof found === 'string') return 'STRING_VALUE'
  if (typeof found === 'boolean') return found ? 'TRUE_VALUE' : 'FALSE_VALUE'
  return Number.isInteger(found) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
}
