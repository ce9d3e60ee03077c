import type {
  AuthenticationResultType,
  ChallengeNameType,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Session } from '../../records/session.ts'
import { tokenLifetimes } from '../../rules/token-validity.ts'
import type { Services } from '../../store/services.ts'
import { makeRefreshToken } from '../../tokens/refresh-token.ts'
import { newDevice } from '../devices.ts'
import { type Issue, issueTokens } from '../issue-tokens.ts'
import { startTracking } from '../session-tracking.ts'
import { afterSignIn } from './around-sign-in.ts'
import type { Progress, Settle } from './outcome.ts'
import type { SignInAnswer, SignInCall } from './request.ts'
import { markOf } from './session.ts'
import { settleIn } from './settle.ts'

/**
 * Ends a sign-in whose every factor was proven: opens a session and signs its tokens. Functions are asked only
 * once the step stands, which it does for one of several answers at once; where one fails, the session ends
 * that nobody has tokens of.
 *
 * @throws NotAuthorizedException when the step was answered before, or is locked; what the triggers throw.
 */
export async function finishSignIn(
  call: SignInCall,
  { user, proven, password, device }: Progress,
  settle: Settle,
  services: Services,
): Promise<SignInAnswer> {
  const { pool, client, caller, clientMetadata } = call
  const now = services.clock.now()
  const NewDeviceMetadata = device === undefined ? newDevice(pool, services) : undefined
  const session: Session = {
    id: services.random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    userId: user.id,
    deviceKey: device ?? NewDeviceMetadata?.DeviceKey,
    authenticatedAt: now,
    proven,
    password: password && {
      mark: markOf(password, services.keyring),
      provenAt: password.provenAt,
    },
    expiresAt: now + tokenLifetimes(client.document).refreshMs,
    revokedAt: undefined,
    rotation: 0,
    rotatedAt: undefined,
    tracking: undefined,
  }
  await settleIn(services, settle, ({ sessions }) => sessions.insert(session))
  const occasion = OCCASIONS[call.challenge ?? 'PASSWORD'] ?? 'Authentication'
  const issue: Issue = { occasion, clientMetadata }
  try {
    await afterSignIn(call, { user, newDeviceUsed: NewDeviceMetadata !== undefined }, services)
    const result = await issueTokens({ pool, client, user, session }, issue, services)
    await startTracking(session, caller, services)
    return toAnswer(
      { ...result, ...(NewDeviceMetadata && { NewDeviceMetadata }) },
      session,
      services,
    )
  } catch (error) {
    await services.write(({ sessions }) => sessions.revoke(session.id, services.clock.now()))
    throw error
  }
}

/** What the function that shapes tokens is told of the last step. */
const OCCASIONS: Readonly<Partial<Record<ChallengeNameType, Issue['occasion']>>> = {
  NEW_PASSWORD_REQUIRED: 'NewPasswordChallenge',
  DEVICE_PASSWORD_VERIFIER: 'AuthenticateDevice',
}

function toAnswer(
  result: AuthenticationResultType,
  session: Session,
  services: Services,
): SignInAnswer {
  const RefreshToken = makeRefreshToken(session, services.keyring)
  return { AuthenticationResult: { ...result, RefreshToken }, ChallengeParameters: {} }
}
