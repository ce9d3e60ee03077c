import { parseValue, SettingError, unknownName, wrongValue } from './problems.ts'
import { FILE_SETTINGS, type Given, type SettingName } from './settings.ts'

/** Reads the text of a JSON file of settings. */
export function readDocument(path: string, text: string): Given {
  const given = new Map<SettingName, unknown>()
  for (const [key, value] of Object.entries(parseObject(path, text))) {
    const setting = FILE_SETTINGS.find(({ name }) => name === key)
    if (!setting) {
      const known = FILE_SETTINGS.map(({ name }) => name)
      throw unknownName(`setting in the file ${path}`, key, known)
    }
    const origin = `the file ${path}`
    const { json, expects } = setting.kind
    if (jsonTypeOf(value) !== json) {
      throw wrongValue(setting, origin, JSON.stringify(value), `of JSON type ${json}: ${expects}`)
    }
    given.set(setting.name, parseValue(setting, origin, String(value)))
  }
  return given
}

function parseObject(path: string, text: string): object {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    // Of V8's message only the place: the rest quotes the file, which may hold secrets.
    const place = /line \d+ column \d+/.exec(String(error))?.[0]
    throw new SettingError(`The file ${path} is not JSON${place ? ` (${place})` : ''}.`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new SettingError(`The file ${path} must hold one JSON object.`)
}

function jsonTypeOf(value: unknown): string {
  const isStrings = Array.isArray(value) && value.every((item) => typeof item === 'string')
  return isStrings ? 'array of strings' : typeof value
}
