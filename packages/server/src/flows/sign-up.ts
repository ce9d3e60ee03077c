import type {
  AttributeType,
  CodeDeliveryDetailsType,
} from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { ADDRESS_OF, codeFactors } from '../rules/first-factors.ts'
import { checkPasswordPolicy } from '../rules/password-policy.ts'
import { checkNewAttributes, toAttributes } from '../rules/user-attributes.ts'
import { aliasesOf, aliasOf, foldName, readNewName } from '../rules/usernames.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import type { Metadata } from '../triggers/call-trigger.ts'
import { accept, demand } from './accept.ts'
import { afterConfirmation } from './after-confirmation.ts'
import { claimOwnName } from './aliases.ts'
import { beforeSignUp } from './before-sign-up.ts'
import { makeCode } from './codes.ts'
import { newUser, withName } from './new-user.ts'
import { sealPassword } from './passwords.ts'
import { confirmationAddress, sendCode } from './send-code.ts'
import { sessionOfSignUp } from './sign-in/after-sign-up.ts'

interface SignedUp {
  readonly UserConfirmed: boolean
  readonly UserSub: string
  readonly CodeDeliveryDetails?: CodeDeliveryDetailsType
  readonly Session?: string
}

interface NewUser {
  readonly pool: Pool
  readonly client: Client
  readonly username: string
  readonly password: string | undefined
  readonly attributes: readonly AttributeType[] | undefined
  readonly validationData: readonly AttributeType[] | undefined
  readonly clientMetadata: Metadata | undefined
}

/**
 * Makes an unconfirmed user and sends the code that confirms it, unless the pool's function confirms them. The
 * user, the password and the code are written together: there is no half-made user, whatever happens in between.
 *
 * @throws UsernameExistsException, InvalidPasswordException, InvalidParameterException,
 *   NotAuthorizedException, CodeDeliveryFailureException (the user stays and may ask for another code).
 */
export async function signUp(request: NewUser, services: Services): Promise<SignedUp> {
  const { pool, client, validationData, clientMetadata } = request
  if (pool.document.AdminCreateUserConfig?.AllowAdminCreateUserOnly) {
    const message = 'SignUp is not permitted for this user pool'
    throw new ServiceError('NotAuthorizedException', message)
  }
  const name = accept(readNewName(request.username, pool.document))
  const attributes = accept(
    checkNewAttributes(
      withName(toAttributes(request.attributes), name, pool),
      pool.document,
      client.document,
    ),
  )
  const password = requirePassword(request, attributes)
  refuseUnverifiedAlias(attributes, pool)
  if (password !== undefined) {
    demand(checkPasswordPolicy(password, pool.document.Policies?.PasswordPolicy ?? {}))
  }

  const unproven = { ...attributes, ...unverified(attributes) }
  const proposed = newUser(pool, name, { status: 'UNCONFIRMED', attributes }, services)
  const newcomer = { pool, client, user: proposed, validationData, clientMetadata }
  const { isConfirmed, verified } = await beforeSignUp({ ...newcomer, by: 'SignUp' }, services)
  const status = isConfirmed ? 'CONFIRMED' : 'UNCONFIRMED'
  const user: User = { ...proposed, status, attributes: { ...unproven, ...verified } }
  const sealed =
    password === undefined ? undefined : await sealPassword(pool, user, password, services)
  const address = isConfirmed ? undefined : confirmationAddress(pool, user)
  const made = address && makeCode(user, 'sign-up', address, services)

  const taken = await services.write(async ({ users, passwords, codes }) => {
    if (!(await users.insert(user, foldName(user.username, pool.document)))) return ALREADY_EXISTS
    if (!(await claimOwnName({ pool, user }, users))) {
      throw new ServiceError('UsernameExistsException', ALREADY_EXISTS)
    }
    if (name.attribute) {
      const alias = aliasOf(name.attribute, name.value, pool.document)
      if ((await users.addAlias(pool.id, alias, user.id)) !== user.id) {
        throw new ServiceError('UsernameExistsException', addressTaken(name.attribute))
      }
    }
    if (sealed) await passwords.set(user.id, sealed, user.createdAt)
    if (made) await codes.put(made.record)
    if (isConfirmed) await claimNames(pool, user, users)
    return undefined
  })
  if (taken) throw new ServiceError('UsernameExistsException', taken)

  const answer = { UserConfirmed: isConfirmed, UserSub: user.id }
  if (isConfirmed) {
    const by = 'ConfirmSignUp'
    await afterConfirmation({ pool, client, userId: user.id, by, clientMetadata }, services)
  }
  if (!address || !made) return answer
  const details = await sendCode(
    { pool, client, user, address, code: made.code, purpose: 'SignUp', clientMetadata },
    services,
  )
  const Session = sessionOfSignUp('SIGNING_UP', { pool, client, user }, services)
  return { ...answer, CodeDeliveryDetails: details, ...(Session !== undefined && { Session }) }
}

/** A user whom a function confirmed has their names at once. One that another user has is not theirs. */
async function claimNames(pool: Pool, user: User, users: Repositories['users']): Promise<void> {
  for (const [alias, attribute] of aliasesOf(user.attributes, pool.document)) {
    if ((await users.addAlias(pool.id, alias, user.id)) === user.id) continue
    throw new ServiceError('UsernameExistsException', addressTaken(attribute))
  }
}

const ALREADY_EXISTS = 'User already exists'

const addressTaken = (attribute: string) => `An account with the given ${attribute} already exists.`

/** Who gives an address that codes can be sent to, in a pool that takes those, can do without a password. */
function requirePassword(
  { pool, password }: NewUser,
  attributes: User['attributes'],
): string | undefined {
  if (password !== undefined) return password
  const isReachable = codeFactors(pool.document).some((factor) => attributes[ADDRESS_OF[factor]])
  if (isReachable) return undefined
  // Cognito's text for it, by which aws-amplify knows that it is the password.
  const message =
    "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null"
  throw new ServiceError('InvalidParameterException', message)
}

/** A preferred user name becomes a sign-in name at once, so only a confirmed user may take one. */
function refuseUnverifiedAlias(attributes: Readonly<Record<string, string>>, pool: Pool): void {
  const isAlias = pool.document.AliasAttributes?.includes('preferred_username')
  if (!isAlias || attributes.preferred_username === undefined) return
  const message = 'preferred_username cannot be set until the user is confirmed.'
  throw new ServiceError('InvalidParameterException', message)
}

/** An address that nobody has proven yet says so. */
const unverified = (attributes: User['attributes']): Record<string, string> =>
  Object.fromEntries(
    ['email', 'phone_number']
      .filter((name) => attributes[name] !== undefined)
      .map((name) => [`${name}_verified`, 'false']),
  )
