import { type LookupAddress, lookup } from 'node:dns'
import { type IncomingMessage, type RequestOptions, request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from './address-check.ts'

/** Nobody waits longer for a provider, its answer read whole. */
const TIMEOUT_MS = 5_000

/** Key sets and profiles are a few kilobytes. */
const MOST_BYTES = 256 * 1024

interface OutsideAnswer {
  readonly status: number
  readonly text: string
}

/** Reads an address outside. @throws OutsideError. */
export type OutsideRequest = (
  url: URL,
  headers?: Readonly<Record<string, string>>,
) => Promise<OutsideAnswer>

/** There is no answer; the message is for the operator. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError'
}

/**
 * Requests to providers, whose addresses are in tokens' issuers and in what those publish: whoever may register
 * a provider must not reach our neighbours through us. The host is resolved, each of its addresses checked, and
 * the connection made to one that was checked, so that a name that answers differently the second time gains
 * nothing. HTTPS only, no redirects, a limit on time and size.
 *
 * @param insecureHosts names that may be reached at any address, and without TLS.
 * @param timeoutMs how long an answer may take, its body included.
 */
export function makeOutsideRequest(
  insecureHosts: readonly string[],
  timeoutMs: number = TIMEOUT_MS,
): OutsideRequest {
  const isInsecure = (host: string) => insecureHosts.includes(host.toLowerCase())
  return async (url, headers = {}) => {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const isTrusted = isInsecure(host)
    if (url.protocol !== 'https:' && !(isTrusted && url.protocol === 'http:')) {
      throw new OutsideError(`${url.host} is to be reached over https only`)
    }
    if (isIP(host) !== 0 && !isTrusted && !isPublicAddress(host)) throw privateAddress(host)
    const signal = AbortSignal.timeout(timeoutMs)
    const options = { headers, signal, agent: false, ...(!isTrusted && { lookup: checkedLookup }) }
    return await send(url, options)
  }
}

function send(url: URL, options: RequestOptions): Promise<OutsideAnswer> {
  const open = url.protocol === 'https:' ? requestSecure : requestPlain
  return new Promise<OutsideAnswer>((answer, fail) => {
    open(url, options, (response) => read(response).then(answer, fail))
      .on('error', fail)
      .end()
  }).catch((error: unknown) => {
    if (error instanceof OutsideError) throw error
    throw new OutsideError(`${url.host} cannot be reached`, { cause: error })
  })
}

async function read(response: IncomingMessage): Promise<OutsideAnswer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response) {
    size += part.length
    if (size > MOST_BYTES) {
      response.destroy()
      throw new OutsideError(`the answer has more than ${MOST_BYTES} bytes`)
    }
    parts.push(part)
  }
  return { status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }
}

/** Resolves a name for a connection, and fails when any of its addresses is not public. */
const checkedLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '')
    const found: LookupAddress[] = addresses
    const hidden = found.find(({ address }) => !isPublicAddress(address))
    const [first] = found
    if (hidden || !first) return done(privateAddress(host), '')
    if (options.all) return done(null, found)
    done(null, first.address, first.family)
  })
}

const privateAddress = (host: string) =>
  new OutsideError(`${host} is at a private address: see allowInsecureLoginHosts`)
