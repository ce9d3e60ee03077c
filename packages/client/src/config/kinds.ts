/** What a value of a configuration has to be, and reading one out of a file that somebody wrote. */
import { AuthError } from '../core/errors.ts'

/** A kind of value: whether this is one, and what one looks like. */
export interface Kind<Value> {
  is(value: unknown): value is Value
  readonly looksLike: string
}

const textLike = (pattern: RegExp, looksLike: string): Kind<string> => ({
  is: (value): value is string => typeof value === 'string' && pattern.test(value),
  looksLike,
})

export const POOL_ID = textLike(
  /^[\w-]+_\w+$/,
  '"us-east-1_AbCdEf123": the region, "_", and the rest',
)
export const CLIENT_ID = textLike(/^[\w+]+$/, '"1h57kf5cpq17m0eml12example": letters and digits')
export const IDENTITY_POOL_ID = textLike(
  /^[\w-]+:[\w-]+$/,
  '"us-east-1:11111111-2222-3333-4444-555555555555"',
)
export const ADDRESS = textLike(
  /^https?:\/\/[^\s/]+/,
  '"https://example.com", or http:// on localhost',
)
export const TEXT = textLike(/\S/, 'a text that is not empty')
export const FLAG: Kind<boolean> = {
  is: (value): value is boolean => typeof value === 'boolean',
  looksLike: 'true or false',
}
export const NUMBER: Kind<number> = {
  is: (value): value is number => typeof value === 'number',
  looksLike: 'a number',
}
export const TEXTS: Kind<readonly string[]> = {
  is: (value): value is readonly string[] => Array.isArray(value) && value.every(TEXT.is),
  looksLike: 'a list of texts',
}
export const DOCUMENT: Kind<Readonly<Record<string, unknown>>> = {
  is: (value): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null && !Array.isArray(value),
  looksLike: 'an object',
}
export const oneOf = <const Value extends string>(...values: readonly Value[]): Kind<Value> => ({
  is: (value): value is Value => values.some((one) => one === value),
  looksLike: values.map((one) => `"${one}"`).join(' or '),
})

/** Reads the keys of one object in one file; names both when a value is wrong. */
export interface Keys {
  /** The value, or undefined where there is none. */
  maybe<Value>(key: string, kind: Kind<Value>): Value | undefined
  /** The value; without one the configuration is of no use. */
  need<Value>(key: string, kind: Kind<Value>): Value
  /** The keys of an object inside, or undefined where there is none. */
  inside(key: string): Keys | undefined
}

/**
 * @param path where the object stands in the file: `auth.oauth`, or empty at the top.
 * @throws InvalidConfigurationException from what it answers, with the file, the key and an example.
 */
export function keysOf(file: string, object: Readonly<Record<string, unknown>>, path = ''): Keys {
  const nameOf = (key: string) => (path ? `${path}.${key}` : key)
  const keys: Keys = {
    maybe(key, kind) {
      const value = object[key]
      if (value === undefined || value === null || value === '') return undefined
      if (kind.is(value)) return value
      throw invalid(`${file}: ${nameOf(key)} is ${show(value)}.`, `It should be ${kind.looksLike}.`)
    },
    need(key, kind) {
      const value = keys.maybe(key, kind)
      if (value !== undefined) return value
      throw invalid(`${file}: ${nameOf(key)} is missing.`, `It should be ${kind.looksLike}.`)
    },
    inside(key) {
      const value = keys.maybe(key, DOCUMENT)
      return value && keysOf(file, value, nameOf(key))
    },
  }
  return keys
}

export const invalid = (message: string, recoverySuggestion: string): AuthError =>
  new AuthError('InvalidConfigurationException', `${message} ${recoverySuggestion}`, {
    recoverySuggestion,
  })

/** As much of a value as helps to find it. */
const show = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 60)
