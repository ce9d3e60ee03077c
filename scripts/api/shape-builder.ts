/** Names and defines the shapes of a service, from the SDK's schemas and the limits those leave out. */
import type { Shape } from '../../packages/server/src/api/table.ts'
import { type Reference, resolve, type SdkService, type StructureSchema } from './read-sdk.ts'

export interface Limit {
  readonly type?: 'long'
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
}

export interface Limits {
  readonly limits: Readonly<Record<string, Limit>>
  readonly members: Readonly<Record<string, string>>
}

/** Smithy's numbers of the simple types, and the modifiers for a list or map of one. */
const SIMPLE: Readonly<Record<number, string>> = {
  0: 'String',
  1: 'Integer',
  2: 'Boolean',
  4: 'Timestamp',
  5: 'Timestamp',
  7: 'Timestamp',
  15: 'Document',
  21: 'Blob',
}
/** Ours: a pattern needs a length to be checked within; this is the one of AWS's StringType. */
const LONGEST = 131_072
const LIST = 64
const MAP = 128
const SENSITIVE = 8

/** Grows a table of shapes by what an operation's input or output reaches. */
export class ShapeBuilder {
  readonly shapes = new Map<string, Shape>()
  readonly #sdk: SdkService
  readonly #limits: Limits
  readonly #used = new Set<string>()

  constructor(sdk: SdkService, limits: Limits) {
    this.#sdk = sdk
    this.#limits = limits
  }

  /** Defines the input or output of an operation and all it reaches. */
  root(reference: Reference): string {
    return this.#structure(structureOf(reference))
  }

  #structure([, , name, traits, members, types, required = 0]: StructureSchema): string {
    if (this.shapes.has(name)) return name
    const shapes: Record<string, string> = {}
    // Set before the members are looked at, so that a structure may contain itself.
    this.shapes.set(name, {
      type: 'structure',
      members: shapes,
      ...(required > 0 && { required: members.slice(0, required) }),
      ...sensitiveWhen(traits),
    })
    for (const [index, member] of members.entries()) {
      const key = `${name}.${member}`
      const type = this.#sdk.memberTypes.get(key)
      if (!type) throw new Error(`No type file declares ${key}`)
      shapes[member] = this.#shape(types[index], key, type)
    }
    return name
  }

  /** Names the shape of a member, a list's member or a map's key or value, and defines it. */
  #shape(reference: Reference, key: string, type: string): string {
    const schema = resolve(reference)
    if (schema === 'unit') throw new Error(`${key} is of the unit type`)
    if (typeof schema === 'number') return this.#anonymous(schema, key, type)
    if (schema[0] === 3) return this.#structure(schema)
    const [kind, , name, traits, first] = schema
    if ((this.#mapped(key) ?? name) !== name) throw new Error(`${key} is ${name} in the schema`)
    const sensitive = sensitiveWhen(traits)
    if (kind === 1) return this.#list(name, first, type, sensitive)
    if (kind === 2) return this.#map(name, first, schema[5], type, sensitive)
    return this.#simple(name, schema[4], type, sensitive)
  }

  /** The SDK forgets the name of a shape that needs none; the limits remember the ones that matter. */
  #anonymous(code: number, key: string, type: string): string {
    const mapped = this.#mapped(key)
    const element = elementType(type)
    const simple = this.#sdk.enums.has(element) ? element : SIMPLE[code % LIST]
    if (!simple) throw new Error(`Unknown simple type ${code} of ${key}`)
    if (code >= MAP) return this.#map(mapped ?? `${simple}Map`, 0, code - MAP, type)
    if (code >= LIST) return this.#list(mapped ?? `${simple}List`, code - LIST, type)
    return this.#simple(mapped ?? simple, code, type)
  }

  #list(name: string, member: Reference, type: string, sensitive: Sensitive = {}): string {
    const element = this.#shape(member, `${name}[]`, elementType(type))
    return this.#define(name, { type: 'list', member: element, ...this.#limit(name), ...sensitive })
  }

  #map(
    name: string,
    key: Reference,
    value: Reference,
    type: string,
    sensitive: Sensitive = {},
  ): string {
    const keyShape = this.#shape(key, `${name}{key}`, 'string')
    const valueShape = this.#shape(value, `${name}{value}`, elementType(type))
    const shape = { type: 'map' as const, key: keyShape, value: valueShape }
    return this.#define(name, { ...shape, ...this.#limit(name), ...sensitive })
  }

  #simple(name: string, code: number, type: string, sensitive: Sensitive = {}): string {
    const simple = SIMPLE[code]?.toLowerCase()
    const values = this.#sdk.enums.get(elementType(type))
    const limit = this.#limit(name)
    const max = limit.pattern && limit.max === undefined && { max: LONGEST }
    const shape = { type: simple, ...limit, ...max, ...(values && { enum: values }) }
    // The pieces above make one of the simple shapes; the table's own test holds them to it.
    return this.#define(name, { ...shape, ...sensitive } as Shape)
  }

  #mapped(key: string): string | undefined {
    this.#used.add(key)
    return this.#limits.members[key]
  }

  #limit(name: string): Limit {
    this.#used.add(name)
    return this.#limits.limits[name] ?? {}
  }

  #define(name: string, shape: Shape): string {
    const known = this.shapes.get(name)
    if (known && JSON.stringify(known) !== JSON.stringify(shape)) {
      throw new Error(`Two shapes are called ${name}`)
    }
    this.shapes.set(name, shape)
    return name
  }

  unmatched(): string[] {
    const names = [...Object.keys(this.#limits.limits), ...Object.keys(this.#limits.members)]
    return names.filter((name) => !this.#used.has(name))
  }
}

type Sensitive = { readonly sensitive?: true }

function sensitiveWhen(traits: unknown): Sensitive {
  return typeof traits === 'number' && (traits & SENSITIVE) !== 0 ? { sensitive: true } : {}
}

/** `X[]` → `X`, `Record<string, X>` → `X`. */
function elementType(type: string): string {
  return type.replace(/\[\]$/, '').replace(/^Record<\w+, (.+)>$/, '$1')
}

/** The structure that an operation takes or returns. */
function structureOf(reference: Reference): StructureSchema {
  const schema = resolve(reference)
  if (typeof schema === 'object' && schema[0] === 3) return schema
  throw new Error('An operation takes and returns structures')
}
