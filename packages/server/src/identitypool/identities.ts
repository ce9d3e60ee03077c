import { identityOperation } from '../call/operation.ts'
import { findOrMakeIdentity } from '../flows/identities/identify.ts'
import { unlinkLogins } from '../flows/identities/unlink.ts'
import { describeIdentity } from '../rules/shapes/identity-pool.ts'
import type { Cursor } from '../store/pools.ts'
import { readPage } from '../tokens/page.ts'

/** The account is not looked at: there is one. */
export const GetId = identityOperation('GetId', async ({ identityPool, input, services }) => {
  const { id } = await findOrMakeIdentity(identityPool, input.Logins ?? {}, services)
  return { IdentityId: id }
})

export const DescribeIdentity = identityOperation(
  'DescribeIdentity',
  async ({ federatedIdentity, identityLogins }) => {
    const { id } = federatedIdentity
    const providers = await identityLogins.providersOf([id])
    return describeIdentity(federatedIdentity, providers.get(id) ?? [])
  },
)

export const ListIdentities = identityOperation(
  'ListIdentities',
  async ({ identityPool, input, identities, identityLogins, services }) => {
    const list = { identityPoolId: identityPool.id, hideDisabled: input.HideDisabled === true }
    const { rows, next } = await readPage(
      {
        list: ['ListIdentities', list.identityPoolId, String(list.hideDisabled)],
        limit: input.MaxResults,
        token: input.NextToken,
      },
      services,
      (limit, after?: Cursor) => identities.list(list, limit, after),
      ({ createdAt, id }) => ({ createdAt, id }),
    )
    const providers = await identityLogins.providersOf(rows.map(({ id }) => id))
    return {
      IdentityPoolId: identityPool.id,
      Identities: rows.map((row) => describeIdentity(row, providers.get(row.id) ?? [])),
      ...(next !== undefined && { NextToken: next }),
    }
  },
)

/** Whether an identity that is not there is another account's or nobody's, AWS does not say either. */
export const DeleteIdentities = identityOperation('DeleteIdentities', async ({ input, write }) => {
  const unprocessed = await write(async ({ identities }) => {
    const left: string[] = []
    for (const id of new Set(input.IdentityIdsToDelete)) {
      if (!(await identities.remove(id))) left.push(id)
    }
    return left
  })
  return {
    UnprocessedIdentityIds: unprocessed.map((IdentityId) => ({
      IdentityId,
      ErrorCode: 'AccessDenied' as const,
    })),
  }
})

export const UnlinkIdentity = identityOperation(
  'UnlinkIdentity',
  async ({ identityPool, federatedIdentity, input, services }) => {
    await unlinkLogins(
      {
        pool: identityPool,
        identity: federatedIdentity,
        tokens: input.Logins,
        providers: input.LoginsToRemove,
      },
      services,
    )
  },
)
