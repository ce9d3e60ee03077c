/** Records that are kept as text, in a storage where others may write as well. */

/** Members by name, and what `typeof` may say of each: one word, or several with a bar between them. */
export type Shape<Value> = { readonly [Name in keyof Value]?: string }

/** What a stored text says. One that is cut off, foreign or of another version is as good as none. */
export function readRecord<Value extends object>(
  text: string | null | undefined,
  shape: Shape<Value>,
): Value | undefined {
  try {
    const value: unknown = JSON.parse(text || 'null')
    return hasShape(value, shape) ? value : undefined
  } catch {
    return undefined
  }
}

/** The members of a text that are not what a shape says, as an error names them; empty where all are. */
export const gapsIn = <Value>(text: string, shape: Shape<Value>): string =>
  Object.entries<string | undefined>(shape)
    .filter(([name, types]) => !readRecord(text, { [name]: types }))
    .map(([name, types]) => `${name} (${types})`)
    .join(', ')

/** Whether a value is an object with the members of a shape. A member that is `null` counts as missing. */
export const hasShape = <Value extends object>(
  value: unknown,
  shape: Shape<Value>,
): value is Value =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries<string | undefined>(shape).every(([name, types]) =>
    types?.includes(typeof ((value as Record<string, unknown>)[name] ?? undefined)),
  )
