import { type AuthCore, userPoolOf } from '../core/core.ts'
import { send } from './call.ts'
import type { UserPoolOperations } from './operations.ts'

/** What may be asked twice: it reads, or the second time changes nothing more. */
const REPEATABLE: ReadonlySet<string> = new Set<keyof UserPoolOperations>([
  'ForgetDevice',
  // Within the grace period of rotation the same token is answered again; past it, it was lost anyway.
  'GetTokensFromRefreshToken',
  'GetUser',
  'GlobalSignOut',
  'ListDevices',
  'ListWebAuthnCredentials',
  'RevokeToken',
  'SetUserMFAPreference',
  'StartWebAuthnRegistration',
  'UpdateDeviceStatus',
])

/**
 * Calls an operation of the user pool's API.
 *
 * @throws AuthError named as the service's error.
 */
export async function callUserPool<Name extends keyof UserPoolOperations>(
  core: AuthCore,
  name: Name,
  input: UserPoolOperations[Name][0],
): Promise<UserPoolOperations[Name][1]> {
  const { userPoolId } = userPoolOf(core)
  const output = await send({
    url: core.config.userPoolEndpoint ?? awsEndpoint('cognito-idp', userPoolId.split('_')[0]),
    target: `AWSCognitoIdentityProviderService.${name}`,
    input,
    isRepeatable: REPEATABLE.has(name),
    headers: (await core.headers?.()) ?? {},
    fetch: core.fetch,
    signal: core.signal,
    timeoutMs: core.timeoutMs,
  })
  return output as UserPoolOperations[Name][1] // the service is held to its table by its own tests
}

/** Where AWS answers in a region. */
export const awsEndpoint = (service: string, region = ''): string =>
  `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`
