import { operation } from '../call/operation.ts'
import { accept, demand } from '../flows/accept.ts'
import { removeAttributes, setAttributes } from '../flows/change-attributes.ts'
import { confirmUser } from '../flows/confirm-user.ts'
import { createUser, inviteAgain } from '../flows/create-user.ts'
import { requireUser, userNotFound } from '../flows/find-user.ts'
import { requireReset } from '../flows/require-reset.ts'
import { searchUsers } from '../flows/search-users.ts'
import { setPassword } from '../flows/set-password.ts'
import type { Pool } from '../records/pool.ts'
import { describeMfa } from '../rules/shapes/factors.ts'
import { describeUser, summarizeUser } from '../rules/shapes/user.ts'
import { checkNames, toAttributes } from '../rules/user-attributes.ts'
import { parseUserFilter } from '../rules/user-filter.ts'
import type { Cursor } from '../store/pools.ts'
import type { Services } from '../store/services.ts'
import { readPage } from '../tokens/page.ts'

/** What a list returns at once where the input says 0 or nothing. */
const DEFAULT_PAGE = 60

export const AdminCreateUser = operation('AdminCreateUser', async ({ pool, input, services }) => {
  const request = {
    pool,
    username: input.Username,
    attributes: input.UserAttributes,
    temporaryPassword: input.TemporaryPassword,
    forceAlias: input.ForceAliasCreation ?? false,
    action: input.MessageAction,
    media: input.DesiredDeliveryMediums,
    validationData: input.ValidationData,
    clientMetadata: input.ClientMetadata,
  }
  const make = request.action === 'RESEND' ? inviteAgain : createUser
  return { User: summarizeUser(await make(request, services)) }
})

export const AdminGetUser = operation('AdminGetUser', async ({ pool, input, services }) => {
  const user = await requireUser(pool, input.Username, services)
  return { ...describeUser(user), ...describeMfa(await services.mfa.ofUser(user.id)) }
})

export const AdminDeleteUser = operation('AdminDeleteUser', async ({ pool, input, services }) => {
  const { id } = await requireUser(pool, input.Username, services)
  if (!(await services.write(({ users }) => users.remove(id)))) throw userNotFound()
})

export const AdminConfirmSignUp = operation(
  'AdminConfirmSignUp',
  async ({ pool, input, services }) => {
    const { Username: username, ClientMetadata: clientMetadata } = input
    await confirmUser({ pool, username, clientMetadata }, services)
  },
)

/** Sessions stay, and open nothing while the user is disabled. */
export const AdminDisableUser = operation('AdminDisableUser', async ({ pool, input, services }) =>
  setEnabled({ pool, username: input.Username, enabled: false }, services),
)

export const AdminEnableUser = operation('AdminEnableUser', async ({ pool, input, services }) =>
  setEnabled({ pool, username: input.Username, enabled: true }, services),
)

async function setEnabled(
  { pool, username, enabled }: { pool: Pool; username: string; enabled: boolean },
  services: Services,
): Promise<void> {
  const { id } = await requireUser(pool, username, services)
  const now = services.clock.now()
  const isThere = await services.write(({ users }) => users.update(id, { enabled }, now))
  if (!isThere) throw userNotFound()
}

export const AdminUpdateUserAttributes = operation(
  'AdminUpdateUserAttributes',
  async ({ pool, input, services }) => {
    const changes = toAttributes(input.UserAttributes)
    const { Username: username, ClientMetadata: clientMetadata } = input
    await setAttributes({ pool, username, clientMetadata }, changes, services)
  },
)

export const AdminDeleteUserAttributes = operation(
  'AdminDeleteUserAttributes',
  async ({ pool, input, services }) => {
    const { Username: username, UserAttributeNames: names } = input
    await removeAttributes({ pool, username }, names, services)
  },
)

export const AdminSetUserPassword = operation(
  'AdminSetUserPassword',
  async ({ pool, input, services }) => {
    const { Username: username, Password: password, Permanent: isPermanent = false } = input
    await setPassword({ pool, username, password, isPermanent }, services)
  },
)

export const AdminResetUserPassword = operation(
  'AdminResetUserPassword',
  async ({ pool, input, services }) => {
    const { Username: username, ClientMetadata: clientMetadata } = input
    await requireReset({ pool, username, clientMetadata }, services)
  },
)

/** A user who lacks an attribute that is asked for is shown without it; Cognito fails the whole list then. */
export const ListUsers = operation('ListUsers', async ({ pool, input, services }) => {
  const filter = accept(parseUserFilter(input.Filter ?? ''))
  const names = input.AttributesToGet
  demand(checkNames(names ?? [], pool.document))
  const { rows, next } = await readPage(
    {
      list: ['ListUsers', pool.id, input.Filter ?? ''],
      limit: input.Limit || DEFAULT_PAGE,
      token: input.PaginationToken,
    },
    services,
    (limit, after?: Cursor) => searchUsers(pool, filter, { limit, after }, services),
    ({ createdAt, id }) => ({ createdAt, id }),
  )
  return {
    Users: rows.map((user) => summarizeUser(user, names)),
    ...(next !== undefined && { PaginationToken: next }),
  }
})
