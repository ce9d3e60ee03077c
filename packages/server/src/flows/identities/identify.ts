import { ServiceError } from '../../api/errors.ts'
import type { FederatedIdentity } from '../../records/federated-identity.ts'
import type { IdentityPool } from '../../records/identity-pool.ts'
import { AUTHENTICATED, GUEST_METHODS, tagsIn } from '../../rules/open-id-claims.ts'
import type { Services } from '../../store/services.ts'
import { foreseeLinking, guest, linkLogins } from './link-logins.ts'
import { type Presented, type VerifiedLogin, verifyLogins } from './verify-logins.ts'

/** What somebody showed who asks for an identity. */
export interface Shown {
  /** None for guests, and for whoever comes with an OpenID token of the pool alone. */
  readonly logins: readonly VerifiedLogin[]
  /** The identities that an OpenID token of the pool speaks for. */
  readonly proven: readonly string[]
  /** The methods that an OpenID token tells of. */
  readonly amr: readonly string[]
  /** Tags that an OpenID token of the pool brought. */
  readonly tags: Readonly<Record<string, string>>
  /** When an OpenID token of the pool that was shown ends, in seconds; undefined without one. */
  readonly provenUntil?: number | undefined
  readonly isGuest: boolean
}

/** Which identity is asked for, where, and with which tokens by provider. */
export interface Asked {
  readonly identity: FederatedIdentity
  readonly pool: IdentityPool
  readonly tokens: Readonly<Record<string, string>>
}

/** The identity of whoever has these logins; a new guest's without any. */
export async function findOrMakeIdentity(
  pool: IdentityPool,
  tokens: Readonly<Record<string, string>>,
  services: Services,
): Promise<FederatedIdentity> {
  if (isEmpty(tokens)) return await makeGuest(pool, services)
  const presented = await verifyLogins(pool, tokens, services)
  return await linkLogins({ pool, ...comerOf(presented) }, services)
}

async function makeGuest(pool: IdentityPool, services: Services): Promise<FederatedIdentity> {
  requireGuests(pool)
  const { identity, random, clock, write } = services
  const made = guest(`${identity.region}:${random.uuid()}`, pool, clock.now())
  await write(({ identities }) => identities.insert(made))
  return made
}

/**
 * Verifies what somebody shows who asks for an identity; changes nothing.
 *
 * @throws NotAuthorizedException for a token that does not hold, and for whoever shows none where guests are
 *   not allowed or the identity is no guest's.
 */
export async function readShown(
  { identity, pool, tokens }: Asked,
  services: Services,
): Promise<Shown> {
  if (isEmpty(tokens)) {
    requireGuests(pool)
    if (identity.state !== 'guest') throw forbidden(identity.id)
    return { logins: [], proven: [], amr: GUEST_METHODS, tags: {}, isGuest: true }
  }
  const presented = await verifyLogins(pool, tokens, services)
  const { logins, own } = presented
  const methods = logins.flatMap(({ provider, method }) => [provider, method])
  return {
    ...comerOf(presented),
    logins,
    amr: [...new Set([AUTHENTICATED, ...methods, ...(own?.amr ?? [])])],
    tags: own ? tagsIn(own) : {},
    provenUntil: own?.exp,
    isGuest: false,
  }
}

/**
 * Lets somebody be the identity they ask for. Logins that come along are linked, and who meets in them is
 * merged, so that the answer may be another identity than was asked for.
 *
 * @throws NotAuthorizedException for whoever shows no login of its.
 */
export async function becomeIdentity(
  { identity, pool }: Asked,
  { logins, proven, isGuest }: Shown,
  services: Services,
): Promise<FederatedIdentity> {
  if (isGuest) return identity
  return await linkLogins({ pool, asked: identity.id, logins, proven }, services)
}

/** The identity that somebody would be let be; changes nothing. @throws as `becomeIdentity` does. */
export async function foreseeIdentity(
  { identity, pool }: Asked,
  { logins, proven, isGuest }: Shown,
  services: Services,
): Promise<FederatedIdentity> {
  if (isGuest) return identity
  const comer = { pool, asked: identity.id, logins, proven }
  return (await foreseeLinking(comer, services)) ?? identity
}

/** Who a verified Logins map says that somebody is. */
const comerOf = ({ logins, own }: Presented) => ({ logins, proven: own ? [own.sub] : [] })

const isEmpty = (tokens: Record<string, string>) => Object.keys(tokens).length === 0

function requireGuests({ document }: IdentityPool): void {
  if (document.AllowUnauthenticatedIdentities) return
  const message = 'Unauthenticated access is not supported for this identity pool.'
  throw new ServiceError('NotAuthorizedException', message)
}

const forbidden = (id: string) =>
  new ServiceError('NotAuthorizedException', `Access to Identity '${id}' is forbidden.`)
