import type { SessionDescriptionType } from '@aws-sdk/client-cognito-identity-provider'
import type { Session } from '../../records/session.ts'

/**
 * A tracked session as its owner or an administrator lists it. There is no location, as we know none of an
 * address, and no session that it came through, as nobody signs in but through the API.
 *
 * @param current the session of the access token that asks, where one does.
 */
export const describeSession = (
  { id, clientId, authenticatedAt, tracking }: Session,
  current: Session | undefined,
): SessionDescriptionType => ({
  SessionType: 'TOKEN',
  ClientId: clientId,
  CreateDate: new Date(authenticatedAt),
  IsCurrentSession: id === current?.id,
  ...(tracking && {
    SessionId: tracking.id,
    LastActiveDate: new Date(tracking.lastActiveAt),
    ...(tracking.deviceType !== undefined && { DeviceType: tracking.deviceType }),
    ...(tracking.address !== undefined && { LastIPAddress: tracking.address }),
  }),
})
