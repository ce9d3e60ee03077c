/** OpenID tokens of a real identity pool, and what somebody with its key could make of them. */
import { byKey, keyOf, takeApart, write } from '../attacks/forge.ts'
import { DEVELOPER, makeIdentityPool } from './identities.ts'
import { IDENTITY_POOL } from './roles.ts'
import type { AnsweringHouse } from './sdk.ts'
import { identitySdkFor } from './sdk.ts'

/** Makes the identity pool that `trustInPool` trusts, or one of another id. */
export const makeTokenPool = (house: AnsweringHouse, id = IDENTITY_POOL): Promise<string> =>
  makeIdentityPool(house, [], { IdentityPoolTags: { _custom_id_: id } })

interface OpenIdToken {
  readonly identityId: string
  readonly token: string
}

/** A token of somebody whom a backend signed in. */
export async function openIdToken(
  house: AnsweringHouse,
  {
    pool = IDENTITY_POOL,
    user = 'kim',
    ...more
  }: { pool?: string; user?: string; PrincipalTags?: Record<string, string> } = {},
): Promise<OpenIdToken> {
  const { IdentityId, Token } = await identitySdkFor(house).getOpenIdTokenForDeveloperIdentity({
    IdentityPoolId: pool,
    Logins: { [DEVELOPER]: user },
    ...more,
  })
  return { identityId: IdentityId ?? '', token: Token ?? '' }
}

/** A token of a new guest. */
export async function guestOpenIdToken(
  house: AnsweringHouse,
  pool = IDENTITY_POOL,
): Promise<OpenIdToken> {
  const sdk = identitySdkFor(house)
  const { IdentityId } = await sdk.getId({ IdentityPoolId: pool })
  const { Token } = await sdk.getOpenIdToken({ IdentityId })
  return { identityId: IdentityId ?? '', token: Token ?? '' }
}

/** The token with other claims, signed by the key that signed it. */
export function resignOpenId(token: string, claims: object): string {
  const parts = takeApart(token)
  return write(parts.header, { ...parts.claims, ...claims }, byKey(keyOf(token), 'sha512'))
}
