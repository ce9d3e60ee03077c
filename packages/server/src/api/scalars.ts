/** From JSON to the JavaScript value of a simple shape; nothing where it is not one. */
import type { ServiceTable } from './table.ts'

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/
const ISO_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
const INTEGER = /^-?\d{1,16}$/

/** Cognito takes a string for a boolean (seen: floci pull request 2869); the two plain ones are read. */
export function parseBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (value === 'true') return true
  return value === 'false' ? false : undefined
}

/** A whole number that fits its Java type. The query protocol writes every value as text. */
export function parseNumber(
  type: 'integer' | 'long',
  value: unknown,
  protocol: ServiceTable['protocol'],
): number | undefined {
  const isText = protocol === 'aws-query' && typeof value === 'string' && INTEGER.test(value)
  const number = isText ? Number(value) : value
  if (typeof number !== 'number') return undefined
  const fits = type === 'long' ? Number.isSafeInteger(number) : number === (number | 0)
  return fits ? number : undefined
}

/** Epoch seconds, with a fraction if need be, or an ISO 8601 instant. */
export function parseTimestamp(value: unknown): Date | undefined {
  const isText = typeof value === 'string' && ISO_INSTANT.test(value)
  if (!isText && typeof value !== 'number') return undefined
  const date = new Date(isText ? value : Math.round(Number(value) * 1000))
  return Number.isNaN(date.getTime()) ? undefined : date
}

/** Base64 with its padding. */
export function parseBlob(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string' || value.length % 4 !== 0 || !BASE64.test(value)) return undefined
  return new Uint8Array(Buffer.from(value, 'base64'))
}
