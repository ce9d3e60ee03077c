import { ServiceError } from '../../api/errors.ts'
import type { FederatedIdentity, Login } from '../../records/federated-identity.ts'
import type { IdentityPool } from '../../records/identity-pool.ts'
import { providerNamed } from '../../rules/login-providers.ts'
import type { Services } from '../../store/services.ts'
import { lockIdentityPool } from '../identity-pools.ts'
import { unknownUser } from './developers.ts'
import { verifyLogins } from './verify-logins.ts'

interface Unlinking {
  readonly pool: IdentityPool
  readonly identity: FederatedIdentity
  /** Tokens of which one at least must be of a login of this identity. */
  readonly tokens: Readonly<Record<string, string>>
  /** Names of the providers whose logins are to go; one that is not linked is no error. */
  readonly providers: readonly string[]
}

/**
 * Takes logins away from an identity, for somebody who has one of them. Without its last one an identity
 * stays, and nobody can come to it.
 *
 * @throws NotAuthorizedException for somebody whose logins are not this identity's.
 */
export async function unlinkLogins(unlinking: Unlinking, services: Services): Promise<void> {
  const { pool, identity, tokens, providers } = unlinking
  const { logins, own } = await verifyLogins(pool, tokens, services)
  const names = new Set(providers.map((key) => linkedName(key, pool, services)))
  const now = services.clock.now()
  await services.write(async (repositories) => {
    await lockIdentityPool(pool.id, repositories)
    const { identities, identityLogins } = repositories
    const linked = await identityLogins.ofIdentity(identity.id)
    const isOwner = own?.sub === identity.id || logins.some((login) => has(linked, login))
    if (!isOwner) throw mismatch()
    const gone = linked.filter(({ provider }) => names.has(provider))
    for (const login of gone) await identityLogins.unlink(identity.id, login)
    if (gone.length > 0) await identities.markLinked(identity.id, now)
  })
}

/** Takes one user of the developer's backend away from an identity. @throws when it is not its own. */
export async function unlinkDeveloperUser(
  { pool, identity, user }: { pool: IdentityPool; identity: FederatedIdentity; user: Login },
  { write, clock }: Services,
): Promise<void> {
  const now = clock.now()
  await write(async (repositories) => {
    await lockIdentityPool(pool.id, repositories)
    const isGone = await repositories.identityLogins.unlink(identity.id, user)
    if (!isGone) throw unknownUser(user.subject)
    await repositories.identities.markLinked(identity.id, now)
  })
}

/** The name under which a provider's logins are linked: a user pool has several keys. */
function linkedName(key: string, { document }: IdentityPool, { identity }: Services): string {
  const provider = providerNamed(key, document, identity)
  return provider && 'name' in provider ? provider.name : key
}

const has = (logins: readonly Login[], { provider, subject }: Login): boolean =>
  logins.some((login) => login.provider === provider && login.subject === subject)

const mismatch = () =>
  new ServiceError(
    'NotAuthorizedException',
    "Logins don't match. Please include at least one valid login for this identity or identity pool.",
  )
