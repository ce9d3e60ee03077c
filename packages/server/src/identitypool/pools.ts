import { identityOperation } from '../call/operation.ts'
import { changeIdentityPool, createIdentityPool } from '../flows/identity-pools.ts'
import { replaceIdentityPoolDocument } from '../rules/identity-pool-document.ts'
import { describeIdentityPool } from '../rules/shapes/identity-pool.ts'
import { readPage } from '../tokens/page.ts'

export const CreateIdentityPool = identityOperation(
  'CreateIdentityPool',
  async ({ input, services }) => describeIdentityPool(await createIdentityPool(input, services)),
)

export const DescribeIdentityPool = identityOperation(
  'DescribeIdentityPool',
  async ({ identityPool }) => describeIdentityPool(identityPool),
)

export const UpdateIdentityPool = identityOperation(
  'UpdateIdentityPool',
  async ({ identityPool: { id }, input, identity, services }) => {
    const pool = await changeIdentityPool(
      {
        id,
        name: input.IdentityPoolName,
        change: (current) => replaceIdentityPoolDocument(input, current, identity),
      },
      services,
    )
    return describeIdentityPool(pool)
  },
)

export const DeleteIdentityPool = identityOperation(
  'DeleteIdentityPool',
  async ({ identityPool, write }) => {
    await write(({ identityPools }) => identityPools.remove(identityPool.id))
  },
)

export const ListIdentityPools = identityOperation(
  'ListIdentityPools',
  async ({ input, identityPools, services }) => {
    const { rows, next } = await readPage(
      { list: ['ListIdentityPools'], limit: input.MaxResults, token: input.NextToken },
      services,
      identityPools.list,
      ({ createdAt, id }) => ({ createdAt, id }),
    )
    return {
      IdentityPools: rows.map(({ id, name }) => ({ IdentityPoolId: id, IdentityPoolName: name })),
      ...(next !== undefined && { NextToken: next }),
    }
  },
)
