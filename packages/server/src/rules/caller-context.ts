import { isIP } from 'node:net'
import type {
  ContextDataType,
  UserContextDataType,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Client } from '../records/client.ts'

/** Where a call comes from and what made it, as far as its connection and its headers tell. */
export interface CallerContext {
  /** Of the socket; a proxy's where there is one. Absent for a call within this process. */
  readonly address: string | undefined
  readonly userAgent: string | undefined
}

/**
 * Where a person is who signs in for themselves. What their call says of its address is believed only of a client
 * that may say it and has a secret: a server, not the person.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-adaptive-authentication.html
 */
export function contextOfUser(
  caller: CallerContext,
  client: Pick<Client, 'document' | 'sealedSecrets'>,
  said: UserContextDataType | undefined,
): CallerContext {
  const { document, sealedSecrets } = client
  const isHeard = document.EnablePropagateAdditionalUserContextData && sealedSecrets.length > 0
  return { ...caller, address: (isHeard && addressIn(said?.IpAddress)) || caller.address }
}

/** Where a person is for whom an administrator signs in: as the administrator says, else where that one is. */
export function contextOfAdministrator(
  caller: CallerContext,
  said: ContextDataType | undefined,
): CallerContext {
  const header = said?.HttpHeaders?.find((h) => h.headerName?.toLowerCase() === 'user-agent')
  return {
    address: addressIn(said?.IpAddress) ?? caller.address,
    userAgent: header?.headerValue ?? caller.userAgent,
  }
}

/**
 * What one caller has all of: an IPv4 address, or the 64 bits that begin an IPv6 one (RFC 6177 §2). Empty where no
 * address is known.
 */
export function networkOf({ address = '' }: Pick<CallerContext, 'address'>): string {
  const [bare = ''] = address.split('%') // a zone is no part of it (RFC 4007 §11)
  const mapped = /^::ffff:(?<ipv4>[\d.]+)$/i.exec(bare)?.groups?.ipv4
  if (mapped !== undefined || isIP(bare) !== 6) return mapped ?? bare
  const [head = [], tail = []] = bare.split('::').map((part) => part.split(':').filter(Boolean))
  const zeros = Array.from({ length: Math.max(8 - head.length - tail.length, 0) }, () => '0')
  const groups = [...head, ...zeros, ...tail].slice(0, 4)
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')
}

/** What is no address is none: it would be shown to people as one. */
const addressIn = (text: string | undefined): string | undefined =>
  text !== undefined && isIP(text) !== 0 ? text : undefined
