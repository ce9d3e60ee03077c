import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cognitoIdentity } from './cognito-identity.generated.ts'
import { cognitoIdp } from './cognito-idp.generated.ts'
import { matchesPattern, translatePattern } from './patterns.ts'
import { SLOW_PATTERNS } from './slow-patterns.ts'
import { sts } from './sts.generated.ts'

const SHAPES = [cognitoIdp, cognitoIdentity, sts].flatMap((table) => Object.entries(table.shapes))
const PATTERNS = SHAPES.flatMap(([name, shape]) =>
  shape.type === 'string' && shape.pattern !== undefined
    ? [{ name, pattern: shape.pattern, max: shape.max }]
    : [],
)

describe('a Java pattern', () => {
  it.each([
    ['[\\w\\s]+', 'a b', true],
    ['[\\w\\s]+', 'a\u00a0b', false],
    ['[\\S]+', 'a\u00a0b', true],
    ['\\S\\s', '\u2003 ', true],
    ['[\\S]+', 'a b', false],
    ['.*', 'a\u0085', false],
    ['.*', 'a\nb', false],
    ['(?s).*', 'a\nb', true],
    ['[.]', 'a', false],
    ['\\p{L}+', 'é漢', true],
    ['a\\-b', 'a-b', true],
    ['[\\w\\- ]+', 'a-b c', true],
    ['\\#\\_', '#_', true],
    ['[\\u0020-\\u007E]+', 'a~', true],
    ['[\\u10000-\\u10FFFF]', '😀', true],
    ['[\\u10000-\\u10FFFF]', 'F', false],
    ['[^_\\p{Z}]', '😀', true],
    ['a|b', 'ab', false],
    ['^a$', 'a\n', false],
  ])('%s and %j: %s', (pattern, value, expected) => {
    expect(matchesPattern(pattern, value)).toBe(expected)
  })
})

describe('a pattern checked by hand', () => {
  const pieces = [
    '{####}',
    '{##',
    '##}',
    '{',
    '#',
    '}',
    '@',
    'a',
    '漢',
    ' ',
    '\n',
    '\u00a0',
    '\u0001',
  ]

  it.each([...SLOW_PATTERNS])('%s accepts what the pattern accepts', (pattern, matcher) => {
    const naive = translatePattern(pattern)
    const value = fc
      .array(fc.constantFrom(...pieces), { maxLength: 8 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(value, (text) => {
        expect(matcher.test(text)).toBe(naive.test(text))
      }),
      { numRuns: 3000 },
    )
  })

  it('is in a table', () => {
    const known = PATTERNS.map(({ pattern }) => pattern)
    expect(known).toEqual(expect.arrayContaining([...SLOW_PATTERNS.keys()]))
  })
})

/** Repeated to the longest length and then spoilt, so that every way to match is tried. */
const FRAGMENTS = [
  ...['a', 'A', '0', '-', '_', '.', '/', ':', '@', ' ', '\n', '{', '#', 'é', '漢', '😀', '\u0301'],
  ...['a@', '@@', '{##', '##}', '{####}', '{####', 'a_', '_a', 'a:', 'a-', 'arn:', ':a', 'import-'],
  ...['arn:a:b:c:0:', '{##a##}'],
]

describe('every pattern of every table', () => {
  it('has a length, so that its cost is bounded', () => {
    expect(PATTERNS.filter(({ max }) => max === undefined)).toEqual([])
  })

  it.each(PATTERNS)('$name answers its longest bad input within 10 ms', ({ pattern, max = 0 }) => {
    for (const fragment of FRAGMENTS) {
      const count = Math.ceil(max / [...fragment].length)
      const whole = fragment.repeat(count)
      for (const value of [`${whole}\u0001`, `\u0001${whole}`, `${whole}{`]) {
        expect(fastest(() => matchesPattern(pattern, value))).toBeLessThan(10)
      }
    }
  })
})

/** The least of five runs in milliseconds: other work on the machine only ever adds. */
function fastest(run: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  })
  return Math.min(...times)
}
