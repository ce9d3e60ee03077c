import { flagOf, isTakenFromFlags, negativeFlagOf, variableOf } from './names.ts'
import { type NamedSetting, SETTING_LIST } from './settings.ts'

/** What `--help` prints. */
export function helpText(): string {
  const settings = SETTING_LIST.flatMap((setting) => [
    `  ${[...flagForms(setting), variableOf(setting.name)].join(', ')}`,
    `      ${setting.description}`,
    `      Value: ${setting.kind.expects}. ${fallback(setting)}.`,
  ])
  return `${[
    'Usage: poolhouse-server [flags]',
    '',
    'A flag comes before its POOLHOUSE_ variable, and that before the JSON file.',
    '',
    ...settings,
    '  --help, -h',
    '      Print this and end.',
    '  --version',
    '      Print the version and end.',
  ].join('\n')}\n`
}

/** The reference page of all settings, in Markdown. */
export function describeSettings(): string {
  return `${[
    '# Settings',
    '',
    'Poolhouse is set up by flags, by environment variables and by a JSON file. A flag comes before its variable, the variable before the file, the file before the default. An unknown name or a wrong value in any of them stops the start with one line that says what to change. An empty variable counts as absent; relative paths start at the working directory.',
    '',
    'The file is the one named by `--config` or `POOLHOUSE_CONFIG`, otherwise `poolhouse.config.json` in the working directory if there is one:',
    '',
    '```json',
    '{ "port": 7700, "publicUrl": "https://auth.example.com" }',
    '```',
    '',
    'Secrets have no flag, since other users of a machine can see its flags.',
    ...SETTING_LIST.flatMap(section),
  ].join('\n')}\n`
}

function section(setting: NamedSetting): string[] {
  const { name, kind, description, inFile } = setting
  const places = [
    ...flagForms(setting).map((flag) => `flag \`${flag}\``),
    `variable \`${variableOf(name)}\``,
    ...(inFile === false ? [] : [`file \`${name}\` (${kind.json})`]),
  ]
  return [
    '',
    `## ${name}`,
    '',
    description,
    '',
    `- ${capitalise(places.join(', '))}`,
    `- Value: ${escapeMarkdown(kind.expects)}`,
    `- ${escapeMarkdown(fallback(setting))}`,
  ]
}

function flagForms(setting: NamedSetting): string[] {
  const { name, kind } = setting
  if (!isTakenFromFlags(setting)) return []
  return kind.json === 'boolean'
    ? [flagOf(name), negativeFlagOf(name)]
    : [`${flagOf(name)} <value>`]
}

function fallback(setting: NamedSetting): string {
  if (!('default' in setting)) return `Without it: ${setting.absent}`
  return setting.default === '' ? 'Default: none' : `Default: ${setting.default}`
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Keeps `<` and `_` from being read as markup. */
function escapeMarkdown(text: string): string {
  return text.replace(/[<_*]/g, '\\$&')
}
