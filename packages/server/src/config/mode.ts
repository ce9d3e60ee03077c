import { isIPv4 } from 'node:net'
import { variableOf } from './names.ts'
import type { SettingName, Settings } from './settings.ts'

type Relevant = Pick<
  Settings,
  'accessKeys' | 'allowInsecureHosts' | 'host' | 'key' | 'mode' | 'publicUrl'
>

export type OperatingMode =
  | { readonly mode: 'development' }
  | { readonly mode: 'production' }
  | { readonly mode: 'refused'; readonly message: string }

/**
 * Which rules hold. Development lets anyone administrate, so it needs that only this machine can reach
 * it: bound to loopback under a loopback address (each request's Host and Origin are checked as well,
 * with `isDevelopmentHost`). In a container neither is possible: there the hosts are named, and binding
 * to all addresses is permitted.
 */
export function operatingMode(settings: Relevant): OperatingMode {
  const exposed = exposures(settings)
  const mode = settings.mode ?? (exposed.length === 0 ? 'development' : 'production')
  if (mode === 'development') {
    if (exposed.length === 0) return { mode }
    const message = `Development mode makes an administrator of everyone who reaches it, but ${exposed.join(' and ')}: keep to loopback, name the hosts in ${variableOf('allowInsecureHosts')}, or use production mode.`
    return { mode: 'refused', message }
  }
  const missing = missingSecrets(settings)
  if (missing.length === 0) return { mode }
  const reason = settings.mode ? '' : `, since ${exposed.join(' and ')},`
  const message = `Production mode holds${reason} and needs ${missing.join(' and ')}.`
  return { mode: 'refused', message }
}

/** Whether development mode may be reached under a host name or address, as a URL writes it. */
export function isDevelopmentHost(
  { allowInsecureHosts }: Pick<Settings, 'allowInsecureHosts'>,
  hostname: string,
): boolean {
  const host = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  const isLoopback =
    host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
  return isLoopback || allowInsecureHosts.includes(host)
}

/** What lets others than this machine and the named hosts in. */
function exposures(settings: Relevant): string[] {
  const { allowInsecureHosts, host, publicUrl } = settings
  const isContainer = allowInsecureHosts.length > 0 && ['0.0.0.0', '::'].includes(host)
  const exposed: string[] = []
  if (!isContainer && !isDevelopmentHost(settings, host)) exposed.push(`host is ${host}`)
  if (!isDevelopmentHost(settings, new URL(publicUrl).hostname)) {
    exposed.push(`publicUrl is ${publicUrl}`)
  }
  return exposed
}

function missingSecrets({ key, accessKeys }: Relevant): string[] {
  const ways: readonly [SettingName, unknown, string][] = [
    ['key', key, 'made with: openssl rand -base64 32'],
    ['accessKeys', accessKeys, 'such as admin:<secret made the same way>'],
  ]
  return ways
    .filter(([, value]) => value === undefined)
    .map(([name, , way]) => `${variableOf(name)} (${way})`)
}
