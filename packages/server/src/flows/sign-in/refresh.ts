import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../../api/errors.ts'
import type { Client } from '../../records/client.ts'
import type { Pool } from '../../records/pool.ts'
import type { Session } from '../../records/session.ts'
import type { CallerContext } from '../../rules/caller-context.ts'
import type { Services } from '../../store/services.ts'
import type { SignedIn } from '../../tokens/access-token.ts'
import { type RefreshTokenContent, readRefreshToken } from '../../tokens/refresh-token.ts'
import type { Metadata } from '../../triggers/call-trigger.ts'
import { checkSecretHash } from '../client-proof.ts'
import { issueTokens } from '../issue-tokens.ts'
import { noteActivity } from '../session-tracking.ts'
import type { Outcome } from './outcome.ts'
import { requireValue, type SignInCall } from './request.ts'
import { rotate, rotationOf } from './rotate.ts'

/**
 * REFRESH_TOKEN_AUTH, which never rotates: clients with rotation use GetTokensFromRefreshToken. The secret
 * hash is made from the user's name, known only once the token is read.
 */
export async function startRefresh(call: SignInCall, services: Services): Promise<Outcome> {
  const { pool, client, caller, values } = call
  const token = requireValue(call, 'REFRESH_TOKEN')
  if (rotationOf(client)) {
    const message =
      'Refresh token rotation is enabled for this client: use GetTokensFromRefreshToken.'
    throw new ServiceError('InvalidParameterException', message)
  }
  if (client.sealedSecrets.length > 0 && values.SECRET_HASH === undefined) {
    checkSecretHash(client, undefined, [], services.keyring)
  }
  const owner = { pool, client, deviceKey: values.DEVICE_KEY }
  const { signedIn, content } = await readSession(token, owner, services)
  refuseExchanged(content, signedIn)
  const names = [signedIn.user.username, signedIn.user.id]
  checkSecretHash(client, values.SECRET_HASH, names, services.keyring)
  const issue = { occasion: 'RefreshTokens', clientMetadata: undefined } as const
  const AuthenticationResult = await issueTokens(signedIn, issue, services)
  await noteActivity(signedIn.session, caller, services)
  return { answer: { AuthenticationResult, ChallengeParameters: {} } }
}

/**
 * New ID and access tokens for a refresh token. Without rotation it only reads, unless the session is tracked.
 * With rotation the answer has the next refresh token, good for what is left of the session's time.
 *
 * @throws NotAuthorizedException for a token that is not ours, another client's, revoked or expired, and
 *   when its user is gone or disabled; RefreshTokenReuseException for one that was exchanged before.
 */
export async function refreshTokens(
  token: string,
  owner: Owner & { caller: CallerContext; clientMetadata: Metadata | undefined },
  services: Services,
): Promise<AuthenticationResultType> {
  const { signedIn, content } = await readSession(token, owner, services)
  const rotation = rotationOf(owner.client)
  if (!rotation) refuseExchanged(content, signedIn)
  const issue = { occasion: 'RefreshTokens', clientMetadata: owner.clientMetadata } as const
  const result = await issueTokens(signedIn, issue, services)
  await noteActivity(signedIn.session, owner.caller, services)
  if (!rotation) return result
  const RefreshToken = await rotate(content, signedIn, rotation, services)
  return { ...result, RefreshToken }
}

/** Who holds a refresh token, as they say. */
interface Owner {
  readonly pool: Pool
  readonly client: Client
  /** The device that they are on. */
  readonly deviceKey: string | undefined
}

async function readSession(
  token: string,
  { pool, client, deviceKey }: Owner,
  services: Services,
): Promise<{ signedIn: SignedIn; content: RefreshTokenContent }> {
  const { keyring, sessions, users, clock } = services
  const content = readRefreshToken(token, keyring)
  const session = content && (await sessions.byId(content.sessionId))
  if (!session || session.clientId !== client.id) throw refuse('Invalid Refresh Token')
  if (session.revokedAt !== undefined) throw refuse('Refresh Token has been revoked')
  if (clock.now() >= session.expiresAt) throw refuse('Refresh Token has expired')
  const user = await users.byId(session.userId)
  if (!user) throw refuse('Invalid Refresh Token')
  if (!user.enabled) throw refuse('User is disabled.')
  await requireSameDevice(session, deviceKey, services)
  return { signedIn: { pool, client, user, session }, content }
}

/**
 * The tokens of a session that was opened on a device are for that device. Who never confirmed it, or forgot
 * it, need not name it: clients that know nothing of devices do not.
 */
async function requireSameDevice(
  { userId, deviceKey: key }: Session,
  given: string | undefined,
  { devices }: Services,
): Promise<void> {
  if (key === undefined || given === key) return
  if (given === undefined && !(await devices.find({ key, userId }))) return
  throw refuse('Invalid Refresh Token')
}

/** A token that was exchanged for the next stays worth nothing, also once its client gave rotation up. */
function refuseExchanged(content: RefreshTokenContent, { session }: SignedIn): void {
  if (content.rotation !== session.rotation) throw refuse('Refresh Token has been revoked')
}

const refuse = (message: string) => new ServiceError('NotAuthorizedException', message)
