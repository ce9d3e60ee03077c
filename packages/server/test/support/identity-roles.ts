/** The two roles of an identity pool, as AWS's console makes them. */
import { makeRole, policy, trustInPool } from './roles.ts'
import type { AnsweringHouse } from './sdk.ts'
import { identitySdkFor } from './sdk.ts'

const PROVIDER = 'cognito-identity.amazonaws.com'

/** Trust in the guests of a pool. */
const trustInGuests = (pool: string): string =>
  trustInPool(pool, {
    Condition: {
      StringEquals: { [`${PROVIDER}:aud`]: pool },
      'ForAnyValue:StringLike': { [`${PROVIDER}:amr`]: 'unauthenticated' },
    },
  })

/** Makes a role for whoever signed in and one for guests, and gives them to the pool. */
export async function giveRoles(
  house: AnsweringHouse,
  pool: string,
  authenticatedMay: string = policy({ Action: '*' }),
): Promise<{ authenticated: string; guest: string }> {
  const authenticated = await makeRole(house, trustInPool(pool), authenticatedMay)
  const guest = await makeRole(house, trustInGuests(pool), policy({ Action: '*' }))
  await identitySdkFor(house).setIdentityPoolRoles({
    IdentityPoolId: pool,
    Roles: { authenticated: authenticated.arn, unauthenticated: guest.arn },
  })
  return { authenticated: authenticated.name, guest: guest.name }
}
