import { isIP } from 'node:net'
import { readAddress } from '../rules/trigger-target.ts'
import { type Kind, listOf } from './kinds.ts'

/** A name or IP address to bind to. */
export const host: Kind<string> = {
  json: 'string',
  expects: 'a host name or IP address, without a port',
  parse: parseHost,
}

/** Names that development mode may be reached under. */
export const hosts: Kind<readonly string[]> = listOf(
  'host names or IP addresses without a port, separated by commas',
  parseHost,
)

/** The address at which everyone reaches the service. */
export const publicAddress: Kind<string> = {
  json: 'string',
  expects: 'an http or https address without a path, such as https://auth.example.com',
  parse(text) {
    const url = parseWebAddress(text)
    return url?.href === `${url?.origin}/` ? url?.origin : undefined
  },
}

/**
 * The `iss` of tokens, with placeholders. Clients compare it letter by letter (RFC 8414, 3.3), so it must
 * be written as a URL parser would write it again.
 */
export const issuerTemplate: Kind<string> = {
  json: 'string',
  expects:
    'an http or https address in its shortest form, without query or slash at the end, which contains {poolId} and may contain {region}, such as https://auth.example.com/{poolId}',
  parse(text) {
    if (!text.includes('{poolId}') || /[?#]|\/$/.test(text)) return undefined
    const example = text.replaceAll('{poolId}', 'local_Example').replaceAll('{region}', 'local')
    const url = parseWebAddress(example)
    return url?.href === example && !url.username && !url.password ? text : undefined
  },
}

/** An `iss` that is the same for all; written as a URL parser would write it, like `issuerTemplate`. */
export const issuerAddress: Kind<string> = {
  json: 'string',
  expects:
    'an http or https address in its shortest form, without query or slash at the end, such as https://auth.example.com/cognito-identity',
  parse: (text) => (isPlainAddress(text) ? text : undefined),
}

/** A PostgreSQL connection string; it carries a password. */
export const postgresAddress: Kind<string> = {
  json: 'string',
  expects: 'an address such as postgres://user:password@host:5432/database',
  parse: (text) => (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text) ? text : undefined),
}

/** A mail server; the address carries a password. */
export const mailServer: Kind<string> = {
  json: 'string',
  expects: 'an address such as smtp://user:password@mail.example.com:587, or smtps:// for port 465',
  parse: (text) => (/^smtps?:\/\/[^/?#]/.test(text) && URL.canParse(text) ? text : undefined),
}

/** Where codes may go: they leave the machine encrypted or not at all. */
export const safeAddress: Kind<string> = {
  json: 'string',
  expects: 'an https:// address without user and password, or http:// at this machine',
  parse: (text) => readAddress(text)?.href,
}

/** Another service's endpoint. What is sent there may not be read on the way: only loopback does without TLS. */
export const serviceEndpoint: Kind<string> = {
  json: 'string',
  expects:
    'an https address without a path, such as https://sts.eu-central-1.amazonaws.com (http:// only on this machine)',
  parse(text) {
    const url = parseWebAddress(text)
    const isPlain = url?.href === `${url?.origin}/`
    const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url?.hostname ?? '')
    return isPlain && (url?.protocol === 'https:' || isLoopback) ? url?.origin : undefined
  },
}

function parseHost(text: string): string | undefined {
  const isName = /^[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?$/i.test(text)
  return isName || isIP(text) !== 0 ? text.toLowerCase() : undefined
}

/** Whether a text is an http or https address as it is compared: shortest, no user, query or slash at the end. */
export function isPlainAddress(text: string): boolean {
  if (/[?#]|\/$/.test(text)) return false
  const url = parseWebAddress(text)
  if (!url || url.username || url.password) return false
  return url.href === text || url.href === `${text}/`
}

function parseWebAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && /^https?:$/.test(url.protocol) ? url : undefined
}
