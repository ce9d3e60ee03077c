import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../../api/errors.ts'
import type { Client } from '../../records/client.ts'
import type { Pool } from '../../records/pool.ts'
import type { Services } from '../../store/services.ts'
import type { SignedIn } from '../../tokens/access-token.ts'
import { signTokens } from '../../tokens/issue.ts'
import { readRefreshToken } from '../../tokens/refresh-token.ts'
import { checkSecretHash } from '../client-proof.ts'
import { requireValue, type SignInAnswer, type SignInCall } from './request.ts'

/** REFRESH_TOKEN_AUTH. The secret hash is made from the user's name, known only once the token is read. */
export async function startRefresh(call: SignInCall, services: Services): Promise<SignInAnswer> {
  const { pool, client, values } = call
  const token = requireValue(call, 'REFRESH_TOKEN')
  if (client.sealedSecrets.length > 0 && values.SECRET_HASH === undefined) {
    checkSecretHash(client, undefined, [], services.keyring)
  }
  const signedIn = await readSession(token, { pool, client }, services)
  const names = [signedIn.user.username, signedIn.user.id]
  checkSecretHash(client, values.SECRET_HASH, names, services.keyring)
  const AuthenticationResult = await signTokens(signedIn, services)
  return { AuthenticationResult, ChallengeParameters: {} }
}

/**
 * New ID and access tokens for a refresh token. Reads only: without rotation nothing is written.
 *
 * @throws NotAuthorizedException for a token that is not ours, another client's, revoked or expired, and
 *   when its user is gone or disabled.
 */
export async function refreshTokens(
  token: string,
  owner: { pool: Pool; client: Client },
  services: Services,
): Promise<AuthenticationResultType> {
  return await signTokens(await readSession(token, owner, services), services)
}

async function readSession(
  token: string,
  { pool, client }: { pool: Pool; client: Client },
  { keyring, sessions, users, clock }: Services,
): Promise<SignedIn> {
  const id = readRefreshToken(token, keyring)
  const session = id === undefined ? undefined : await sessions.byId(id)
  if (!session || session.clientId !== client.id) throw refuse('Invalid Refresh Token')
  if (session.revokedAt !== undefined) throw refuse('Refresh Token has been revoked')
  if (clock.now() >= session.expiresAt) throw refuse('Refresh Token has expired')
  const user = await users.byId(session.userId)
  if (!user) throw refuse('Invalid Refresh Token')
  if (!user.enabled) throw refuse('User is disabled.')
  return { pool, client, user, session }
}

const refuse = (message: string) => new ServiceError('NotAuthorizedException', message)
