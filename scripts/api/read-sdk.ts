/**
 * Reads what an AWS SDK client knows of its service: schemas and enums from its runtime exports,
 * what those leave out (which string is which enum, declared errors, who signs) from its type and
 * source files.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** What leads to a schema: itself, a thunk, or a pair of one of these and traits. */
export type Reference = unknown

/**
 * A schema as the SDK writes it: `'unit'`, the number of a simple type (64 added for a list of it,
 * 128 for a map), or a tuple of kind, namespace, name, traits and what the kind needs. The first
 * members of a structure are the required ones.
 */
export type Schema =
  | 'unit'
  | number
  | readonly [kind: 0, namespace: string, name: string, traits: unknown, type: number]
  | readonly [kind: 1, namespace: string, name: string, traits: unknown, member: Reference]
  | readonly [2, namespace: string, name: string, traits: unknown, key: Reference, value: Reference]
  | StructureSchema

export type StructureSchema = readonly [
  kind: 3,
  namespace: string,
  name: string,
  traits: unknown,
  members: readonly string[],
  types: readonly Reference[],
  required?: number,
]

export interface SdkService {
  readonly operations: readonly SdkOperation[]
  /** `Structure.Member` to its TypeScript type. */
  readonly memberTypes: ReadonlyMap<string, string>
  readonly enums: ReadonlyMap<string, readonly string[]>
  readonly queryErrors: Readonly<Record<string, { code: string; status: number }>>
}

export interface SdkOperation {
  readonly name: string
  readonly input: Reference
  readonly output: Reference
  readonly errors: readonly string[]
  /** True where the SDK sends the request unsigned. */
  readonly noAuth: boolean
}

/** The SDK clients are development dependencies of the server. */
const SERVER = new URL('../../packages/server/package.json', import.meta.url)

const ERROR = -3
const OPERATION = 9

/** Follows thunks and pairs to the schema itself. */
export function resolve(reference: Reference): Schema {
  if (typeof reference === 'function') return resolve(reference())
  if (Array.isArray(reference) && reference.length === 2) return resolve(reference[0])
  return reference as Schema // the SDK's own format; a change of it fails the generator or its tests
}

/** Reads the installed client package of that name. */
export async function readSdk(packageName: string): Promise<SdkService> {
  const entry = createRequire(SERVER).resolve(packageName)
  const root = join(dirname(entry), '..')
  const exported: Record<string, unknown> = await import(entry)
  const unsigned = new Set(
    matches(
      readFileSync(join(root, 'dist-es/auth/httpAuthSchemeProvider.js'), 'utf8'),
      /case "(\w+)":/g,
    ),
  )
  return {
    operations: schemasOf(exported, OPERATION).map(([, , name, , input, output]) => ({
      name: String(name),
      input,
      output,
      errors: declaredErrors(root, String(name)),
      noAuth: unsigned.has(String(name)),
    })),
    memberTypes: readMemberTypes(root),
    enums: readEnums(exported),
    queryErrors: readQueryErrors(exported),
  }
}

function schemasOf(exported: Record<string, unknown>, kind: number): unknown[][] {
  return Object.values(exported).filter(
    (value): value is unknown[] => Array.isArray(value) && value[0] === kind,
  )
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '')
}

/** The `@throws` list of a command, without the base class that every command names. */
function declaredErrors(root: string, operation: string): string[] {
  const text = readFileSync(join(root, `dist-types/commands/${operation}Command.d.ts`), 'utf8')
  return matches(text, /@throws \{@link (\w+)\}(?!\s+\* <p>Base exception class)/g)
}

/** An empty interface may stand between two others, hence the body without braces. */
function readMemberTypes(root: string): Map<string, string> {
  const types = new Map<string, string>()
  const models = join(root, 'dist-types/models')
  for (const file of readdirSync(models).filter((name) => name.startsWith('models_'))) {
    const text = readFileSync(join(models, file), 'utf8').replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
    for (const [, name, body = ''] of text.matchAll(/export interface (\w+) \{([^{}]*)\}/g)) {
      for (const [, member, type = ''] of body.matchAll(/(\w+)\??: ([^;]+);/g)) {
        types.set(`${name}.${member}`, type.replace(' | undefined', ''))
      }
    }
  }
  return types
}

/** Enums are the only exports that are plain objects of strings. */
function readEnums(exported: Record<string, unknown>): Map<string, readonly string[]> {
  const enums = new Map<string, readonly string[]>()
  for (const [name, value] of Object.entries(exported)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue
    const values = Object.values(value)
    if (values.length > 0 && values.every((entry) => typeof entry === 'string')) {
      enums.set(name, values)
    }
  }
  return enums
}

function readQueryErrors(exported: Record<string, unknown>): SdkService['queryErrors'] {
  const errors: Record<string, { code: string; status: number }> = {}
  for (const [, , name, traits] of schemasOf(exported, ERROR)) {
    const { awsQueryError } = Object(traits)
    if (Array.isArray(awsQueryError)) {
      errors[String(name)] = { code: String(awsQueryError[0]), status: Number(awsQueryError[1]) }
    }
  }
  return errors
}
