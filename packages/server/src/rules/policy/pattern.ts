/** Policy variables and wildcards: what a text of a policy stands for in one request. */

/** What a request is held against: condition keys in lower case, each with its values. */
export type RequestContext = ReadonlyMap<string, readonly string[]>

/**
 * A context of keys in any case: IAM tells none apart by it, so that keys which differ in that alone are one with
 * the values of both. Keys without a value are left out.
 */
export function contextOf(
  keys: Readonly<Record<string, string | readonly string[] | undefined>>,
): RequestContext {
  const context = new Map<string, readonly string[]>()
  for (const [key, value] of Object.entries(keys)) {
    if (value === undefined) continue
    const name = key.toLowerCase()
    const values = typeof value === 'string' ? [value] : value
    context.set(name, [...new Set([...(context.get(name) ?? []), ...values])])
  }
  return context
}

const ANY = Symbol('*')
const ONE = Symbol('?')

/** Characters that stand for themselves, and wildcards. */
export type Pattern = readonly (string | typeof ANY | typeof ONE)[]

const WILDCARDS: Readonly<Record<string, Pattern>> = { '*': [ANY], '?': [ONE] }
/** `${name}`, or `${name, 'what it is where the request has none'}`. */
const TOKEN = /\$\{([^{}]*)\}|./gsu
const VARIABLE = /^\s*([^\s,']+)\s*(?:,\s*'([^']*)'\s*)?$/

/**
 * The pattern that a text of a policy is in one request. The value of a variable stands for itself: a name
 * with an asterisk in it is no wildcard.
 *
 * @param context undefined where the document knows no variables.
 * @returns undefined where the request has no value, or several, for a variable.
 */
export function toPattern(text: string, context: RequestContext | undefined): Pattern | undefined {
  const pieces: Pattern[number][] = []
  for (const [token, variable] of text.matchAll(TOKEN)) {
    if (variable === undefined) pieces.push(...(WILDCARDS[token] ?? [token]))
    else if (!context) pieces.push(...toPatternOfText(token))
    else {
      const value = variableValue(variable, context)
      if (value === undefined) return undefined
      pieces.push(...value)
    }
  }
  return pieces
}

/** Without variables `${*}` is a dollar sign, braces, and a wildcard. */
const toPatternOfText = (text: string): Pattern =>
  [...text].flatMap((character) => WILDCARDS[character] ?? [character])

/** As `toPattern`, for operators that know no wildcards. */
export function toText(text: string, context: RequestContext | undefined): string | undefined {
  if (!context) return text
  let isKnown = true
  const filled = text.replace(TOKEN, (token, variable: string | undefined) => {
    if (variable === undefined) return token
    const value = variableValue(variable, context)
    if (value === undefined) isKnown = false
    return value ?? ''
  })
  return isKnown ? filled : undefined
}

function variableValue(variable: string, context: RequestContext): string | undefined {
  if (['*', '?', '$'].includes(variable)) return variable
  const [, name = '', otherwise] = VARIABLE.exec(variable) ?? []
  const values = context.get(name.toLowerCase()) ?? []
  return values.length === 0 ? otherwise : values.length === 1 ? values[0] : undefined
}

/**
 * Whether a pattern stands for the whole text. After a mismatch only the last asterisk takes one character
 * more, so that no pattern takes more steps than its length times the text's.
 */
export function matches(pattern: Pattern, text: string): boolean {
  const characters = [...text]
  let [p, t] = [0, 0]
  let afterStar = -1
  let taken = 0
  while (t < characters.length) {
    const piece = pattern[p]
    if (piece === ANY) {
      afterStar = ++p
      taken = t
    } else if (piece === ONE || (piece !== undefined && piece === characters[t])) {
      p++
      t++
    } else if (afterStar >= 0) {
      p = afterStar
      t = ++taken
    } else return false
  }
  while (pattern[p] === ANY) p++
  return p === pattern.length
}

/** The parts of an ARN's pattern between its first five colons; wildcards do not cross them. */
export function arnParts(pattern: Pattern): Pattern[] {
  const parts: Pattern[number][][] = [[]]
  for (const piece of pattern) {
    if (piece === ':' && parts.length < 6) parts.push([])
    else parts.at(-1)?.push(piece)
  }
  return parts
}
