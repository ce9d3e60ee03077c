import { callerOf, type Fetch, type House } from './demo-calls.ts'
import { makeDemoIdentityPool } from './demo-identity-pool.ts'

/** The pools that development mode makes, so that the first sign-in needs no set-up. */
export interface Demo {
  readonly poolId: string
  readonly clientId: string
  readonly identityPoolId: string
}

const CLIENT_ID = 'poolhousedemo'
const POOL_NAME = 'Poolhouse'

/** The demo's client has the same id wherever it is, so a database has it in one region. */
const REASON =
  'this data holds one of another region. Start with that region, with other data, or with the demo off'

/**
 * Makes the demo pool, its client and its identity pool unless they are there, through the service's own API: what a developer
 * would do, done. Sign-in is by user name, the email address is verified by code.
 */
export async function makeDemo(fetch: Fetch, house: House): Promise<Demo> {
  const poolId = `${house.region}_${POOL_NAME}`
  const { userPools: call } = callerOf(fetch, house)

  if (!(await call('DescribeUserPool', { UserPoolId: poolId })).ok) {
    await call('CreateUserPool', {
      PoolName: `${POOL_NAME} demo`,
      AutoVerifiedAttributes: ['email'],
      Schema: [{ Name: 'email', Required: true, Mutable: true, AttributeDataType: 'String' }],
      UserPoolTags: { _custom_id_: poolId },
    })
  }
  const client = { UserPoolId: poolId, ClientId: CLIENT_ID }
  if (!(await call('DescribeUserPoolClient', client)).ok) {
    await call('CreateUserPoolClient', {
      UserPoolId: poolId,
      ClientName: `_custom_id_:${CLIENT_ID}`,
      ExplicitAuthFlows: [
        'ALLOW_USER_SRP_AUTH',
        'ALLOW_USER_PASSWORD_AUTH',
        'ALLOW_REFRESH_TOKEN_AUTH',
      ],
      PreventUserExistenceErrors: 'ENABLED',
    })
  }
  // Another process may have been first with any of it: only what is there now counts.
  const made = await call('DescribeUserPoolClient', client)
  if (!made.ok) throw new Error(`the demo pool could not be made: ${REASON}`)
  const identityPoolId = await makeDemoIdentityPool(fetch, house, { poolId, clientId: CLIENT_ID })
  return { poolId, clientId: CLIENT_ID, identityPoolId }
}
