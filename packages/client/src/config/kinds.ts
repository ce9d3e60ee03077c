/** What a value of a configuration has to be, and reading one out of a file that somebody wrote. */
import { AuthError } from '../core/errors.ts'
import { isNear } from './names.ts'

/** A kind of value: whether this is one, and what one looks like. */
export interface Kind<Value> {
  is(value: unknown): value is Value
  readonly looksLike: string
}

export const textLike = (pattern: RegExp, looksLike: string): Kind<string> => ({
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
  '"https://example.com" or "http://localhost:3000"',
)
/** Calls go to it as it is, with its path; what hangs at its end would be lost or be in the way. */
export const ENDPOINT = textLike(
  /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/,
  '"https://example.com/" or "http://localhost:7665/", without ?, # or a user name',
)
export const TEXT = textLike(/\S/, 'a text that is not empty')
export const FLAG: Kind<boolean> = {
  is: (value): value is boolean => typeof value === 'boolean',
  looksLike: 'true or false',
}
export const FUNCTION: Kind<(...args: never) => unknown> = {
  is: (value): value is (...args: never) => unknown => typeof value === 'function',
  looksLike: 'a function',
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
export const DOCUMENTS: Kind<readonly Readonly<Record<string, unknown>>[]> = {
  is: (value): value is readonly Readonly<Record<string, unknown>>[] =>
    Array.isArray(value) && value.every(DOCUMENT.is),
  looksLike: 'a list of objects',
}
export const oneOf = <const Value extends string>(...values: readonly Value[]): Kind<Value> => ({
  is: (value): value is Value => values.some((one) => one === value),
  looksLike: values.map((one) => `"${one}"`).join(' or '),
})
/** What may be asked for first where there is a choice. */
export const FIRST_FACTOR = oneOf('EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN')

/** Reads the keys of one object in one file; names both when a value is wrong or a key misspelled. */
export interface Keys {
  /** The value, or undefined where there is none. */
  maybe<Value>(key: string, kind: Kind<Value>): Value | undefined
  /** The value; without one the configuration is of no use. */
  need<Value>(key: string, kind: Kind<Value>): Value
  /** Refuses the names that keys had before, by what they are called now. */
  renamed(names: Readonly<Record<string, string>>): void
  /** Whether it is there, if only to say that it is empty. */
  has(key: string): boolean
  /** The keys of an object inside, or undefined where there is none. */
  inside(key: string): Keys | undefined
}

/**
 * @param path where the object stands in the file: `auth.oauth`, or empty at the top.
 * @throws InvalidConfigurationException from what it answers, with the file, the key and an example; also
 * for a key that is nearly the one asked for, since without it calls would go elsewhere, such as to AWS.
 * A key that is near to none is another category's, or a newer version's.
 */
export function keysOf(file: string, object: Readonly<Record<string, unknown>>, path = ''): Keys {
  const nameOf = (key: string) => (path ? `${path}.${key}` : key)
  const wrong = (key: string, found: string, kind: Kind<unknown>) =>
    invalid(`${file}: ${nameOf(key)} is ${found}. It should be ${kind.looksLike}.`)
  const keys: Keys = {
    maybe(key, kind) {
      const slip = Object.keys(object).find((other) => other !== key && isNear(other, key))
      if (slip) throw invalid(`${file}: ${nameOf(slip)} is not known; the nearest is ${key}.`)
      const value = object[key]
      // Amplify's tools leave empty what a project has not. An endpoint is nobody's but who runs a service.
      const isLeftEmpty = value === '' && kind !== ENDPOINT
      if (value === undefined || value === null || isLeftEmpty) return undefined
      if (kind.is(value)) return value
      throw wrong(key, show(value), kind)
    },
    need(key, kind) {
      const value = keys.maybe(key, kind)
      if (value !== undefined) return value
      throw wrong(key, 'missing', kind)
    },
    renamed(names) {
      const old = Object.keys(names).find(keys.has)
      if (!old) return
      throw invalid(`${file}: ${nameOf(old)} is Amplify 5's name; it is ${names[old]} now.`)
    },
    has: (key) => object[key] !== undefined,
    inside(key) {
      const value = keys.maybe(key, DOCUMENT)
      return value && keysOf(file, value, nameOf(key))
    },
  }
  return keys
}

/** All in the message, since whoever starts a program sees no more of what it does not catch. */
export const invalid = (message: string): AuthError =>
  new AuthError('InvalidConfigurationException', message)

/** As much of a value as helps to find it. */
export const show = (value: unknown): string =>
  (JSON.stringify(value) ?? String(value)).slice(0, 60)
