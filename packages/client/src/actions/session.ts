import type { AuthCore } from '../core/core.ts'
import type { AuthTokens, AWSCredentials } from '../core/credentials.ts'
import { notSignedIn } from '../core/errors.ts'
import type { AuthUser, SignInDetails } from '../core/events.ts'
import { decodeJWT } from '../encoding/jwt.ts'
import { cognitoTokens } from '../session/cognito.ts'
import type { TokenSet } from '../session/tokens.ts'
import { userOf } from '../sign-in/advance.ts'

/** Whatever there is of a session; every member is absent when nobody is signed in and guests have none. */
export interface AuthSession {
  readonly tokens?: AuthTokens & { readonly signInDetails?: SignInDetails }
  readonly credentials?: AWSCredentials
  readonly identityId?: string
  readonly userSub?: string
}

export interface FetchAuthSessionOptions {
  readonly forceRefresh?: boolean
  readonly clientMetadata?: Readonly<Record<string, string>>
}

/**
 * The session as it is now: tokens refreshed where they have expired, and AWS credentials where an identity
 * pool gives any.
 *
 * @throws NetworkError or the service's error when what has expired could not be refreshed. The person stays
 * signed in, except when the service says that the session is over.
 */
export async function fetchAuthSession(
  core: AuthCore,
  options: FetchAuthSessionOptions = {},
): Promise<AuthSession> {
  const set = core.config.userPoolId ? await cognitoTokens(core, options) : undefined
  const tokens = set && readTokens(set)
  const found = await core.credentialsProvider?.getCredentialsAndIdentityId({
    ...(tokens ? { authenticated: true, tokens } : { authenticated: false }),
    forceRefresh: options.forceRefresh ?? false,
    authConfig: core.resources.Auth,
    core,
  })
  const userSub = tokens?.accessToken.payload.sub
  return {
    ...(tokens && { tokens }),
    ...(userSub && { userSub }),
    ...(found && { credentials: found.credentials }),
    ...(found?.identityId && { identityId: found.identityId }),
  }
}

/**
 * Who is signed in.
 *
 * @throws UserUnAuthenticatedException when nobody is.
 */
export async function getCurrentUser(core: AuthCore): Promise<AuthUser> {
  return userOf(await requireTokens(core))
}

/** The tokens of whoever is signed in. */
export async function requireTokens(core: AuthCore): Promise<TokenSet> {
  const tokens = await cognitoTokens(core)
  if (tokens) return tokens
  throw notSignedIn()
}

function readTokens({ accessToken, idToken, signInDetails }: TokenSet) {
  return {
    accessToken: decodeJWT(accessToken),
    ...(idToken && { idToken: decodeJWT(idToken) }),
    ...(signInDetails && { signInDetails }),
  }
}
