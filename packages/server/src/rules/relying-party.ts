import type { WebAuthnConfigurationType } from '@aws-sdk/client-cognito-identity-provider'
import { type Refusal, refused } from './verdict.ts'

/** Whom the passkeys of a pool are made for, and what is asked of them. */
export interface RelyingParty {
  /** A host name; browsers let pages of that host use the passkeys. */
  readonly id: string
  readonly userVerification: 'required' | 'preferred'
  /** Whether a passkey that verified its user is a second factor as well. */
  readonly isMultiFactor: boolean
}

/** As many a user as Cognito takes. https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
export const MOST_PASSKEYS = 20

/**
 * The relying party of a pool: the one it names, else the host under which we are reached. An address is none
 * (WebAuthn §5.1.2: the id is a valid domain).
 */
export function relyingPartyOf(
  config: WebAuthnConfigurationType | undefined,
  publicUrl: string,
): RelyingParty | undefined {
  const id = config?.RelyingPartyId ?? new URL(publicUrl).hostname
  if (!isHostName(id)) return undefined
  return {
    id,
    userVerification: config?.UserVerification ?? 'preferred',
    isMultiFactor: isMultiFactor(config),
  }
}

/** Whether a pool takes a passkey that verified its user for two factors. */
export const isMultiFactor = (config: WebAuthnConfigurationType | undefined): boolean =>
  config?.FactorConfiguration === 'MULTI_FACTOR_WITH_USER_VERIFICATION'

/** Whether the relying party that a pool names can be one. */
export function checkRelyingParty(
  config: WebAuthnConfigurationType | undefined,
): Refusal | undefined {
  const id = config?.RelyingPartyId
  if (id === undefined || isHostName(id)) return undefined
  const message = 'RelyingPartyId must be a domain name in lower case, such as auth.example.com.'
  return refused('InvalidParameterException', message).refusal
}

/**
 * Whether a page may use passkeys of a relying party: one of its host or of a host below it, on any port, over TLS.
 * A browser lets none else (WebAuthn §5.1.3 and §5.1.4.1: the id is the page's host or a suffix of it that can be
 * registered); what is left to the server is to hold the origin against the id (§13.4.9). Only pages of
 * `localhost`, where people develop, do without TLS.
 */
export function isAllowedOrigin(origin: string, { id }: Pick<RelyingParty, 'id'>): boolean {
  const page = URL.canParse(origin) ? new URL(origin) : undefined
  // An origin is nothing but a scheme, a host and a port, written in one way only (RFC 6454 §6.2).
  if (page?.origin !== origin) return false
  if (page.protocol === 'https:') return page.hostname === id || page.hostname.endsWith(`.${id}`)
  return page.protocol === 'http:' && id === 'localhost' && page.hostname === id
}

/** Labels of letters, digits and hyphens, the last not a number: no address, no port, no path. */
function isHostName(text: string): boolean {
  const labels = text.split('.')
  const isLabel = (label: string) =>
    /^[a-z0-9-]{1,63}$/.test(label) && !label.startsWith('-') && !label.endsWith('-')
  return labels.every(isLabel) && !/^\d+$/.test(labels.at(-1) ?? '')
}
