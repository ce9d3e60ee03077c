import { ENVIRONMENT_PREFIX, variableOf } from './names.ts'
import { parseValue, unknownName } from './problems.ts'
import { type Given, SETTING_LIST, type SettingName } from './settings.ts'

/**
 * Reads the variables that begin with POOLHOUSE_. An empty one counts as absent: it is what Compose makes
 * of `${POOLHOUSE_KEY}` where nothing set it.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Given {
  const given = new Map<SettingName, unknown>()
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(ENVIRONMENT_PREFIX) || !text || isServiceLink(variable, text)) continue
    const setting = SETTING_LIST.find(({ name }) => variableOf(name) === variable)
    if (!setting) {
      const known = SETTING_LIST.map(({ name }) => variableOf(name))
      throw unknownName('variable', variable, known)
    }
    given.set(setting.name, parseValue(setting, `the variable ${variable}`, text))
  }
  return given
}

/**
 * Kubernetes gives every pod variables about each Service of its namespace; those of a Service named
 * `poolhouse` look like ours, `POOLHOUSE_PORT=tcp://10.0.0.11:7665` among them.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
function isServiceLink(variable: string, text: string): boolean {
  return (
    /^POOLHOUSE_(SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)$/.test(variable) ||
    (variable === 'POOLHOUSE_PORT' && /^(tcp|udp|sctp):\/\//.test(text))
  )
}
