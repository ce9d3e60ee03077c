import { ServiceError } from '../api/errors.ts'
import { operation } from '../call/operation.ts'
import { changePool, changePoolWithin } from '../flows/change-pool.ts'
import { createPool } from '../flows/create-pool.ts'
import { readFactors, readMfaConfig, setMfaConfig } from '../flows/mfa-config.ts'
import { requireSenderKey } from '../flows/sender-key.ts'
import { requireTier } from '../flows/tiers.ts'
import type { PoolDocument } from '../records/pool.ts'
import { replacePoolDocument } from '../rules/pool-document.ts'
import { extendSchema } from '../rules/pool-schema.ts'
import { describePool, poolArn, summarizePool } from '../rules/shapes/pool.ts'
import { granted } from '../rules/verdict.ts'
import { readPage } from '../tokens/page.ts'

export const CreateUserPool = operation('CreateUserPool', async ({ input, services }) => {
  const pool = await createPool(input, services)
  const { region, account } = services.identity
  return { UserPool: describePool(pool, { arn: poolArn(pool.id, region, account), users: 0 }) }
})

export const DescribeUserPool = operation('DescribeUserPool', async ({ pool, users, identity }) => {
  const arn = poolArn(pool.id, identity.region, identity.account)
  return { UserPool: describePool(pool, { arn, users: await users.count(pool.id) }) }
})

export const ListUserPools = operation('ListUserPools', async ({ input, pools, services }) => {
  const { rows, next } = await readPage(
    { list: ['ListUserPools'], limit: input.MaxResults, token: input.NextToken },
    services,
    pools.list,
    ({ createdAt, id }) => ({ createdAt, id }),
  )
  return { UserPools: rows.map(summarizePool), ...(next !== undefined && { NextToken: next }) }
})

export const UpdateUserPool = operation('UpdateUserPool', async ({ pool, input, services }) => {
  const { clock, write } = services
  await requireSenderKey(input.LambdaConfig, services)
  await write(async (repositories) => {
    const change = async (current: PoolDocument) => {
      const factors = await readFactors(pool.id, repositories)
      const changed = replacePoolDocument(input, current, factors)
      if (changed.refusal) return changed
      await requireTier({ id: pool.id, document: changed.value }, factors, repositories)
      return changed
    }
    const what = { poolId: pool.id, change, now: clock.now(), name: input.PoolName }
    await changePoolWithin(repositories, what)
  })
})

export const AddCustomAttributes = operation(
  'AddCustomAttributes',
  async ({ pool, input, services }) => {
    const change = (current: PoolDocument) => {
      const schema = extendSchema(current.SchemaAttributes ?? [], input.CustomAttributes)
      return schema.refusal ? schema : granted({ ...current, SchemaAttributes: schema.value })
    }
    await changePool(pool.id, change, services)
  },
)

export const DeleteUserPool = operation('DeleteUserPool', async ({ pool, write }) => {
  if (pool.document.DeletionProtection === 'ACTIVE') {
    throw new ServiceError(
      'InvalidParameterException',
      'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
    )
  }
  await write(({ pools }) => pools.remove(pool.id))
})

export const GetUserPoolMfaConfig = operation('GetUserPoolMfaConfig', async ({ pool, services }) =>
  readMfaConfig(pool, services),
)

export const SetUserPoolMfaConfig = operation(
  'SetUserPoolMfaConfig',
  async ({ pool, input, services }) => setMfaConfig(pool, input, services),
)
