import { ServiceError } from '../../../api/errors.ts'
import type { User } from '../../../records/user.ts'
import { changeAttributes, isHeldBack, isProvable } from '../../../rules/attribute-changes.ts'
import { readableAttributes } from '../../../rules/readable-attributes.ts'
import { checkOwnChanges } from '../../../rules/user-attributes.ts'
import type { Services } from '../../../store/services.ts'
import { demand } from '../../accept.ts'
import { followAliases } from '../../aliases.ts'
import { checkSecretHash } from '../../client-proof.ts'
import { readMfaConfig } from '../../mfa-config.ts'
import { replacePassword } from '../../replace-password.ts'
import { addsBesideFactor, keepFactors, takenAddress } from '../keep-factors.ts'
import type { Gate, Outcome, Progress, Settle } from '../outcome.ts'
import { requireValue, type SignInAnswer, type SignInCall } from '../request.ts'
import { isStillProven, openSession, sealSession } from '../session.ts'

const PREFIX = 'userAttributes.'

/**
 * A user whom an administrator made is asked for a password of their own, and for what the pool requires. Only
 * who proved the temporary password replaces it: nothing else that was proven says that it was theirs to use.
 */
export const newPasswordGate: Gate = async (call, progress, services) => {
  if (progress.user.status !== 'FORCE_CHANGE_PASSWORD') return undefined
  const isProven = progress.proven.includes('pwd') && progress.password !== undefined
  return isProven ? async () => ask(call, progress, services) : unproven()
}

/** The wording is ours. */
const unproven = (): ServiceError =>
  new ServiceError('NotAuthorizedException', 'The temporary password must be proven first.')

function ask(call: SignInCall, progress: Progress, services: Services): SignInAnswer {
  const { user } = progress
  return {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session: sealSession('NEW_PASSWORD_REQUIRED', call, progress, services),
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(
        missingAttributes(call, user).map((name) => PREFIX + name),
      ),
      userAttributes: JSON.stringify(readableAttributes(user, call.client.document)),
    },
  }
}

/**
 * NEW_PASSWORD_REQUIRED: the Session says that the temporary password was proven; the answer replaces it,
 * fills in required attributes, and the user is confirmed.
 *
 * @throws InvalidPasswordException, InvalidParameterException, NotAuthorizedException.
 */
export async function answerNewPasswordRequired(
  call: SignInCall,
  services: Services,
): Promise<Outcome> {
  const { pool, client, values } = call
  const password = requireValue(call, 'NEW_PASSWORD')
  const name = requireValue(call, 'USERNAME')
  checkSecretHash(client, values.SECRET_HASH, [name], services.keyring)
  const { state, user, progress } = await openSession('NEW_PASSWORD_REQUIRED', call, services)

  const changes = readChanges(call, user)
  demand(checkOwnChanges(changes, pool.document, client.document))
  const config = await readMfaConfig(pool, services)
  const taken = takenAddress(changes, user, config)
  if (taken) throw fixed(taken)
  const confirmed: User = {
    ...user,
    status: 'CONFIRMED',
    attributes: changeAttributes(user.attributes, changes),
  }
  const missing = missingAttributes(call, confirmed)
  if (missing.length > 0) {
    const message = `Invalid user attributes: ${missing.map((attribute) => `${attribute}: The attribute is required\n`).join('')}`
    throw new ServiceError('InvalidParameterException', message)
  }
  const now = services.clock.now()
  const { sealed, replace } = await replacePassword(pool, user, password, services)
  const settle: Settle = async (repositories) => {
    const { users, passwords, spentSessions, mfa } = repositories
    const current = await users.forChange(user.id)
    if (!(await spentSessions.spend(state.id, state.expiresAt))) return 'spent'
    if (current?.status !== 'FORCE_CHANGE_PASSWORD') return 'spent'
    if (!isStillProven(state, await passwords.ofUser(user.id), services)) return 'spent'
    if (takenAddress(changes, current, config)) return 'spent'
    await keepFactors(changes, current, config, { mfa })
    const attributes = changeAttributes(current.attributes, changes)
    await users.update(user.id, { status: 'CONFIRMED', attributes }, now)
    await followAliases({ pool, user: current, attributes }, users, now)
    await replace(repositories)
    return undefined
  }
  const settings = await services.mfa.ofUser(user.id)
  const isBeside = addsBesideFactor(changes, user, config, settings)
  // A second factor that they had before is asked for next, among those alone.
  const next = isBeside ? { ...confirmed, attributes: user.attributes } : confirmed
  // What follows ends with the password that was just chosen.
  const chosen = { ...sealed, provenAt: progress.password?.provenAt ?? now }
  return { passed: { ...progress, user: next, password: chosen }, settle }
}

/** Required attributes that have no value. */
const missingAttributes = (
  { pool }: SignInCall,
  { attributes }: Pick<User, 'attributes'>,
): string[] =>
  (pool.document.SchemaAttributes ?? [])
    .filter(({ Name, Required }) => Required && Name !== 'sub' && Name && !attributes[Name])
    .map(({ Name }) => Name ?? '')

const fixed = (name: string): ServiceError =>
  new ServiceError('NotAuthorizedException', `Cannot modify an already provided ${name}`)

/**
 * What the answer says of the person. A required attribute that has a value keeps it. An address that the pool
 * holds back until it is proven is said after the sign-in, unless that could not end without it.
 */
function readChanges({ pool, values }: SignInCall, user: User): Record<string, string> {
  const changes = Object.entries(values)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, value]) => [name.slice(PREFIX.length), value] as const)
  const required = new Set(
    pool.document.SchemaAttributes?.filter(({ Required }) => Required).map(({ Name }) => Name),
  )
  const provided = changes.find(
    ([name, value]) =>
      required.has(name) && user.attributes[name] && user.attributes[name] !== value,
  )
  if (provided) throw fixed(provided[0])
  const unproven = changes.find(
    ([name, value]) =>
      isProvable(name) &&
      isHeldBack(name, pool.document) &&
      !required.has(name) &&
      value !== '' &&
      value !== user.attributes[name],
  )
  if (!unproven) return Object.fromEntries(changes)
  const message = `Cannot set ${unproven[0]} before it is verified`
  throw new ServiceError('NotAuthorizedException', message)
}
