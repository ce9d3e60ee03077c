import type { AuthCore } from '../core/core.ts'
import type { AuthTokens, AWSCredentials } from '../core/credentials.ts'
import { AuthError, notSignedIn } from '../core/errors.ts'
import type { AuthUser, SignInDetails } from '../core/events.ts'
import { decodeJWT } from '../encoding/jwt.ts'
import { cognitoTokens } from '../session/cognito.ts'
import { COGNITO, loadTokens, type TokenSet } from '../session/tokens.ts'
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

/** So often may somebody sign in or out, or tokens change, while a session is put together. */
const ATTEMPTS = 3

/**
 * The session as it is now, all of it of one person: tokens refreshed where they have expired, and AWS
 * credentials where an identity pool gives any.
 *
 * @throws CredentialsUnavailable when who is signed in changed at every look; NetworkError or the service's
 * error when what has expired could not be refreshed. The person stays signed in, except when the service
 * says that the session is over.
 */
export async function fetchAuthSession(
  core: AuthCore,
  options: FetchAuthSessionOptions = {},
): Promise<AuthSession> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const forceRefresh = attempt === 1 && (options.forceRefresh ?? false)
    const set = core.config.userPoolId
      ? await cognitoTokens(core, { ...options, forceRefresh })
      : undefined
    const tokens = set && readTokens(set)
    const found = await core.credentialsProvider?.getCredentialsAndIdentityId({
      ...(tokens ? { authenticated: true, tokens } : { authenticated: false }),
      forceRefresh,
      authConfig: core.resources.Auth,
      core,
    })
    // Whoever signed out or in meanwhile is not joined with another's credentials.
    if (found && !(await isCurrent(core, set))) continue
    const userSub = tokens?.accessToken.payload.sub
    return {
      ...(tokens && { tokens }),
      ...(userSub && { userSub }),
      ...(found && { credentials: found.credentials }),
      ...(found?.identityId && { identityId: found.identityId }),
    }
  }
  throw new AuthError('CredentialsUnavailable', 'Who is signed in kept changing.')
}

const isCurrent = async (core: AuthCore, set: TokenSet | undefined): Promise<boolean> =>
  (await loadTokens(core, COGNITO))?.accessToken === set?.accessToken

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
