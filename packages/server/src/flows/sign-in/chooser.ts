import { ServiceError } from '../../api/errors.ts'
import type { User } from '../../records/user.ts'
import { firstFactorsToward } from '../../rules/acr.ts'
import type { FirstFactor } from '../../rules/first-factors.ts'
import type { Services } from '../../store/services.ts'
import { findUser, userNotFound } from '../find-user.ts'
import { firstFactorsOf } from '../first-factors.ts'
import { readRelyingParty } from '../relying-party.ts'
import { hidesUsers, simulateFactors, simulateUserId, simulateUsername } from '../unknown-user.ts'
import type { SignInCall } from './request.ts'

/** Who begins a choice-based sign-in: a user, or a name that nobody has where that is not told. */
export interface Chooser {
  /** As typed. */
  readonly name: string
  readonly user: User | undefined
  /** The user's id and user name, or simulated ones. */
  readonly id: string
  readonly username: string
  /** What the person can begin with; at least one. */
  readonly available: readonly FirstFactor[]
}

/** A user as there is none. */
const NOBODY = {
  username: '',
  status: 'CONFIRMED',
  enabled: true,
  attributes: {},
  createdAt: 0,
  modifiedAt: 0,
} as const

/**
 * The person under a typed name, and what they can sign in with. A user who can sign in with nothing looks
 * like nobody to a client that hides who exists.
 *
 * @throws UserNotFoundException, NotAuthorizedException for a user who can sign in with nothing.
 */
export async function findChooser(
  call: SignInCall,
  name: string,
  services: Services,
): Promise<Chooser> {
  const chooser = await findAnyChooser(call, name, services)
  const { targets } = call
  if (!targets) return chooser
  return { ...chooser, available: firstFactorsToward(targets, chooser.available) }
}

async function findAnyChooser(
  { pool, client }: SignInCall,
  name: string,
  services: Services,
): Promise<Chooser> {
  const user = await findUser(pool, name, services)
  // Looked up for nobody too: the time would tell who is made up.
  const id = simulateUserId(pool, name, services)
  const available = await firstFactorsOf(pool, user ?? { ...NOBODY, id, poolId: pool.id }, services)
  if (user && available.length > 0) {
    return { name, user, id: user.id, username: user.username, available }
  }
  if (hidesUsers(client)) {
    const party = await readRelyingParty(pool, services)
    return {
      name,
      user: undefined,
      id,
      username: simulateUsername(pool, name, services),
      available: simulateFactors(pool, name, services, party !== undefined),
    }
  }
  if (!user) throw userNotFound()
  const message = 'The user has no factor to sign in with.'
  throw new ServiceError('NotAuthorizedException', message)
}
