import { IDENTITY_POOLS } from '../rules/policy/identity-pool-trust.ts'
import { callerOf, type Fetch, type House } from './demo-calls.ts'

/** What AWS's console lets the roles of a new identity pool do. */
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'cognito-identity:GetCredentialsForIdentity', Resource: '*' },
  ],
})

/**
 * Makes an identity pool for the people of the demo pool and for guests, and a role for each of both, unless
 * they are there. Answers its id, which is the same everywhere.
 */
export async function makeDemoIdentityPool(
  fetch: Fetch,
  house: House,
  { poolId, clientId }: { poolId: string; clientId: string },
): Promise<string> {
  const { region } = house
  const id = `${region}:00000000-0000-4000-8000-000000000001`
  const { identityPools: call } = callerOf(fetch, house)
  const pool = { IdentityPoolId: id }
  if (!(await call('DescribeIdentityPool', pool)).ok) {
    await call('CreateIdentityPool', {
      IdentityPoolName: 'Poolhouse demo',
      AllowUnauthenticatedIdentities: true,
      CognitoIdentityProviders: [
        { ProviderName: `cognito-idp.${region}.amazonaws.com/${poolId}`, ClientId: clientId },
      ],
      IdentityPoolTags: { _custom_id_: id },
    })
  }
  if (!(await hasRoles(await call('GetIdentityPoolRoles', pool)))) {
    await call('SetIdentityPoolRoles', {
      ...pool,
      Roles: {
        authenticated: await makeRole(fetch, house, id, 'authenticated'),
        unauthenticated: await makeRole(fetch, house, id, 'unauthenticated'),
      },
    })
  }
  // Another process may have been first with any of it: only what is there now counts.
  const roles = await call('GetIdentityPoolRoles', pool)
  if (await hasRoles(roles.clone())) return id
  throw new Error(`the demo identity pool could not be made: ${await roles.text()}`)
}

async function hasRoles(answer: Response): Promise<boolean> {
  if (!answer.ok) return false
  const { Roles } = (await answer.json()) as { Roles?: object } // of our own making
  return Object.keys(Roles ?? {}).length > 0
}

/** The ARN of the role for guests or for whoever signed in, by the method that their tokens name. */
async function makeRole(fetch: Fetch, house: House, pool: string, amr: string): Promise<string> {
  const RoleName = `Poolhouse-demo-${amr}`
  const { iam } = callerOf(fetch, house)
  await iam('CreateRole', { RoleName, AssumeRolePolicyDocument: trustIn(pool, amr) })
  await iam('PutRolePolicy', { RoleName, PolicyName: 'demo', PolicyDocument: POLICY })
  return `arn:aws:iam::${house.account}:role/${RoleName}`
}

const trustIn = (pool: string, amr: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: IDENTITY_POOLS },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { [`${IDENTITY_POOLS}:aud`]: pool },
          'ForAnyValue:StringLike': { [`${IDENTITY_POOLS}:amr`]: amr },
        },
      },
    ],
  })
