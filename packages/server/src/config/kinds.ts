import { Secret } from './secret.ts'

/** What values a setting takes, and how they are read from text. */
export interface Kind<Value> {
  /** What the value is in a JSON file. */
  readonly json: 'string' | 'number' | 'boolean' | 'array of strings'
  /** What a right value looks like, for error messages and the reference page. */
  readonly expects: string
  /** Its values are shown nowhere and not taken from flags. */
  readonly secret?: true
  /** Undefined for a wrong value. */
  readonly parse: (text: string) => Value | undefined
}

/** Text of a form. */
export function textLike(pattern: RegExp, expects: string): Kind<string> {
  return { json: 'string', expects, parse: (text) => (pattern.test(text) ? text : undefined) }
}

/** A whole number between two bounds, both included. */
export function wholeNumber(least: number, most: number): Kind<number> {
  return {
    json: 'number',
    expects: `a whole number from ${least} to ${most}`,
    parse(text) {
      const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
      return number >= least && number <= most ? number : undefined
    },
  }
}

/** One of a few words. */
export function oneOf<Word extends string>(...words: readonly Word[]): Kind<Word> {
  return {
    json: 'string',
    expects: words.join(' or '),
    parse: (text) => words.find((word) => word === text),
  }
}

/** On or off. */
export const onOrOff: Kind<boolean> = {
  json: 'boolean',
  expects: 'true or false',
  parse: (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined),
}

/** Any number of items, separated by commas; blanks around them do not count. */
export function listOf<Item>(
  expects: string,
  parseItem: (text: string) => Item | undefined,
): Kind<readonly Item[]> {
  return {
    json: 'array of strings',
    expects,
    parse(text) {
      if (text.trim() === '') return []
      const items = text.split(',').map((item) => parseItem(item.trim()))
      const right = items.filter((item) => item !== undefined)
      return right.length === items.length ? right : undefined
    },
  }
}

/** A kind whose values must not be seen. */
export function secret<Value>(kind: Kind<Value>): Kind<Secret<Value>> {
  return {
    ...kind,
    secret: true,
    parse(text) {
      const value = kind.parse(text)
      return value === undefined ? undefined : new Secret(value)
    },
  }
}
