/** Which limits of its shape a value breaks, in AWS's words. */
import { matchesPattern } from './patterns.ts'
import type { Shape, StringShape } from './table.ts'

/** Ours: PostgreSQL cannot store U+0000, so no string may hold it. */
export const NULL_CHARACTER = 'Member must not contain a null character'

const longest = (max: number) => `Member must have length less than or equal to ${max}`
const shortest = (min: number) => `Member must have length greater than or equal to ${min}`
const largest = (max: number) => `Member must have value less than or equal to ${max}`
const smallest = (min: number) => `Member must have value greater than or equal to ${min}`
const pattern = (text: string) => `Member must satisfy regular expression pattern: ${text}`
const oneOf = (values: readonly string[]) =>
  `Member must satisfy enum value set: [${values.join(', ')}]`

/** Every broken limit of a string; nothing when all hold. */
export function brokenByString(shape: StringShape, value: string): string[] | undefined {
  if (value.includes('\0')) return [NULL_CHARACTER]
  // A value too long is not matched: the pattern's cost is bounded by the length that is allowed.
  if (shape.max !== undefined && isLonger(value, shape.max)) return [longest(shape.max)]
  const isShort = shape.min !== undefined && shape.min > 0 && !isLonger(value, shape.min - 1)
  const isForeign = shape.pattern !== undefined && !matchesPattern(shape.pattern, value)
  const isUnknown = shape.enum !== undefined && !shape.enum.includes(value)
  if (!isShort && !isForeign && !isUnknown) return undefined
  return constraintsOf({
    type: 'string',
    ...(isShort && { min: shape.min }),
    ...(isForeign && { pattern: shape.pattern }),
    ...(isUnknown && { enum: shape.enum }),
  })
}

/** The broken limit of a length, of a list, map or blob; nothing when both hold. */
export function brokenByLength(
  { min, max }: { readonly min?: number; readonly max?: number },
  length: number,
): string[] | undefined {
  if (max !== undefined && length > max) return [longest(max)]
  return min !== undefined && length < min ? [shortest(min)] : undefined
}

/** The broken limit of a number; nothing when both hold. */
export function brokenByNumber(
  { min, max }: { readonly min?: number; readonly max?: number },
  value: number,
): string[] | undefined {
  if (max !== undefined && value > max) return [largest(max)]
  return min !== undefined && value < min ? [smallest(min)] : undefined
}

/** All limits of a shape in the order in which AWS lists them. */
export function constraintsOf(shape: Shape): string[] {
  if (shape.type === 'boolean' || shape.type === 'timestamp' || shape.type === 'document') return []
  if (shape.type === 'structure') return []
  const isNumber = shape.type === 'integer' || shape.type === 'long'
  const found: string[] = []
  if (shape.max !== undefined) found.push(isNumber ? largest(shape.max) : longest(shape.max))
  if (shape.min !== undefined) found.push(isNumber ? smallest(shape.min) : shortest(shape.min))
  if (shape.type !== 'string') return found
  if (shape.pattern !== undefined) found.push(pattern(shape.pattern))
  if (shape.enum !== undefined) found.push(oneOf(shape.enum))
  return found
}

/**
 * Whether a string has more than `limit` code points, which is how AWS counts. Code units are twice
 * as many at most, so nearly every value is decided without counting.
 */
function isLonger(value: string, limit: number): boolean {
  if (value.length <= limit) return false
  if (value.length > limit * 2) return true
  let count = value.length
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index)
    if (unit >= 0xd800 && unit <= 0xdbff) count--
  }
  return count > limit
}
