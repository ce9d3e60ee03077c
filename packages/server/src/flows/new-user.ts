import { ServiceError } from '../api/errors.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { foldName, type NewName } from '../rules/usernames.ts'
import type { Services } from '../store/services.ts'

/**
 * What was said of a new user, and the address that is their name where the pool's users are called by it.
 *
 * @throws InvalidParameterException where another address was said.
 */
export function withName(
  said: User['attributes'],
  name: NewName,
  pool: Pool,
): Readonly<Record<string, string>> {
  if (!name.attribute) return said
  const other = said[name.attribute]
  if (other !== undefined && foldName(other, pool.document) !== name.value) {
    const message = `User ${name.attribute} attribute does not match the username.`
    throw new ServiceError('InvalidParameterException', message)
  }
  return { ...said, [name.attribute]: name.value }
}

/** A user who stands in no store yet. */
export function newUser(
  pool: Pool,
  name: NewName,
  { status, attributes }: Pick<User, 'status' | 'attributes'>,
  { random, clock }: Pick<Services, 'random' | 'clock'>,
): User {
  const id = random.uuid()
  const now = clock.now()
  return {
    id,
    poolId: pool.id,
    username: name.username ?? id,
    status,
    enabled: true,
    attributes,
    createdAt: now,
    modifiedAt: now,
  }
}
