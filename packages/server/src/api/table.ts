/** What AWS promised, as data: the shape of every input and output, and who may call an operation. */

/** One named shape. Lengths are in code points for strings, entries for lists and maps, bytes for blobs. */
export type Shape =
  | StringShape
  | { readonly type: 'integer' | 'long'; readonly min?: number; readonly max?: number }
  | { readonly type: 'boolean' }
  | { readonly type: 'timestamp' }
  | { readonly type: 'blob'; readonly min?: number; readonly max?: number }
  | { readonly type: 'document' }
  | ListShape
  | MapShape
  | StructureShape

export interface StringShape {
  readonly type: 'string'
  readonly min?: number
  readonly max?: number
  /** A Java regular expression, matched against the whole value. */
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly sensitive?: true
}

export interface ListShape {
  readonly type: 'list'
  readonly member: string
  readonly min?: number
  readonly max?: number
  readonly sensitive?: true
}

export interface MapShape {
  readonly type: 'map'
  readonly key: string
  readonly value: string
  readonly min?: number
  readonly max?: number
  readonly sensitive?: true
}

export interface StructureShape {
  readonly type: 'structure'
  /** Member name to shape name. */
  readonly members: Readonly<Record<string, string>>
  readonly required?: readonly string[]
  readonly sensitive?: true
}

/** What a caller must show: nothing, a user's access token (or a challenge session), or a SigV4 signature. */
export type Auth = 'none' | 'access-token' | 'access-token-or-session' | 'sigv4'

export interface OperationTable {
  readonly input: string
  /** `null` where AWS declares none; a structure without members is another thing in the query protocol. */
  readonly output: string | null
  readonly auth: Auth
  readonly errors: readonly string[]
}

export interface ServiceTable {
  readonly service: 'cognito-idp' | 'cognito-identity' | 'sts' | 'iam'
  /** What stands before the dot in `X-Amz-Target`; empty where the protocol has no such header. */
  readonly targetPrefix: string
  readonly protocol: 'aws-json-1.1' | 'aws-query'
  /** What the query protocol tells services apart by, and the namespace of their XML. */
  readonly query?: { readonly version: string; readonly namespace: string }
  readonly signingName: string
  /** The code under which the service reports a broken constraint; the three differ. */
  readonly validationError: 'InvalidParameterException' | 'ValidationException' | 'ValidationError'
  /** The code under which the service reports a value of the wrong type. */
  readonly serializationError: 'SerializationException' | 'MalformedInput'
  /** Code and HTTP status on the wire where the query protocol renames an error. */
  readonly queryErrors?: Readonly<
    Record<string, { readonly code: string; readonly status: number }>
  >
  readonly operations: Readonly<Record<string, OperationTable>>
  readonly shapes: Readonly<Record<string, Shape>>
}

/** The shape of that name; a table that lacks it was generated wrong. */
export function shapeNamed(table: ServiceTable, name: string): Shape {
  const shape = table.shapes[name]
  if (!shape) throw new Error(`The table of ${table.service} has no shape ${name}`)
  return shape
}

/** The operation of that name, or nothing: names come from the wire, so inherited members are no operations. */
export function operationNamed(table: ServiceTable, name: string): OperationTable | undefined {
  return Object.hasOwn(table.operations, name) ? table.operations[name] : undefined
}
