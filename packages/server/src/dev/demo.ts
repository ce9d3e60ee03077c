/** The pool that development mode makes, so that the first sign-in needs no set-up. */
export interface Demo {
  readonly poolId: string
  readonly clientId: string
}

type Fetch = (request: Request) => Promise<Response>

const CLIENT_ID = 'poolhousedemo'
const POOL_NAME = 'Poolhouse'

/**
 * Makes the demo pool and its client unless they are there, through the service's own API: what a developer
 * would do, done. Sign-in is by user name, the email address is verified by code.
 */
export async function makeDemo(fetch: Fetch, url: string, region: string): Promise<Demo> {
  const poolId = `${region}_${POOL_NAME}`
  const call = (operation: string, input: object) => post(fetch, url, region, operation, input)

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
  if (made.ok) return { poolId, clientId: CLIENT_ID }
  throw new Error(`the demo pool could not be made: ${await made.text()}`)
}

/** Development mode wants an Authorization header on administration, and does not check its signature. */
const post = (fetch: Fetch, url: string, region: string, operation: string, input: object) =>
  fetch(
    new Request(`${url}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=demo/20000101/${region}/cognito-idp/aws4_request`,
      },
      body: JSON.stringify(input),
    }),
  )
