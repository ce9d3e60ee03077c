import { ServiceError } from '../../api/errors.ts'
import type { FederatedIdentity, Login } from '../../records/federated-identity.ts'
import type { IdentityPool } from '../../records/identity-pool.ts'
import { decideLinking, type Linking, type LinkingFacts, type Member } from '../../rules/linking.ts'
import type { Repositories } from '../../store/repositories.ts'
import type { Services } from '../../store/services.ts'
import { accept } from '../accept.ts'
import { lockIdentityPool } from '../identity-pools.ts'

/** Who comes: with which logins, asking for which identity, and whom they were proven to be otherwise. */
export interface Comer {
  readonly pool: IdentityPool
  readonly logins: readonly Login[]
  /** The id of the identity asked for, where one was. */
  readonly asked?: string | undefined
  /** Ids of identities that the caller may speak for without one of their logins. */
  readonly proven?: readonly string[]
}

/**
 * The identity of whoever presents these logins, after all of them are linked to it: see `decideLinking`.
 * Where nothing is to be changed, nothing is written; else one change to a pool's logins comes after another,
 * so that two devices that link the same logins at once end with one identity.
 *
 * @throws NotAuthorizedException for an identity that belongs to others, ResourceConflictException for logins
 *   that no one identity may have, ResourceNotFoundException for an identity that is gone.
 */
export async function linkLogins(comer: Comer, services: Services): Promise<FederatedIdentity> {
  const seen = decideLinking(await readFacts(comer, services))
  if (seen.value && isSettled(seen.value)) return seen.value.parent
  const { identity, random, clock, write } = services
  const id = `${identity.region}:${random.uuid()}`
  const now = clock.now()
  return await write(async (repositories) => {
    const pool = await lockIdentityPool(comer.pool.id, repositories)
    const linking = accept(decideLinking(await readFacts({ ...comer, pool }, repositories)))
    const parent = linking.kind === 'join' ? linking.parent : guest(id, pool, now)
    if (linking.kind === 'create') await repositories.identities.insert(parent)
    await joinTogether(parent, linking, now, repositories)
    return { ...parent, state: 'linked' }
  })
}

/**
 * The identity that `linkLogins` would answer with now, or undefined where it would make one. Changes nothing.
 *
 * @throws as `linkLogins` does.
 */
export async function foreseeLinking(
  comer: Comer,
  services: Services,
): Promise<FederatedIdentity | undefined> {
  const linking = accept(decideLinking(await readFacts(comer, services)))
  return linking.kind === 'join' ? linking.parent : undefined
}

/** A guest's identity, of whom nothing is known. */
export const guest = (id: string, pool: IdentityPool, now: number): FederatedIdentity => ({
  id,
  identityPoolId: pool.id,
  state: 'guest',
  mergedInto: undefined,
  createdAt: now,
  modifiedAt: now,
})

/** Gives an identity what it gains: the logins of those it takes over, and new ones. */
export async function joinTogether(
  parent: FederatedIdentity,
  linking: { link: readonly Login[]; absorb?: readonly FederatedIdentity[] },
  now: number,
  { identities, identityLogins }: Pick<Repositories, 'identities' | 'identityLogins'>,
): Promise<void> {
  for (const { id } of linking.absorb ?? []) {
    await identityLogins.move(id, parent.id)
    await identities.merge(id, parent.id, now)
  }
  for (const login of linking.link) {
    const isLinked = await identityLogins.link(parent.identityPoolId, login, parent.id)
    if (!isLinked) throw new Error('a login was linked without the lock of its identity pool')
  }
  await identities.markLinked(parent.id, now)
}

const isSettled = (linking: Linking): linking is Extract<Linking, { kind: 'join' }> =>
  linking.kind === 'join' &&
  linking.parent.state === 'linked' &&
  linking.absorb.length === 0 &&
  linking.link.length === 0

type Reads = Pick<Repositories, 'identities' | 'identityLogins'>

async function readFacts(comer: Comer, reads: Reads): Promise<LinkingFacts> {
  const { pool, logins, asked, proven = [] } = comer
  const presented = []
  for (const login of logins) {
    const owner = await reads.identityLogins.ownerOf(pool.id, login)
    presented.push({ login, owner: owner === undefined ? undefined : await member(owner, reads) })
  }
  const provenMembers: Member[] = []
  for (const id of proven) provenMembers.push(await member(id, reads))
  return {
    asked: asked === undefined ? undefined : await member(asked, reads),
    proven: provenMembers,
    presented,
    developerProvider: pool.document.DeveloperProviderName,
  }
}

/** An identity, or whoever took over from it, with its logins. @throws when it is gone. */
async function member(id: string, { identities, identityLogins }: Reads): Promise<Member> {
  const found = await identities.byId(id)
  const { mergedInto } = found ?? {}
  const identity = mergedInto === undefined ? found : await identities.byId(mergedInto)
  if (!identity || identity.state === 'disabled') {
    throw new ServiceError('ResourceNotFoundException', `Identity '${id}' not found.`)
  }
  return { identity, logins: await identityLogins.ofIdentity(identity.id) }
}
