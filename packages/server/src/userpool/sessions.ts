import { ServiceError } from '../api/errors.ts'
import { operation } from '../call/operation.ts'
import { requireUser } from '../flows/find-user.ts'
import {
  readClientSessions,
  readPoolSessions,
  requireTracking,
  setClientSessions,
  setPoolSessions,
} from '../flows/session-config.ts'
import { revokeTracked } from '../flows/session-tracking.ts'
import { requireReady } from '../flows/user-status.ts'
import type { Session } from '../records/session.ts'
import { SESSIONS_A_PAGE } from '../rules/session-config.ts'
import { describeSession } from '../rules/shapes/session.ts'
import type { Cursor } from '../store/pools.ts'
import type { Services } from '../store/services.ts'
import { readPage } from '../tokens/page.ts'

export const ListUserSessions = operation(
  'ListUserSessions',
  async ({ pool, user, session, input, services }) => {
    requireReady(user)
    await requireTracking(pool, services)
    const list = { name: 'ListUserSessions', userId: user.id, token: input.NextToken }
    return await listSessions(list, session, services)
  },
)

export const AdminListUserSessions = operation(
  'AdminListUserSessions',
  async ({ pool, input, services }) => {
    await requireTracking(pool, services)
    const { id } = await requireUser(pool, input.Username, services)
    const list = { name: 'AdminListUserSessions', userId: id, token: input.NextToken }
    return await listSessions(list, undefined, services)
  },
)

async function listSessions(
  { name, userId, token }: { name: string; userId: string; token: string | undefined },
  current: Session | undefined,
  services: Services,
) {
  const now = services.clock.now()
  const { rows, next } = await readPage(
    { list: [name, userId], limit: SESSIONS_A_PAGE, token },
    services,
    (limit, after?: Cursor) => services.trackedSessions.list(userId, now, limit, after),
    ({ authenticatedAt, id }) => ({ createdAt: authenticatedAt, id }),
  )
  return {
    Sessions: rows.map((session) => describeSession(session, current)),
    ...(next !== undefined && { NextToken: next }),
  }
}

export const RevokeUserSession = operation(
  'RevokeUserSession',
  async ({ pool, user, session, input, services }) => {
    requireReady(user)
    await requireTracking(pool, services)
    if (input.SessionId === session.tracking?.id) {
      const message = 'The current session cannot be revoked: use GlobalSignOut or RevokeToken.'
      throw new ServiceError('InvalidParameterException', message)
    }
    await revokeTracked(input.SessionId, user.id, services)
  },
)

export const AdminRevokeUserSession = operation(
  'AdminRevokeUserSession',
  async ({ pool, input, services }) => {
    await requireTracking(pool, services)
    const { id } = await requireUser(pool, input.Username, services)
    await revokeTracked(input.SessionId, id, services)
  },
)

export const GetUserPoolSessionConfiguration = operation(
  'GetUserPoolSessionConfiguration',
  async ({ pool, services }) => ({
    UserPoolId: pool.id,
    ...(await readPoolSessions(pool.id, services)),
  }),
)

export const SetUserPoolSessionConfiguration = operation(
  'SetUserPoolSessionConfiguration',
  async ({ pool, input, services }) => {
    const { UserPoolId, ...config } = input
    await setPoolSessions(pool, config, services)
    return { UserPoolId, ...config }
  },
)

/** Of sessions of managed login: stored and answered, it changes nothing for those who sign in through the API. */
export const GetUserPoolClientSessionConfiguration = operation(
  'GetUserPoolClientSessionConfiguration',
  async ({ pool, client, services }) => ({
    UserPoolId: pool.id,
    ClientId: client.id,
    ...(await readClientSessions(client.id, services)),
  }),
)

export const SetUserPoolClientSessionConfiguration = operation(
  'SetUserPoolClientSessionConfiguration',
  async ({ pool, client, input, services }) => {
    const { UserPoolId, ClientId, ...config } = input
    await setClientSessions({ pool, client }, config, services)
    return { UserPoolId, ClientId, ...config }
  },
)
