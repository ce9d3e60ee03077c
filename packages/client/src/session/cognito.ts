/** The user pool as a provider of tokens. */
import { type AuthCore, userPoolOf, withoutSignal } from '../core/core.ts'
import { AuthError } from '../core/errors.ts'
import type { SignInDetails } from '../core/events.ts'
import { type JwtPayload, readJWT } from '../encoding/jwt.ts'
import type { AuthenticationResult } from '../wire/operations.ts'
import { callUserPool } from '../wire/user-pool.ts'
import { isRemembered } from './devices.ts'
import { COGNITO, cannotRefresh, freshTokens, type TokenSet } from './tokens.ts'

interface RefreshOptions {
  readonly forceRefresh?: boolean | undefined
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined
}

/** The user pool's tokens, good for use now, or undefined when nobody is signed in. */
export const cognitoTokens = (
  core: AuthCore,
  { forceRefresh = false, clientMetadata }: RefreshOptions = {},
): Promise<TokenSet | undefined> => {
  const own = withoutSignal(core)
  return freshTokens(
    core,
    COGNITO,
    async (tokens) => {
      const { refreshToken, deviceKey } = tokens
      if (!refreshToken) throw cannotRefresh(tokens, 'There is no refresh token.')
      const { AuthenticationResult } = await callUserPool(own, 'GetTokensFromRefreshToken', {
        ClientId: userPoolOf(core).userPoolClientId,
        RefreshToken: refreshToken,
        // A device that was forgotten is named no more: the service would refuse the whole refresh.
        DeviceKey: (await isRemembered(core, deviceKey)) ? deviceKey : undefined,
        ClientMetadata: clientMetadata,
      })
      return readResult(AuthenticationResult)
    },
    {
      forceRefresh,
      // Revoking ends a whole session: were the two of one, whoever is signed in would be signed out.
      discard: async (tokens, kept) => {
        if (!kept || sessionOf(kept) !== sessionOf(tokens)) await revoke(own, tokens)
      },
    },
  )
}

/**
 * The tokens that a sign-in or a refresh answered.
 *
 * @throws InvalidTokens when there is no access token, or one without its times.
 */
export function readResult(
  result: AuthenticationResult | undefined,
  signInDetails?: SignInDetails,
): TokenSet {
  const { AccessToken = '', IdToken, RefreshToken } = result ?? {}
  const { iat = 0, exp = 0 } = readPayload(AccessToken)
  const ends = Math.min(exp, readPayload(IdToken || AccessToken).exp ?? exp)
  // Also where they are no numbers: no storage could keep that, and nobody would be signed in.
  if (!(iat * ends > 0)) throw invalidTokens()
  return {
    provider: COGNITO,
    accessToken: AccessToken,
    idToken: IdToken,
    refreshToken: RefreshToken,
    expiresAt: ends * 1000,
    clockDrift: iat * 1000 - Date.now(),
    signInDetails,
  }
}

/** Takes a session back at the server, if its tokens can be. Fails quietly: nobody is signed in here. */
export async function revoke(core: AuthCore, tokens: TokenSet): Promise<void> {
  const { refreshToken } = tokens
  if (!refreshToken || !sessionOf(tokens)) return
  const ClientId = userPoolOf(core).userPoolClientId
  await callUserPool(core, 'RevokeToken', { ClientId, Token: refreshToken }).catch(() => {})
}

/** What all tokens of one sign-in have in common, however often they were refreshed. */
const sessionOf = ({ accessToken }: TokenSet) => readPayload(accessToken).origin_jti

function readPayload(token: string): JwtPayload {
  const jwt = readJWT(token)
  if (jwt) return jwt.payload
  throw invalidTokens()
}

const invalidTokens = (): AuthError =>
  new AuthError('InvalidTokens', 'The service answered no readable tokens.')
