/**
 * Java's regular expressions in JavaScript: translated once a pattern, matched against the whole value.
 *
 * The patterns are the model's, also where the developer guide disagrees: a password may hold a space
 * according to the guide, but its pattern is `[\S]+`.
 */
import { type Matcher, SLOW_PATTERNS } from './slow-patterns.ts'

const compiled = new Map<string, Matcher>(SLOW_PATTERNS)

/** Whether the whole value matches a Java pattern of the tables. */
export function matchesPattern(pattern: string, value: string): boolean {
  let matcher = compiled.get(pattern)
  if (!matcher) {
    matcher = translatePattern(pattern)
    compiled.set(pattern, matcher)
  }
  return matcher.test(value)
}

/** What `\s` and `.` mean in Java, where `\s` is ASCII and `.` knows one more line terminator. */
const SPACE = ' \\t\\n\\v\\f\\r'
const NO_SPACE = '\\0-\\x08\\x0e-\\x1f\\x21-\\u{10ffff}'
const NO_LINE_TERMINATOR = '[^\\n\\r\\u0085\\u2028\\u2029]'
/** The escapes that mean the same in both, also under the flag `u`. */
const SHARED_ESCAPE = /^\\[\\^$.*+?()[\]{}|/dDwWbBpPtnrfvx0-9]$/

/**
 * The same pattern as a RegExp with the flag `u`.
 *
 * `\u10000-\u10FFFF` is in AWS's model of STS. Java reads four digits and takes the rest for
 * letters; what is meant is plain, so the whole number is taken.
 */
export function translatePattern(pattern: string): RegExp {
  const isDotAll = pattern.startsWith('(?s)')
  let source = ''
  let inClass = false
  for (const [token] of pattern.slice(isDotAll ? 4 : 0).matchAll(/\\u[\dA-Fa-f]{4,6}|\\?./gsu)) {
    if (token === '[') inClass = true
    if (token === ']') inClass = false
    if (token === '\\s') source += inClass ? SPACE : `[${SPACE}]`
    else if (token === '\\S') source += inClass ? NO_SPACE : `[${NO_SPACE}]`
    else if (token === '.' && !inClass && !isDotAll) source += NO_LINE_TERMINATOR
    else if (token.length > 2) source += `\\u{${token.slice(2)}}`
    else if (token === '\\-') source += inClass ? token : '-'
    else if (token.length === 2 && token.startsWith('\\') && !SHARED_ESCAPE.test(token)) {
      source += token.charAt(1)
    } else source += token
  }
  return new RegExp(`^(?:${source})$`, isDotAll ? 'su' : 'u')
}
