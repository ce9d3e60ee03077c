import type {
  AttributeType,
  DeliveryMediumType,
  MessageActionType,
} from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Pool } from '../records/pool.ts'
import type { Password, User } from '../records/user.ts'
import { reachableFactors } from '../rules/first-factors.ts'
import { checkPasswordPolicy } from '../rules/password-policy.ts'
import { generateTemporaryPassword, temporaryUntil } from '../rules/temporary-password.ts'
import { checkGivenAttributes, toAttributes } from '../rules/user-attributes.ts'
import { aliasOf, foldName, type NewName, readNewName } from '../rules/usernames.ts'
import type { Services } from '../store/services.ts'
import type { Metadata } from '../triggers/call-trigger.ts'
import { accept, demand } from './accept.ts'
import { claimOwnName, followAliases } from './aliases.ts'
import { beforeSignUp } from './before-sign-up.ts'
import { requireUser } from './find-user.ts'
import { invitationAddresses, sendInvitation } from './invitation.ts'
import { newUser, withName } from './new-user.ts'
import { sealPassword } from './passwords.ts'

/** What an administrator asks for. */
export interface NewAccount {
  readonly pool: Pool
  readonly username: string
  readonly attributes: readonly AttributeType[] | undefined
  /** Drawn where none is given, unless the pool's people sign in by codes. */
  readonly temporaryPassword: string | undefined
  /** Whether an alias that another user holds moves to this one. */
  readonly forceAlias: boolean
  readonly action: MessageActionType | undefined
  readonly media: readonly DeliveryMediumType[] | undefined
  readonly validationData: readonly AttributeType[] | undefined
  readonly clientMetadata: Metadata | undefined
}

/**
 * Makes a user who signs in with a temporary password, and sends it; or without one, who is confirmed and signs in
 * by codes. What was asked for is checked whole before anything is written; user, names and password are then
 * written together.
 *
 * @throws UsernameExistsException, InvalidPasswordException, InvalidParameterException,
 *   CodeDeliveryFailureException (the user stays, and may be invited again), and what the triggers throw.
 */
export async function createUser(request: NewAccount, services: Services): Promise<User> {
  const { pool, validationData, clientMetadata } = request
  const name = accept(readNewName(request.username, pool.document))
  const said = withName(toAttributes(request.attributes), name, pool)
  const attributes = accept(checkGivenAttributes(said, pool.document))
  const isSilent = request.action === 'SUPPRESS'
  const addresses = isSilent ? [] : invitationAddresses(attributes, request.media)
  const password = isPasswordless(request, attributes)
    ? undefined
    : choosePassword(request, services)

  const status = password === undefined ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD'
  const user = newUser(pool, name, { status, attributes }, services)
  const newcomer = { pool, client: undefined, user, validationData, clientMetadata }
  await beforeSignUp({ ...newcomer, by: 'AdminCreateUser' }, services)
  const sealed =
    password === undefined ? undefined : await sealTemporary(pool, user, password, services)
  await insert(request, { user, name, sealed }, services)
  await sendInvitation({ pool, user, password, clientMetadata }, addresses, services)
  return user
}

/**
 * Invites a user again, who never chose a password: with a new one to begin with, which starts its time
 * anew. What else the request says of the user changes nothing.
 *
 * @throws UserNotFoundException, UnsupportedUserStateException, and what createUser throws.
 */
export async function inviteAgain(request: NewAccount, services: Services): Promise<User> {
  const { pool, clientMetadata } = request
  const user = await requireUser(pool, request.username, services)
  if (user.status !== 'FORCE_CHANGE_PASSWORD') throw notInvited(user)
  // Sending is all that this is for: without a phone it is the email that people mean who ask for no medium.
  const usual = [user.attributes.phone_number ? 'SMS' : 'EMAIL'] as const
  const media = request.media?.length ? request.media : usual
  const addresses = invitationAddresses(user.attributes, media)
  const password = choosePassword(request, services)

  const now = services.clock.now()
  const sealed = await sealTemporary(pool, user, password, services)
  const isStillInvited = await services.write(async ({ users, passwords }) => {
    if (!(await users.update(user.id, {}, now, 'FORCE_CHANGE_PASSWORD'))) return false
    await passwords.set(user.id, sealed, now)
    return true
  })
  if (!isStillInvited) throw notInvited(user)
  await sendInvitation({ pool, user, password, clientMetadata }, addresses, services)
  return { ...user, modifiedAt: now }
}

/**
 * Whether a user does without a password: where none is given, and codes that the pool takes in its place can reach
 * them (API reference of AdminCreateUser). Whom none can reach gets a password, as in other pools.
 */
function isPasswordless(
  { pool, temporaryPassword }: NewAccount,
  attributes: User['attributes'],
): boolean {
  if (temporaryPassword !== undefined) return false
  return reachableFactors(pool.document, { status: 'CONFIRMED', attributes }).length > 0
}

function choosePassword({ pool, temporaryPassword }: NewAccount, { random }: Services): string {
  const policy = pool.document.Policies?.PasswordPolicy ?? {}
  if (temporaryPassword === undefined) return generateTemporaryPassword(policy, random)
  demand(checkPasswordPolicy(temporaryPassword, policy))
  return temporaryPassword
}

async function sealTemporary(
  pool: Pool,
  user: User,
  password: string,
  services: Services,
): Promise<Password> {
  const policy = pool.document.Policies?.PasswordPolicy ?? {}
  const until = temporaryUntil(policy, services.clock.now())
  return await sealPassword(pool, user, password, services, until)
}

async function insert(
  { pool, forceAlias }: NewAccount,
  { user, name, sealed }: { user: User; name: NewName; sealed: Password | undefined },
  services: Services,
): Promise<void> {
  try {
    await services.write(async ({ users, passwords }) => {
      const isNew = await users.insert(user, foldName(user.username, pool.document))
      if (!isNew || !(await claimOwnName({ pool, user }, users))) throw alreadyExists()
      if (name.attribute) {
        const alias = aliasOf(name.attribute, name.value, pool.document)
        if ((await users.addAlias(pool.id, alias, user.id)) !== user.id) throw alreadyExists()
      }
      const nameless = { ...user, attributes: {} }
      const names = { pool, user: nameless, attributes: user.attributes, force: forceAlias }
      await followAliases(names, users, user.createdAt)
      if (sealed) await passwords.set(user.id, sealed, user.createdAt)
    })
  } catch (error) {
    throw toDeclared(error)
  }
}

/** This operation has no name of its own for a taken alias, and answers as for a user name (boto3 issue 3213). */
const toDeclared = (error: unknown): unknown =>
  error instanceof ServiceError && error.code === 'AliasExistsException'
    ? new ServiceError('UsernameExistsException', error.message)
    : error

const alreadyExists = () =>
  new ServiceError('UsernameExistsException', 'User account already exists')

const notInvited = ({ username }: User) =>
  new ServiceError(
    'UnsupportedUserStateException',
    `Resend not possible. ${username} status is not FORCE_CHANGE_PASSWORD`,
  )
