import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { helpText } from './config/describe.ts'
import { readDocument } from './config/document.ts'
import { readEnvironment } from './config/environment.ts'
import { readFlags } from './config/flags.ts'
import { SettingError } from './config/problems.ts'
import { type Given, SETTING_LIST, type Settings } from './config/settings.ts'

export { describeSettings } from './config/describe.ts'
export { isDevelopmentHost, type OperatingMode, operatingMode } from './config/mode.ts'
export { SETTINGS, type SettingName, type Settings } from './config/settings.ts'

const DEFAULT_FILE = 'poolhouse.config.json'

export interface Sources {
  /** Without the program's own name. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** The text of a file, undefined when there is none. */
  readonly readFile?: (path: string) => string | undefined
}

export type Reading =
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  | { readonly kind: 'error'; readonly message: string }

/**
 * Reads all settings: a flag comes before its variable, that before the file, that before the default.
 * Every value given is checked, also one that another source overrides.
 */
export function readSettings({ argv, env, cwd, readFile = readText }: Sources): Reading {
  if (argv.includes('--help') || argv.includes('-h')) return { kind: 'help', text: helpText() }
  if (argv.includes('--version')) return { kind: 'version' }
  try {
    const given = new Map([...readEnvironment(env), ...readFlags(argv)])
    const named = given.get('config')
    const path = resolve(cwd, typeof named === 'string' ? named : DEFAULT_FILE)
    const text = readFile(path)
    if (text === undefined && named !== undefined) {
      throw new SettingError(`config names the file ${path}, which does not exist.`)
    }
    const fromFile = text === undefined ? [] : readDocument(path, text)
    return { kind: 'settings', settings: complete(new Map([...fromFile, ...given])) }
  } catch (error) {
    if (error instanceof SettingError) return { kind: 'error', message: error.message }
    throw error
  }
}

/** Adds the defaults, in which {port} and the like stand for the settings before them. */
function complete(given: Given): Settings {
  const settings: Record<string, unknown> = {}
  for (const setting of SETTING_LIST) {
    settings[setting.name] = given.get(setting.name)
    if (given.has(setting.name) || !('default' in setting)) continue
    const text = setting.default.replace(/\{(\w+)\}/g, (braced, name) =>
      Object.hasOwn(settings, name) ? String(settings[name]) : braced,
    )
    settings[setting.name] = setting.kind.parse(text)
  }
  return settings as Settings // each name went in with a value of its own kind
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return undefined
    throw new SettingError(`The file ${path} cannot be read (${code}).`)
  }
}
