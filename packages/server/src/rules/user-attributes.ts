import type { AttributeType, SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider'
import type { ClientDocument } from '../records/client.ts'
import type { PoolDocument } from '../records/pool.ts'
import { isBirthdate, isEmail, isPhoneNumber } from './formats.ts'
import { granted, type Refusal, refused, type Verdict } from './verdict.ts'

type Attributes = Readonly<Record<string, string>>

/** Set by verification, or by an administrator; never by the person whose address it is. */
const NEVER_WRITABLE: ReadonlySet<string> = new Set([
  'sub',
  'email_verified',
  'phone_number_verified',
])

/** What a value must look like, beyond its type and length. */
const FORMATS: Readonly<Record<string, { isOne: (value: string) => boolean; message: string }>> = {
  email: { isOne: isEmail, message: 'Invalid email address format.' },
  phone_number: { isOne: isPhoneNumber, message: 'Invalid phone number format.' },
  birthdate: { isOne: isBirthdate, message: 'Invalid birthdate format. Use YYYY-MM-DD.' },
}

/** The list on the wire as values by name; the last of two with one name counts, as with Cognito. */
export const toAttributes = (list: readonly AttributeType[] | undefined): Attributes =>
  Object.fromEntries((list ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? '']))

/** What a person who signs up may say of themselves: known, writable by the client, well formed, complete. */
export function checkNewAttributes(
  attributes: Attributes,
  pool: PoolDocument,
  client: ClientDocument,
): Verdict<Attributes> {
  const refusal =
    checkKnown(attributes, pool) ??
    checkWritable(attributes, client) ??
    checkValues(attributes, pool) ??
    checkComplete(attributes, pool)
  return refusal ? { refusal } : granted(attributes)
}

/** What a person may change of themselves: known, mutable, writable by the client, well formed. */
export function checkOwnChanges(
  changes: Attributes,
  pool: PoolDocument,
  client: ClientDocument,
): Refusal | undefined {
  return (
    checkKnown(changes, pool) ??
    checkWritable(changes, client) ??
    checkMutable(changes, pool) ??
    checkValues(changes, pool)
  )
}

/** What an administrator may change of a user: known, mutable, well formed. */
export const checkChanges = (changes: Attributes, pool: PoolDocument): Refusal | undefined =>
  checkKnown(changes, pool) ?? checkMutable(changes, pool) ?? checkValues(changes, pool)

/** No attribute is one that keeps its first value. */
function checkMutable(attributes: Attributes, pool: PoolDocument): Refusal | undefined {
  const fixed = pool.SchemaAttributes?.find(
    ({ Name, Mutable }) =>
      Mutable === false && Name !== undefined && Object.hasOwn(attributes, Name),
  )
  if (!fixed) return undefined
  const message = `user.${fixed.Name}: Attribute cannot be updated.\n`
  return refused('InvalidParameterException', message).refusal
}

/** Every attribute is one of the pool's. */
function checkKnown(attributes: Attributes, pool: PoolDocument): Refusal | undefined {
  const known = new Set(pool.SchemaAttributes?.map((attribute) => attribute.Name))
  const unknown = Object.keys(attributes).filter((name) => !known.has(name))
  return nonconforming(unknown, 'Attribute does not exist in the schema.')
}

/** Every attribute is one that the client lets its users write. */
function checkWritable(attributes: Attributes, client: ClientDocument): Refusal | undefined {
  const writable = client.WriteAttributes && new Set(client.WriteAttributes)
  const isWritable = (name: string) =>
    !NEVER_WRITABLE.has(name) && !name.startsWith('dev:') && (!writable || writable.has(name))
  if (Object.keys(attributes).every(isWritable)) return undefined
  const message = 'A client attempted to write unauthorized attribute'
  return refused('NotAuthorizedException', message).refusal
}

/** Every required attribute has a value. */
function checkComplete(attributes: Attributes, pool: PoolDocument): Refusal | undefined {
  const missing = (pool.SchemaAttributes ?? [])
    .filter((a) => a.Required && a.Name !== 'sub')
    .map((a) => a.Name ?? '')
    .filter((name) => !attributes[name])
  return nonconforming(missing, 'The attribute is required')
}

/** Every value fits its type, its constraints and its format. */
function checkValues(attributes: Attributes, pool: PoolDocument): Refusal | undefined {
  const schema = new Map(pool.SchemaAttributes?.map((a) => [a.Name ?? '', a]))
  for (const [name, value] of Object.entries(attributes)) {
    const attribute = schema.get(name)
    const reason = attribute && whatIsWrongWith(value, attribute)
    if (reason) return nonconforming([name], reason)
    const format = FORMATS[name]
    if (format && value !== '' && !format.isOne(value)) {
      return refused('InvalidParameterException', format.message).refusal
    }
  }
  return undefined
}

function whatIsWrongWith(value: string, attribute: SchemaAttributeType): string | undefined {
  const type = attribute.AttributeDataType ?? 'String'
  return VALUE_CHECKS[type]?.(value, attribute)
}

const VALUE_CHECKS: Readonly<
  Record<string, (value: string, attribute: SchemaAttributeType) => string | undefined>
> = {
  String(value, { StringAttributeConstraints: limits }) {
    const length = [...value].length
    if (limits?.MinLength && length < Number(limits.MinLength)) {
      return `String must be longer than ${limits.MinLength} characters`
    }
    const isLonger = limits?.MaxLength && length > Number(limits.MaxLength)
    return isLonger ? `String must be shorter than ${limits.MaxLength} characters` : undefined
  },
  Number(value, { NumberAttributeConstraints: limits }) {
    if (!/^-?\d+(\.\d+)?$/.test(value)) return 'Value must be a number'
    if (limits?.MinValue && Number(value) < Number(limits.MinValue)) {
      return `Number must be at least ${limits.MinValue}`
    }
    const isMore = limits?.MaxValue && Number(value) > Number(limits.MaxValue)
    return isMore ? `Number must be at most ${limits.MaxValue}` : undefined
  },
  Boolean: (value) => (/^(true|false)$/i.test(value) ? undefined : 'Value must be true or false'),
  DateTime: (value) => (Number.isNaN(Date.parse(value)) ? 'Value must be a date' : undefined),
}

function nonconforming(names: readonly string[], reason: string): Refusal | undefined {
  if (names.length === 0) return undefined
  const sentences = names.map((name) => `${name}: ${reason}\n`)
  const message = `Attributes did not conform to the schema: ${sentences.join('')}`
  return refused('InvalidParameterException', message).refusal
}
