/** Identity pools over a user pool, and what people present to them. */
import type { CreateIdentityPoolCommandInput, Credentials } from '@aws-sdk/client-cognito-identity'
import type { TestPool } from './people.ts'
import type { AnsweringHouse } from './sdk.ts'
import { identitySdkFor } from './sdk.ts'

/** Credentials of an identity, as clients are given them. */
export const identityCredentials = (issued: Credentials | undefined) => ({
  accessKeyId: issued?.AccessKeyId ?? '',
  secretAccessKey: issued?.SecretKey ?? '',
  sessionToken: issued?.SessionToken ?? '',
})

/** The key of a user pool in a Logins map. */
export const loginKey = (poolId: string) => `cognito-idp.us-east-1.amazonaws.com/${poolId}`

export const DEVELOPER = 'login.example.com'

/** An identity pool that takes the people of user pools, guests, and users of a backend. */
export async function makeIdentityPool(
  house: AnsweringHouse,
  pools: readonly Pick<TestPool, 'poolId' | 'clientId'>[] = [],
  more: Partial<CreateIdentityPoolCommandInput> = {},
): Promise<string> {
  const made = await identitySdkFor(house).createIdentityPool({
    IdentityPoolName: 'test',
    AllowUnauthenticatedIdentities: true,
    AllowClassicFlow: true,
    DeveloperProviderName: DEVELOPER,
    CognitoIdentityProviders: pools.map(({ poolId, clientId }) => ({
      ProviderName: loginKey(poolId),
      ClientId: clientId,
    })),
    ...more,
  })
  return made.IdentityPoolId ?? ''
}
