/** The two calls that a sign-in consists of. */
import { type AuthCore, userPoolOf } from '../core/core.ts'
import { AuthError, nameOf } from '../core/errors.ts'
import type { SignInDetails } from '../core/events.ts'
import { deviceOf, forgetLocally } from '../session/devices.ts'
import type { AuthAnswer } from '../wire/operations.ts'
import { userContext } from '../wire/user-context.ts'
import { callUserPool } from '../wire/user-pool.ts'
import type { ClientMetadata } from './types.ts'

/** Who signs in, and what goes with every call of it. */
export interface Conversation {
  readonly core: AuthCore
  /** As the service calls them, once it has said so. */
  readonly username: string
  readonly signInDetails: SignInDetails
  readonly clientMetadata: ClientMetadata | undefined
}

type Values = Readonly<Record<string, string>>

/** Opens a sign-in. */
export const initiate = (
  { core, username, clientMetadata }: Conversation,
  AuthFlow: string,
  parameters: Values,
  Session?: string,
): Promise<AuthAnswer> =>
  callUserPool(core, 'InitiateAuth', {
    AuthFlow,
    AuthParameters: { USERNAME: username, ...parameters },
    ClientMetadata: clientMetadata,
    ClientId: userPoolOf(core).userPoolClientId,
    UserContextData: userContext(core, username),
    Session,
  })

/** Answers a challenge. */
export const respond = (
  { core, username, clientMetadata }: Conversation,
  ChallengeName: string,
  responses: Values,
  Session: string | undefined,
): Promise<AuthAnswer> =>
  callUserPool(core, 'RespondToAuthChallenge', {
    ChallengeName,
    ChallengeResponses: { USERNAME: username, ...responses },
    Session,
    ClientMetadata: clientMetadata,
    ClientId: userPoolOf(core).userPoolClientId,
    UserContextData: userContext(core, username),
  })

/** Calls with the key of the device that this is; one that the service does not know is forgotten. */
export async function withDevice(
  { core }: Conversation,
  username: string,
  ask: (deviceKey: Values) => Promise<AuthAnswer>,
): Promise<AuthAnswer> {
  const device = await deviceOf(core, username)
  if (!device) return await ask({})
  try {
    return await ask({ DEVICE_KEY: device.deviceKey })
  } catch (error) {
    if (!isUnknownDevice(error)) throw error
    await forgetLocally(core, device.deviceKey)
    return await ask({})
  }
}

/** The name of an error is the same for pools and clients that are not there. */
const isUnknownDevice = (error: unknown): boolean =>
  nameOf(error) === 'ResourceNotFoundException' &&
  error instanceof AuthError &&
  error.message.includes('Device does not exist')

export const signInFailed = (message: string, recoverySuggestion?: string): AuthError =>
  new AuthError('SignInException', message, { recoverySuggestion })
