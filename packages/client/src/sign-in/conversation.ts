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
  /** As they typed it, until the service has said how it calls them. */
  username: string
  readonly signInDetails: SignInDetails
  readonly clientMetadata: ClientMetadata | undefined
}

type Values = Readonly<Record<string, string>>

/** Opens a sign-in. */
export const initiate = (
  talk: Conversation,
  AuthFlow: string,
  parameters: Values,
  Session?: string,
): Promise<AuthAnswer> =>
  hear(
    talk,
    callUserPool(talk.core, 'InitiateAuth', {
      AuthFlow,
      AuthParameters: { USERNAME: talk.username, ...parameters },
      Session,
      ...publicOf(talk),
    }),
  )

/** Answers a challenge. */
export const respond = (
  talk: Conversation,
  ChallengeName: string,
  responses: Values,
  Session: string | undefined,
): Promise<AuthAnswer> =>
  hear(
    talk,
    callUserPool(talk.core, 'RespondToAuthChallenge', {
      ChallengeName,
      ChallengeResponses: { USERNAME: talk.username, ...responses },
      Session,
      ...publicOf(talk),
    }),
  )

const publicOf = ({ core, username, clientMetadata }: Conversation) => ({
  ClientMetadata: clientMetadata,
  ClientId: userPoolOf(core).userPoolClientId,
  UserContextData: userContext(core, username),
})

/** Who signs in by an address goes on by the name that the service answers, and so do their devices. */
async function hear(talk: Conversation, asking: Promise<AuthAnswer>): Promise<AuthAnswer> {
  const answer = await asking
  const { USER_ID_FOR_SRP, USERNAME = USER_ID_FOR_SRP } = answer.ChallengeParameters ?? {}
  if (USERNAME) talk.username = USERNAME
  return answer
}

/** Calls with the key of the device that this is; one that the service does not know is forgotten. */
export async function withDevice(
  { core, username }: Conversation,
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
