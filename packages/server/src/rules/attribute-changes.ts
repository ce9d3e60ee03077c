import type { PoolDocument } from '../records/pool.ts'

type Attributes = Readonly<Record<string, string>>

/** Addresses whose proof ends when they change. */
const PROVEN = ['email', 'phone_number'] as const

/**
 * A user's attributes after a change. A blank value takes an attribute away, as Cognito has it; a new
 * address is unproven unless the change says otherwise.
 */
export function changeAttributes(current: Attributes, changes: Attributes): Attributes {
  const unproven = PROVEN.filter(
    (name) => changes[name] !== undefined && changes[name] !== current[name],
  ).map((name) => [`${name}_verified`, 'false'])
  const merged: Attributes = { ...current, ...Object.fromEntries(unproven), ...changes }
  const gone: string[] = PROVEN.filter((name) => !merged[name]).map((name) => `${name}_verified`)
  return Object.fromEntries(
    Object.entries(merged).filter(([name, value]) => value !== '' && !gone.includes(name)),
  )
}

/** An attribute whose value a person can prove to be theirs. */
export type Provable = (typeof PROVEN)[number]

export const isProvable = (name: string): name is Provable =>
  (PROVEN as readonly string[]).includes(name)

/** Whether a new value of an attribute waits, and the old one stays, until the new one is proven. */
export const isHeldBack = (
  name: Provable,
  { UserAttributeUpdateSettings }: PoolDocument,
): boolean =>
  UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate?.includes(name) ?? false

/**
 * What of a change is made at once, and which new addresses get a code. An address that the change itself
 * says is verified, as an administrator's may, needs none.
 */
export function splitChanges(
  current: Attributes,
  changes: Attributes,
  pool: PoolDocument,
): { atOnce: Attributes; toProve: { attribute: Provable; value: string }[] } {
  const fresh = PROVEN.flatMap((attribute) => {
    const value = changes[attribute]
    const isUnproven = changes[`${attribute}_verified`] !== 'true'
    return value && value !== current[attribute] && isUnproven ? [{ attribute, value }] : []
  })
  const heldBack = fresh.filter(({ attribute }) => isHeldBack(attribute, pool))
  const isHeld = (name: string) => heldBack.some(({ attribute }) => attribute === name)
  // That the new address is unproven says nothing against the one that stays until it is.
  const isSaidOfHeld = (name: string) =>
    heldBack.some(({ attribute }) => `${attribute}_verified` === name)
  const isAtOnce = ([name]: [string, string]) => !isHeld(name) && !isSaidOfHeld(name)
  return {
    atOnce: Object.fromEntries(Object.entries(changes).filter(isAtOnce)),
    toProve: fresh.filter(
      ({ attribute }) => isHeld(attribute) || pool.AutoVerifiedAttributes?.includes(attribute),
    ),
  }
}
