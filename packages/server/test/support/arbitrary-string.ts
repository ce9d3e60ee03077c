/** Strings that keep or break the limits of a string shape. */
import fc from 'fast-check'
import { matchesPattern } from '../../src/api/patterns.ts'
import type { StringShape } from '../../src/api/table.ts'

/** Letters, marks, symbols and spaces of one, two, three and four bytes. */
const CHARACTERS = [
  ...'abcdefXYZ0123456789_-+=.,:;/@ \'"\\{}#*%&!?~|^$()<>[]`\t\n\r',
  ...['é', 'ß', '\u0301', '\u00a0', '漢', '€', '\u2028', '😀', '\u{1d54f}', '\u0001'],
]

const word = fc.string({ unit: fc.constantFrom(...'abcdefgh0123'), minLength: 1, maxLength: 12 })
const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 4, maxLength: 20 })
const text = fc.string({ unit: fc.constantFrom(...'ab {}#*é漢\n'), maxLength: 20 })

/** Texts with an inner structure, for the patterns that are not one class of characters repeated. */
const STRUCTURED: readonly fc.Arbitrary<string>[] = [
  fc.tuple(word, hex).map(([a, b]) => `${a}_${b}`),
  fc.tuple(word, hex).map(([a, b]) => `${a}:${b}`),
  fc.tuple(word, word).map(([a, b]) => `arn:aws:${a}:us-east-1:123456789012:function/${b}`),
  fc.tuple(word, word).map(([a, b]) => `arn:aws:${a}:::bucket/${b}`),
  fc.uuid({ version: 4 }),
  word.map((name) => `import-${name}`),
  fc.tuple(word, word).map(([a, b]) => `${a}@${b}.example`),
  fc.tuple(text, text).map(([a, b]) => `${a}{####}${b}`),
  fc.tuple(word, word).map(([a, b]) => `${a}{####}${b}`),
  fc.tuple(text, text, text).map(([a, b, c]) => `${a}{##${b}##}${c}`),
  fc.constantFrom('cognito:default', 'cognito:chinese-traditional'),
  fc.constantFrom('terms-of-use', 'privacy-policy'),
  fc.constantFrom('authenticated', 'unauthenticated'),
  fc.integer({ min: 1, max: 4 }).map((level) => `Level${level}`),
  fc.integer({ min: 1, max: 99 }).map((version) => `v${version}`),
  fc.tuple(word, word).map(([a, b]) => `/${a}/${b}/`),
]

/** A string within the limits of its shape. */
export function arbitraryString(shape: StringShape): fc.Arbitrary<string> {
  if (shape.enum) return fc.constantFrom(...shape.enum)
  const plain = repeated(
    shape,
    CHARACTERS.filter((character) => accepts(shape, character)),
  )
  if (plain) return plain.filter((value) => keeps(shape, value))
  const structured = STRUCTURED.filter((candidate) =>
    fc.sample(candidate, { seed: 1, numRuns: 5 }).every((value) => keeps(shape, value)),
  )
  if (structured.length === 0) throw new Error(`No strings are known to match ${shape.pattern}`)
  return fc.oneof(...structured).filter((value) => keeps(shape, value))
}

/** A string that breaks one limit, or that no store could keep. */
export function arbitraryBadString(shape: StringShape): fc.Arbitrary<string> {
  const { min = 0, max } = shape
  const foreign = [...CHARACTERS, 'a b', '漢 字', '-', '@', 'a@', '{##', '\u0001a', 'arn:'].filter(
    (value) => !keeps(shape, value) && value.length >= min,
  )
  return fc.oneof(
    fc.constantFrom('a\0b', '\ud800', 'a\udfff'),
    ...(max === undefined
      ? []
      : [fc.constant('a'.repeat(max + 1)), fc.constant('😀'.repeat(max + 1))]),
    ...(min === 0 ? [] : [fc.constant('a'.repeat(min - 1))]),
    ...(foreign.length === 0 ? [] : [fc.constantFrom(...foreign)]),
  )
}

/** Whether the character may stand anywhere: the pattern is then a class of characters repeated. */
function accepts(shape: StringShape, character: string): boolean {
  const length = Math.min(Math.max(3, shape.min ?? 0), shape.max ?? 3)
  return keeps(shape, character.repeat(length))
}

function repeated({ min = 0, max = min + 20 }: StringShape, alphabet: readonly string[]) {
  if (alphabet.length === 0) return undefined
  const unit = fc.constantFrom(...alphabet)
  return fc.string({ unit, minLength: min, maxLength: Math.min(max, min + 20) })
}

/** Written apart from the parser's own checks, so that it may disagree with them. */
function keeps(
  { min = 0, max = Number.POSITIVE_INFINITY, pattern, ...shape }: StringShape,
  value: string,
) {
  const length = [...value].length
  if (length < min || length > max || shape.enum?.includes(value) === false) return false
  return pattern === undefined || matchesPattern(pattern, value)
}
