import type { AuthCore } from '../core/core.ts'
import { AuthError } from '../core/errors.ts'
import { send } from './call.ts'
import { awsEndpoint } from './user-pool.ts'

type Logins = Readonly<Record<string, string>> | undefined

/** By name: what it takes and what it answers. All of them may be asked twice. */
export interface IdentityPoolOperations {
  GetId: [{ IdentityPoolId: string; AccountId?: string; Logins?: Logins }, { IdentityId?: string }]
  GetCredentialsForIdentity: [
    { IdentityId: string; Logins?: Logins; CustomRoleArn?: string },
    {
      IdentityId?: string
      Credentials?: {
        AccessKeyId: string
        SecretKey: string
        SessionToken: string
        /** Seconds since 1970. */
        Expiration: number
      }
    },
  ]
  GetOpenIdToken: [{ IdentityId: string; Logins?: Logins }, { IdentityId?: string; Token?: string }]
}

/**
 * Calls an operation of the identity pool's API.
 *
 * @throws InvalidIdentityPoolIdException when no identity pool is configured; AuthError named as the
 * service's error.
 */
export async function callIdentityPool<Name extends keyof IdentityPoolOperations>(
  core: AuthCore,
  name: Name,
  input: IdentityPoolOperations[Name][0],
): Promise<IdentityPoolOperations[Name][1]> {
  const { identityPoolId, identityPoolEndpoint } = core.config
  if (!identityPoolId?.includes(':')) {
    throw new AuthError('InvalidIdentityPoolIdException', 'No identity pool is configured.', {
      recoverySuggestion: 'Give Auth.Cognito.identityPoolId as <region>:<uuid>.',
    })
  }
  const output = await send({
    url: identityPoolEndpoint ?? awsEndpoint('cognito-identity', identityPoolId.split(':')[0]),
    target: `AWSCognitoIdentityService.${name}`,
    input,
    isRepeatable: true,
    headers: (await core.headers?.()) ?? {},
    fetch: core.fetch,
    signal: core.signal,
    timeoutMs: core.timeoutMs,
  })
  return output as IdentityPoolOperations[Name][1] // the service is held to its table by its own tests
}
