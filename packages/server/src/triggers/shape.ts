/** Readers of what a function answered. Each knows one shape, and `null` always says nothing. */

/** What a function answered is not what its trigger may answer. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
}

/** @throws ShapeError for a value of another shape. */
export type Reader<Value> = (value: unknown) => Value

/** The members of an object of JSON. */
export type Fields = Readonly<Record<string, unknown>>

export function fields(value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new ShapeError('no object')
}

/** A member, where it is there. */
export function member<Value>(from: Fields, name: string, read: Reader<Value>): Value | undefined {
  const value = Object.hasOwn(from, name) ? from[name] : undefined
  if (value === undefined || value === null) return undefined
  try {
    return read(value)
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    throw new ShapeError(`${name}: ${error.message}`)
  }
}

/** True or false and nothing that passes for it: the text "false" must not issue tokens. */
export const flag: Reader<boolean> = (value) => {
  if (typeof value === 'boolean') return value
  throw new ShapeError('neither true nor false')
}

export const text: Reader<string> = (value) => {
  if (typeof value === 'string') return value
  throw new ShapeError('no text')
}

/** Text of at most so many characters. */
export const textUpTo =
  (most: number): Reader<string> =>
  (value) => {
    const read = text(value)
    if (read.length <= most) return read
    throw new ShapeError(`longer than ${most} characters`)
  }

export const oneOf =
  <Word extends string>(...words: readonly Word[]): Reader<Word> =>
  (value) => {
    const word = words.find((each) => each === value)
    if (word !== undefined) return word
    throw new ShapeError(`none of ${words.join(', ')}`)
  }

export const listOf =
  <Item>(read: Reader<Item>): Reader<readonly Item[]> =>
  (value) => {
    if (Array.isArray(value)) return value.map(read)
    throw new ShapeError('no list')
  }

export const mapOf =
  <Value>(read: Reader<Value>): Reader<Readonly<Record<string, Value>>> =>
  (value) =>
    Object.fromEntries(
      Object.entries(fields(value)).flatMap(([name, each]) =>
        each === null ? [] : [[name, read(each)]],
      ),
    )
