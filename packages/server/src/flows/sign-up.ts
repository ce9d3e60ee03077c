import type {
  AttributeType,
  CodeDeliveryDetailsType,
} from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { checkPasswordPolicy } from '../rules/password-policy.ts'
import { checkNewAttributes, toAttributes } from '../rules/user-attributes.ts'
import { aliasOf, foldName, readNewName } from '../rules/usernames.ts'
import type { Services } from '../store/services.ts'
import { accept, demand } from './accept.ts'
import { makeCode } from './codes.ts'
import { newUser, withName } from './new-user.ts'
import { sealPassword } from './passwords.ts'
import { confirmationAddress, sendCode } from './send-code.ts'

interface SignedUp {
  readonly UserConfirmed: boolean
  readonly UserSub: string
  readonly CodeDeliveryDetails?: CodeDeliveryDetailsType
}

interface NewUser {
  readonly pool: Pool
  readonly client: Client
  readonly username: string
  readonly password: string | undefined
  readonly attributes: readonly AttributeType[] | undefined
}

/**
 * Makes an unconfirmed user and sends the code that confirms it. The user, the password and the code are
 * written together: there is no half-made user, whatever happens in between.
 *
 * @throws UsernameExistsException, InvalidPasswordException, InvalidParameterException,
 *   NotAuthorizedException, CodeDeliveryFailureException (the user stays and may ask for another code).
 */
export async function signUp(request: NewUser, services: Services): Promise<SignedUp> {
  const { pool, client } = request
  if (pool.document.AdminCreateUserConfig?.AllowAdminCreateUserOnly) {
    const message = 'SignUp is not permitted for this user pool'
    throw new ServiceError('NotAuthorizedException', message)
  }
  const name = accept(readNewName(request.username, pool.document))
  const password = requirePassword(request)
  const attributes = accept(
    checkNewAttributes(
      withName(toAttributes(request.attributes), name, pool),
      pool.document,
      client.document,
    ),
  )
  refuseUnverifiedAlias(attributes, pool)
  demand(checkPasswordPolicy(password, pool.document.Policies?.PasswordPolicy ?? {}))

  const unproven = { ...attributes, ...unverified(attributes) }
  const user = newUser(pool, name, { status: 'UNCONFIRMED', attributes: unproven }, services)
  const sealed = await sealPassword(pool, user, password, services)
  const address = confirmationAddress(pool, user)
  const made = address && makeCode(user, 'sign-up', address, services)

  const taken = await services.write(async ({ users, passwords, codes }) => {
    if (!(await users.insert(user, foldName(user.username, pool.document))))
      return 'User already exists'
    if (name.attribute) {
      const alias = aliasOf(name.attribute, name.value, pool.document)
      if ((await users.addAlias(pool.id, alias, user.id)) !== user.id) {
        throw new ServiceError('UsernameExistsException', addressTaken(name.attribute))
      }
    }
    await passwords.set(user.id, sealed, user.createdAt)
    if (made) await codes.put(made.record)
    return undefined
  })
  if (taken) throw new ServiceError('UsernameExistsException', taken)

  const answer = { UserConfirmed: false, UserSub: user.id }
  if (!address || !made) return answer
  const details = await sendCode(
    { pool, user, address, code: made.code, purpose: 'SignUp' },
    services,
  )
  return { ...answer, CodeDeliveryDetails: details }
}

const addressTaken = (attribute: string) => `An account with the given ${attribute} already exists.`

function requirePassword({ password }: NewUser): string {
  if (password !== undefined) return password
  // Sign-up without a password needs a first factor other than it, which no pool can have yet.
  throw new ServiceError('InvalidParameterException', 'Missing required parameter PASSWORD')
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
