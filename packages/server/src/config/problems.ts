import { nearestName } from './names.ts'
import type { NamedSetting } from './settings.ts'

const LONGEST_QUOTE = 80

/** A reason not to start, in one line. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}

/** Reads a value of a setting, or says what is wrong with it. */
export function parseValue(setting: NamedSetting, origin: string, text: string): unknown {
  const value = setting.kind.parse(text)
  if (value === undefined) throw wrongValue(setting, origin, text)
  return value
}

/** A value that does not fit its setting; the value of a secret is not repeated. */
export function wrongValue(
  { name, kind }: NamedSetting,
  origin: string,
  found: string,
  expects = kind.expects,
): SettingError {
  const shown = kind.secret ? 'a value that does not fit (not shown)' : quote(found)
  return new SettingError(`${name}, from ${origin}, is ${shown}; it must be ${expects}.`)
}

/** A name that is no setting's; only names are shown, since a value may be a secret. */
export function unknownName(what: string, name: string, known: readonly string[]): SettingError {
  const nearest = nearestName(name, known)
  return new SettingError(`${quote(name)} is not a known ${what}; the nearest is ${nearest}.`)
}

/** Foreign text that stays on its line, and short. */
export function quote(text: string): string {
  const short = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text
  return JSON.stringify(short).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
}
