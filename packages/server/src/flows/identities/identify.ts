import { ServiceError } from '../../api/errors.ts'
import type { FederatedIdentity } from '../../records/federated-identity.ts'
import type { IdentityPool } from '../../records/identity-pool.ts'
import { AUTHENTICATED, GUEST_METHODS, tagsIn } from '../../rules/open-id-claims.ts'
import type { Services } from '../../store/services.ts'
import { guest, linkLogins } from './link-logins.ts'
import { type Presented, type VerifiedLogin, verifyLogins } from './verify-logins.ts'

/** An identity and how its owner showed to be it. */
export interface Identified {
  readonly identity: FederatedIdentity
  /** None for guests, and for whoever comes with an OpenID token of the pool alone. */
  readonly logins: readonly VerifiedLogin[]
  /** The methods that an OpenID token tells of. */
  readonly amr: readonly string[]
  /** Tags that an OpenID token of the pool brought. */
  readonly tags: Readonly<Record<string, string>>
  readonly isGuest: boolean
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
 * Lets somebody be the identity they ask for: a guest without logins, anybody else with at least one of its
 * own. Logins that come along are linked, and who meets in them is merged, so that the answer may be another
 * identity than was asked for.
 *
 * @throws NotAuthorizedException for whoever may not.
 */
export async function identify(
  asked: FederatedIdentity,
  pool: IdentityPool,
  tokens: Readonly<Record<string, string>>,
  services: Services,
): Promise<Identified> {
  if (isEmpty(tokens)) {
    requireGuests(pool)
    if (asked.state !== 'guest') throw forbidden(asked.id)
    return { identity: asked, logins: [], amr: GUEST_METHODS, tags: {}, isGuest: true }
  }
  const presented = await verifyLogins(pool, tokens, services)
  const { logins, own } = presented
  const identity = await linkLogins({ pool, asked: asked.id, ...comerOf(presented) }, services)
  const methods = logins.flatMap(({ provider, method }) => [provider, method])
  const amr = [...new Set([AUTHENTICATED, ...methods, ...(own?.amr ?? [])])]
  return { identity, logins, amr, tags: own ? tagsIn(own) : {}, isGuest: false }
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
