import type { DeliveryMediumType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import type { Password, User } from '../records/user.ts'
import { checkGivenAttributes } from '../rules/user-attributes.ts'
import { aliasOf, foldName, type NewName, readNewName } from '../rules/usernames.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import { callTrigger, type Metadata, unrecognizable } from '../triggers/call-trigger.ts'
import { userMigration } from '../triggers/user-migration.ts'
import { accept } from './accept.ts'
import { claimOwnName, followAliases } from './aliases.ts'
import { findUser } from './find-user.ts'
import { addressBy, sendInvitation } from './invitation.ts'
import { newUser, withName } from './new-user.ts'
import { sealPassword } from './passwords.ts'
import { leaveUnseen } from './send-code.ts'

/** Somebody whom the pool does not know. */
interface Stranger {
  readonly pool: Pool
  readonly client: Client
  /** As typed. */
  readonly name: string
  /** Where they sign in; without one they forgot it. */
  readonly password: string | undefined
  readonly validationData?: Metadata | undefined
  readonly clientMetadata?: Metadata | undefined
  /** Asked in the write that takes them over: where it says no they are nobody still, and hear nothing. */
  readonly isAdmitted: (repositories: Repositories) => Promise<boolean>
}

/**
 * Takes a person over whom the pool's migration function vouches for; undefined where the pool has none, or they
 * are not admitted. The password policy does not hold for a password that was good enough until now.
 *
 * @throws what the trigger throws; InvalidLambdaResponseException for somebody whom the pool cannot hold.
 */
export async function migrateUser(
  stranger: Stranger,
  services: Services,
): Promise<User | undefined> {
  const { pool, client, name, password, validationData, clientMetadata } = stranger
  const said = await callTrigger(
    userMigration,
    {
      pool,
      client,
      userName: name,
      source: `UserMigration_${password === undefined ? 'ForgotPassword' : 'Authentication'}`,
      request: {
        ...(password !== undefined && { password }),
        ...(validationData && { validationData }),
        ...(clientMetadata && { clientMetadata }),
      },
    },
    services,
  )
  if (!said) return undefined
  const { username, ...attributes } = said.attributes
  const { newName, user } = describe(stranger, { username, attributes }, said.isConfirmed, services)
  const sealed =
    password === undefined ? undefined : await sealPassword(pool, user, password, services)
  const wantsSms = said.wantsSms && user.attributes.phone_number !== undefined
  const { isAdmitted } = stranger
  const kept = { newName, user, sealed, wantsSms, force: said.forceAlias, isAdmitted }
  const outcome = await keep(pool, kept, services)
  if (outcome === 'refused') return undefined
  // Of two sign-ins at once the other may have brought them over: then they are there.
  if (outcome === 'taken') return await findUser(pool, name, services)
  await welcome({ pool, user, clientMetadata }, said.welcome, services)
  return user
}

/** Whether the function did not vouch for somebody; else it was not reached, or failed in a way of our own. */
export const isMigrationRefused = (error: unknown): boolean =>
  error instanceof ServiceError && error.code !== 'UnexpectedLambdaException'

/** Whoever the function spoke of, as a user of the pool. */
function describe(
  { pool, name }: Stranger,
  said: { username: string | undefined; attributes: Metadata },
  isConfirmed: boolean,
  services: Services,
): { newName: NewName; user: User } {
  try {
    const isNamedByAddress = (pool.document.UsernameAttributes ?? []).length > 0
    const chosen = isNamedByAddress ? name : (said.username ?? name)
    const newName = accept(readNewName(chosen, pool.document))
    const given = withName(said.attributes, newName, pool)
    const attributes = accept(checkGivenAttributes(given, pool.document))
    const status = isConfirmed ? 'CONFIRMED' : 'RESET_REQUIRED'
    return { newName, user: newUser(pool, newName, { status, attributes }, services) }
  } catch (error) {
    throw toUnrecognizable(error, pool, services)
  }
}

/**
 * Sends the welcome that goes out unless the function suppresses it, by SMS unless it says otherwise. It holds no
 * password: this one is the person's own. They are let in whether it arrives or not, and it takes none of their
 * time.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
 *   (messageAction, desiredDeliveryMediums)
 */
async function welcome(
  { pool, user, clientMetadata }: { pool: Pool; user: User; clientMetadata: Metadata | undefined },
  media: readonly DeliveryMediumType[],
  services: Services,
): Promise<void> {
  const invited = { pool, user, password: undefined, clientMetadata }
  const addresses = media.flatMap((medium) => addressBy(medium, user.attributes) ?? [])
  await Promise.all(
    addresses.map((address) => {
      const sending = sendInvitation(invited, [address], services)
      return leaveUnseen(sending, { pool, address, purpose: 'AdminCreateUser' }, services)
    }),
  )
}

interface Kept {
  readonly newName: NewName
  readonly user: User
  readonly sealed: Password | undefined
  readonly wantsSms: boolean
  /** Whether an alias that another user holds moves to this one. */
  readonly force: boolean
  readonly isAdmitted: Stranger['isAdmitted']
}

/** Writes the user whole, unless somebody has the name. */
async function keep(
  pool: Pool,
  { newName, user, sealed, wantsSms, force, isAdmitted }: Kept,
  services: Services,
): Promise<'kept' | 'taken' | 'refused'> {
  const { attribute, value } = newName
  try {
    return await services.write(async (repositories) => {
      const { users, passwords, mfa } = repositories
      if (!(await isAdmitted(repositories))) return 'refused'
      if (!(await users.insert(user, foldName(user.username, pool.document)))) return 'taken'
      if (!(await claimOwnName({ pool, user }, users))) throw unrecognizable()
      if (attribute) {
        const owner = await users.addAlias(
          pool.id,
          aliasOf(attribute, value, pool.document),
          user.id,
        )
        if (owner !== user.id) throw unrecognizable()
      }
      const nameless = { ...user, attributes: {} }
      const names = { pool, user: nameless, attributes: user.attributes, force }
      await followAliases(names, users, user.createdAt)
      if (sealed) await passwords.set(user.id, sealed, user.createdAt)
      if (wantsSms) await mfa.choose(user.id, { enabled: ['SMS_MFA'], preferred: 'SMS_MFA' })
      return 'kept'
    })
  } catch (error) {
    throw toUnrecognizable(error, pool, services)
  }
}

/** What the pool refuses is the function's fault, not of who signs in; the reason is in the log. */
function toUnrecognizable(error: unknown, pool: Pool, { logger }: Services): unknown {
  if (!(error instanceof ServiceError)) return error
  const where = { trigger: 'UserMigration', userPoolId: pool.id, reason: error.message }
  logger.error(where, 'trigger answered a user whom the pool cannot hold')
  return unrecognizable()
}
