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
