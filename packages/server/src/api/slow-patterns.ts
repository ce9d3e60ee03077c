/**
 * Patterns whose parts can match the same text in several ways, so that a regular expression tries
 * them all: AWS's link template takes 32 s on 20,000 characters. Each is checked here in one pass
 * over characters and a search, and accepts exactly what its pattern accepts.
 */

/** Something that accepts or refuses a whole value; a RegExp is one. */
export interface Matcher {
  test(value: string): boolean
}

/** `\s` in Java is these six, not every Unicode space. */
const MESSAGE = /^[\p{L}\p{M}\p{S}\p{N}\p{P} \t\n\v\f\r]*$/u
const PRINTABLE = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]*$/u

/** A message with the place of the code in it. */
const codeTemplate: Matcher = {
  test: (value) => value.includes('{####}') && MESSAGE.test(value),
}

/** A message with the text of a link between `{##` and `##}`. */
const linkTemplate: Matcher = {
  test: (value) => {
    const start = value.indexOf('{##')
    return start >= 0 && value.includes('##}', start + 3) && MESSAGE.test(value)
  },
}

/** Something, `@`, something; both may hold further `@`. */
const emailAddress: Matcher = {
  test: (value) => {
    const at = value.indexOf('@', 1)
    return at > 0 && at < value.length - 1 && PRINTABLE.test(value)
  },
}

/** By the text of the pattern in the tables. */
export const SLOW_PATTERNS: ReadonlyMap<string, Matcher> = new Map([
  [
    '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*\\{####\\}[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*',
    codeTemplate,
  ],
  [
    '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*\\{##[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*##\\}[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*',
    linkTemplate,
  ],
  ['[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+@[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+', emailAddress],
])
