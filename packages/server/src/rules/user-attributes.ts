import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider'
import type { ClientDocument } from '../records/client.ts'
import type { PoolDocument } from '../records/pool.ts'
import { checkValues, nonconforming } from './attribute-values.ts'
import { granted, type Refusal, refused, type Verdict } from './verdict.ts'

type Attributes = Readonly<Record<string, string>>

const VERIFIED: readonly string[] = ['email_verified', 'phone_number_verified']

/** Set by us; or by verification, or an administrator; never by the person whom it is about. */
const NEVER_WRITABLE: ReadonlySet<string> = new Set(['sub', ...VERIFIED])

/**
 * The list on the wire as values by name; the last of two with one name counts, as with Cognito. Whether an
 * address is verified comes as "True" from Python, and is read in many places.
 */
export const toAttributes = (list: readonly AttributeType[] | undefined): Attributes =>
  Object.fromEntries(
    (list ?? []).map(({ Name = '', Value = '' }) => [
      Name,
      VERIFIED.includes(Name) ? Value.toLowerCase() : Value,
    ]),
  )

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
    checkNewValues(changes, pool)
  )
}

/** What an administrator may change of a user: known, mutable, well formed. */
export const checkChanges = (changes: Attributes, pool: PoolDocument): Refusal | undefined =>
  checkKnown(changes, pool) ?? checkMutable(changes, pool) ?? checkNewValues(changes, pool)

/**
 * What an administrator may say of a user to be made: known, well formed; not the `sub`, which is ours to
 * give, and no address proven that is not there. What a person would have to say may be left to them.
 */
export function checkGivenAttributes(
  attributes: Attributes,
  pool: PoolDocument,
): Verdict<Attributes> {
  const refusal =
    checkKnown(attributes, pool) ??
    (attributes.sub === undefined ? undefined : fixed('sub')) ??
    checkValues(attributes, pool) ??
    checkProven(attributes)
  return refusal ? { refusal } : granted(attributes)
}

/** What may be taken from a user: known, mutable, not required. */
export function checkRemoval(names: readonly string[], pool: PoolDocument): Refusal | undefined {
  const removed = Object.fromEntries(names.map((name) => [name, '']))
  return checkKnown(removed, pool) ?? checkMutable(removed, pool) ?? checkDispensable(names, pool)
}

/** What a person may take from themselves: also writable by the client. */
export function checkOwnRemoval(
  names: readonly string[],
  pool: PoolDocument,
  client: ClientDocument,
): Refusal | undefined {
  const removed = Object.fromEntries(names.map((name) => [name, '']))
  return checkKnown(removed, pool) ?? checkWritable(removed, client) ?? checkRemoval(names, pool)
}

/** Every value fits; a blank one takes its attribute away, which then must be one that may be taken. */
function checkNewValues(changes: Attributes, pool: PoolDocument): Refusal | undefined {
  const blank = Object.keys(changes).filter((name) => changes[name] === '')
  const said = Object.entries(changes).filter(([, value]) => value !== '')
  return checkDispensable(blank, pool) ?? checkValues(Object.fromEntries(said), pool)
}

/** No name is that of a required attribute. The words are the service's: aws-sdk-ios issue 4251. */
function checkDispensable(names: readonly string[], pool: PoolDocument): Refusal | undefined {
  const required = pool.SchemaAttributes?.find(
    ({ Name, Required }) => Required && Name !== undefined && names.includes(Name),
  )
  if (!required) return undefined
  const message = `user.${required.Name}: Required attribute cannot be deleted.`
  return refused('InvalidParameterException', message).refusal
}

/** No address is said to be proven that is not given. */
function checkProven(attributes: Attributes): Refusal | undefined {
  const missing = ['email', 'phone_number'].find(
    (name) => attributes[`${name}_verified`] === 'true' && !attributes[name],
  )
  if (!missing) return undefined
  const message = `${missing} is required where ${missing}_verified is true.`
  return refused('InvalidParameterException', message).refusal
}

/** No attribute is one that keeps its first value. */
function checkMutable(attributes: Attributes, pool: PoolDocument): Refusal | undefined {
  const found = pool.SchemaAttributes?.find(
    ({ Name, Mutable }) =>
      Mutable === false && Name !== undefined && Object.hasOwn(attributes, Name),
  )
  return found && fixed(found.Name ?? '')
}

const fixed = (name: string): Refusal =>
  refused('InvalidParameterException', `user.${name}: Attribute cannot be updated.\n`).refusal

/** Every name is one of the pool's attributes. */
export function checkNames(names: readonly string[], pool: PoolDocument): Refusal | undefined {
  const known = new Set(pool.SchemaAttributes?.map((attribute) => attribute.Name))
  const unknown = names.filter((name) => !known.has(name))
  return nonconforming(unknown, 'Attribute does not exist in the schema.')
}

const checkKnown = (attributes: Attributes, pool: PoolDocument): Refusal | undefined =>
  checkNames(Object.keys(attributes), pool)

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
