import type { Client } from '../records/client.ts'
import type { Group } from '../records/group.ts'
import type { PoolDocument } from '../records/pool.ts'
import type { Session } from '../records/session.ts'
import type { User } from '../records/user.ts'
import { acrName, amrOf, levelOf } from './acr.ts'
import { groupClaims } from './group-claims.ts'
import { readableAttributes } from './readable-attributes.ts'

export type Claims = Readonly<Record<string, unknown>>

/** What both tokens of one issue share. Times are milliseconds. */
export interface TokenFacts {
  readonly issuer: string
  readonly now: number
  readonly groups: readonly Group[]
  /** How well the person was recognised: see `assuranceClaims`. */
  readonly assurance: Claims
}

/** The scope of every token from a sign-in by API: it opens the user's own operations. */
export const API_SCOPE = 'aws.cognito.signin.user.admin'

/** `acr` and `amr` of a session, which pools of the cheapest tier do not have. */
export function assuranceClaims({ proven }: Session, pool: PoolDocument): Claims {
  if (pool.UserPoolTier === 'LITE') return {}
  const level = levelOf(proven)
  const amr = amrOf(proven)
  return { ...(level && { acr: acrName(level, pool) }), ...(amr.length > 0 && { amr }) }
}

/** Standard claims that are no text in a token. */
const TYPED: Readonly<Record<string, (value: string) => unknown>> = {
  email_verified: (value) => value === 'true',
  phone_number_verified: (value) => value === 'true',
  updated_at: Number,
  address: (value) => ({ formatted: value }),
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)

/** The claims of an ID token: who the user is, as far as the client may read it. */
export function idClaims(
  facts: TokenFacts,
  session: Session,
  client: Client,
  user: User,
  token: { jti: string; lifetimeMs: number },
): Claims {
  const attributes = Object.entries(readableAttributes(user, client.document)).map(
    ([name, value]) => [name, TYPED[name]?.(value) ?? value],
  )
  return {
    ...Object.fromEntries(attributes),
    ...common(facts, session, client, token),
    ...groupClaims(facts.groups).id,
    sub: user.id,
    aud: client.id,
    token_use: 'id',
    'cognito:username': user.username,
  }
}

/** The claims of an access token: what the client may do in the user's name. */
export function accessClaims(
  facts: TokenFacts,
  session: Session,
  client: Client,
  user: User,
  token: { jti: string; lifetimeMs: number },
): Claims {
  return {
    ...common(facts, session, client, token),
    sub: user.id,
    client_id: client.id,
    token_use: 'access',
    scope: API_SCOPE,
    username: user.username,
    ...(session.deviceKey !== undefined && { device_key: session.deviceKey }),
  }
}

/**
 * `event_id` names the sign-in and stays through every refresh: our own operations find the session by it.
 * `origin_jti` is there only where tokens can be revoked: Amplify calls RevokeToken when it sees one.
 */
const common = (
  facts: TokenFacts,
  session: Session,
  client: Client,
  token: { jti: string; lifetimeMs: number },
): Claims => ({
  ...groupClaims(facts.groups).both,
  iss: facts.issuer,
  event_id: session.id,
  ...(client.document.EnableTokenRevocation !== false && { origin_jti: session.id }),
  auth_time: seconds(session.authenticatedAt),
  ...facts.assurance,
  iat: seconds(facts.now),
  exp: seconds(facts.now + token.lifetimeMs),
  jti: token.jti,
})
