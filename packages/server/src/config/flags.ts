import { flagOf, isTakenFromFlags, negativeFlagOf, variableOf } from './names.ts'
import { parseValue, quote, SettingError, unknownName } from './problems.ts'
import { type Given, type NamedSetting, SETTING_LIST, type SettingName } from './settings.ts'

/** Reads `--name value`, `--name=value`, `--name` and `--no-name`. */
export function readFlags(argv: readonly string[]): Given {
  const given = new Map<SettingName, unknown>()
  const rest = [...argv]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [flag = '', ...parts] = word.split('=')
    const setting = findSetting(flag)
    if (given.has(setting.name)) throw new SettingError(`${flagOf(setting.name)} is given twice.`)
    const text = readText(setting, flag, parts.length > 0 ? parts.join('=') : undefined, rest)
    given.set(setting.name, parseValue(setting, `the flag ${flag}`, text))
  }
  return given
}

function findSetting(flag: string): NamedSetting {
  if (!flag.startsWith('--'))
    throw new SettingError(
      `${quote(flag)} is not a flag; see --help. Through npm, flags stand after two dashes: npm start -- --port 7700.`,
    )
  const setting = SETTING_LIST.find((each) => flagsOf(each).includes(flag))
  if (!setting) {
    throw unknownName('flag', flag, SETTING_LIST.filter(isTakenFromFlags).flatMap(flagsOf))
  }
  if (isTakenFromFlags(setting)) return setting
  throw new SettingError(
    `${setting.name} is a secret, and other users of a machine can see its flags: use ${variableOf(setting.name)} or the file in place of ${flag}.`,
  )
}

function readText(
  { name, kind }: NamedSetting,
  flag: string,
  inline: string | undefined,
  rest: string[],
): string {
  if (flag === negativeFlagOf(name)) {
    if (inline === undefined) return 'false'
    throw new SettingError(`${flag} takes no value.`)
  }
  if (inline !== undefined) return inline
  if (kind.json === 'boolean') return 'true'
  const next = rest.shift()
  if (next !== undefined && !next.startsWith('--')) return next
  throw new SettingError(
    `${name}, from the flag ${flag}, has no value; it must be ${kind.expects}.`,
  )
}

function flagsOf({ name, kind }: NamedSetting): string[] {
  return kind.json === 'boolean' ? [flagOf(name), negativeFlagOf(name)] : [flagOf(name)]
}
