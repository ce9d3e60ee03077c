import { ServiceError } from '../../api/errors.ts'
import type { FederatedIdentity } from '../../records/federated-identity.ts'
import type { IdentityPool } from '../../records/identity-pool.ts'
import { refuseTogether } from '../../rules/linking.ts'
import { AUTHENTICATED } from '../../rules/open-id-claims.ts'
import type { Services } from '../../store/services.ts'
import { demand } from '../accept.ts'
import { lockIdentityPool } from '../identity-pools.ts'
import { joinTogether, linkLogins } from './link-logins.ts'
import { type Presented, verifyLogins } from './verify-logins.ts'

interface DeveloperLogins {
  readonly pool: IdentityPool
  /** The identity that the backend wants the logins linked to. */
  readonly asked: FederatedIdentity | undefined
  /** The backend's own user under the developer provider's name; tokens under those of others. */
  readonly tokens: Readonly<Record<string, string>>
}

/**
 * The identity of a user whom the developer's backend signed in, and how an OpenID token tells of it. The
 * backend has signed with the account's keys: it may link its user to any identity that it names.
 *
 * @throws DeveloperUserAlreadyRegisteredException when that user is another identity already; what `verifyLogins`
 *   throws, but NotAuthorizedException also when a provider cannot be asked.
 */
export async function identifyDeveloperUser(
  { pool, asked, tokens }: DeveloperLogins,
  services: Services,
): Promise<{ identity: FederatedIdentity; amr: readonly string[] }> {
  const provider = requireDeveloperProvider(pool)
  const { [provider]: subject, ...others } = tokens
  if (subject === undefined || subject.length > LONGEST_IDENTIFIER) {
    const message = `Logins must name a user of ${provider}, the developer provider, by an identifier of at most ${LONGEST_IDENTIFIER} characters.`
    throw new ServiceError('InvalidParameterException', message)
  }
  const { logins, own } = await verifyOthers(pool, others, services)
  const user = { provider, subject }
  await refuseRegistered(asked, user, pool, services)
  const proven = [asked?.id, own?.sub].filter((id) => id !== undefined)
  const comer = { pool, logins: [user, ...logins], asked: asked?.id, proven }
  const identity = await linkLogins(comer, services)
  const methods = logins.flatMap((login) => [login.provider, login.method])
  return {
    identity,
    amr: [AUTHENTICATED, provider, `${provider}:${pool.id}:${subject}`, ...methods],
  }
}

/** The operation declares no error for a service outside that fails: to it such a login is one that does not hold. */
async function verifyOthers(...of: Parameters<typeof verifyLogins>): Promise<Presented> {
  try {
    return await verifyLogins(...of)
  } catch (error) {
    const isAway = error instanceof ServiceError && error.code === 'ExternalServiceException'
    throw isAway ? new ServiceError('NotAuthorizedException', error.message) : error
  }
}

/** As the API's table has it for DeveloperUserIdentifier. */
const LONGEST_IDENTIFIER = 1024

async function refuseRegistered(
  asked: FederatedIdentity | undefined,
  user: { provider: string; subject: string },
  pool: IdentityPool,
  { identityLogins }: Services,
): Promise<void> {
  const owner = asked && (await identityLogins.ownerOf(pool.id, user))
  if (!asked || owner === undefined || owner === (asked.mergedInto ?? asked.id)) return
  throw new ServiceError(
    'DeveloperUserAlreadyRegisteredException',
    'The provided developer user identifier is already registered with Cognito under a different identity ID.',
  )
}

/**
 * Merges the identities of two of the backend's users: the destination takes the source's logins over, and the
 * source is disabled. Answers the destination.
 */
export async function mergeDeveloperUsers(
  { pool, source, destination }: { pool: IdentityPool; source: string; destination: string },
  { write, clock }: Services,
): Promise<FederatedIdentity> {
  const provider = requireDeveloperProvider(pool)
  const now = clock.now()
  return await write(async (repositories) => {
    await lockIdentityPool(pool.id, repositories)
    const { identities, identityLogins } = repositories
    const find = async (subject: string) => {
      const id = await identityLogins.ownerOf(pool.id, { provider, subject })
      const identity = id === undefined ? undefined : await identities.byId(id)
      if (!identity) throw unknownUser(subject)
      return { identity, logins: await identityLogins.ofIdentity(identity.id) }
    }
    const from = await find(source)
    const to = await find(destination)
    if (from.identity.id === to.identity.id) throw sameIdentity()
    const together = [...from.logins, ...to.logins]
    demand(refuseTogether(together, { developerProvider: provider }))
    const linking = { absorb: [from.identity], link: [] }
    await joinTogether(to.identity, linking, now, repositories)
    return to.identity
  })
}

/** The name of the pool's developer provider, checked where a caller names it. @throws without one. */
export function requireDeveloperProvider({ id, document }: IdentityPool, named?: string): string {
  const { DeveloperProviderName } = document
  if (DeveloperProviderName === undefined) {
    const message = `IdentityPool '${id}' has no developer provider.`
    throw new ServiceError('InvalidParameterException', message)
  }
  if (named === undefined || named === DeveloperProviderName) return DeveloperProviderName
  const message = `${named} is not the developer provider of IdentityPool '${id}'.`
  throw new ServiceError('InvalidParameterException', message)
}

/** What is said of a user that the developer provider never had. */
export const unknownUser = (subject: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `Developer user '${subject}' not found.`)

const sameIdentity = () =>
  new ServiceError(
    'InvalidParameterException',
    'Source and destination are the same identity: there is nothing to merge.',
  )
