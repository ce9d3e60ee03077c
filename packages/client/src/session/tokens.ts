/**
 * The tokens of each provider, kept as one record a provider, so that no reader sees half of a change.
 *
 * Two locks: `refresh` is held while the provider is asked, so that one asks for all; `write` for the moment
 * of a comparison and a change, so that signing out never waits for the network.
 */
import { type AuthCore, storageKey } from '../core/core.ts'
import { AuthError, nameOf } from '../core/errors.ts'
import type { SignInDetails } from '../core/events.ts'
import { readJWT } from '../encoding/jwt.ts'
import { readRecord, type Shape } from '../encoding/record.ts'
import { untilAborted } from '../wire/call.ts'
import { exclusively } from './lock.ts'

/** The user pool, by the Gem's name for it. Its tokens are read here; those of others may be opaque. */
export const COGNITO = 'AWSCognitoIDP'

/** What a provider gave whoever signed in. Times are milliseconds since 1970. */
export interface TokenSet {
  readonly provider: string
  readonly accessToken: string
  readonly idToken?: string | undefined
  readonly refreshToken?: string | undefined
  /** When the first of the tokens ends, by the provider's clock. */
  readonly expiresAt: number
  /** How far the provider's clock is ahead of this machine's: not at all unless given. */
  readonly clockDrift?: number | undefined
  readonly signInDetails?: SignInDetails | undefined
  readonly deviceKey?: string | undefined
}

export const TOKEN_SET: Shape<TokenSet> = {
  provider: 'string',
  accessToken: 'string',
  idToken: 'string|undefined',
  refreshToken: 'string|undefined',
  expiresAt: 'number',
  clockDrift: 'number|undefined',
  signInDetails: 'object|undefined',
  deviceKey: 'string|undefined',
}

/** Asks the provider for newer tokens. What it leaves out stays as it was: most omit the refresh token. */
export type Refresh = (tokens: TokenSet) => Promise<Partial<TokenSet>>

/** Told of tokens that nobody wants, and of those that are kept in their place. */
type Discard = (tokens: TokenSet, kept: TokenSet | undefined) => Promise<void>

interface FreshOptions {
  readonly forceRefresh?: boolean
  readonly discard?: Discard
}

/** Near its end a token is as good as expired: it has yet to travel. */
const TOLERANCE_MS = 5_000

/** Errors that say that no later try can succeed. Any other, and the person stays signed in. */
export const DEFINITIVE: ReadonlySet<string> = new Set([
  'NotAuthorizedException',
  'PasswordResetRequiredException',
  'RefreshTokenReuseException',
  'TokenRevokedException',
  'UserNotConfirmedException',
  'UserNotFoundException',
])

const isExpired = ({ expiresAt, clockDrift = 0 }: TokenSet): boolean =>
  expiresAt - TOLERANCE_MS <= Date.now() + clockDrift

/** For want of a refresh token: the end of a session that has expired, and of no other. */
export const cannotRefresh = (tokens: TokenSet, message: string): AuthError =>
  isExpired(tokens)
    ? new AuthError('NotAuthorizedException', message)
    : new AuthError('TokenRefreshException', message, {
        recoverySuggestion: 'The tokens are good until they end: force no refresh.',
      })

/** The tokens as they are stored, expired or not. */
export async function loadTokens(core: AuthCore, provider: string): Promise<TokenSet | undefined> {
  return readTokenSet(await core.storage.getItem(tokensKey(core, provider)), provider)
}

/** What a stored text says. One that is cut off or foreign signs nobody in. */
export function readTokenSet(
  stored: string | null | undefined,
  provider: string,
): TokenSet | undefined {
  const set = readRecord(stored, TOKEN_SET)
  if (set?.provider !== provider) return undefined
  const { accessToken, idToken } = set
  const isReadable =
    provider !== COGNITO || (readJWT(accessToken) && readJWT(idToken || accessToken))
  return isReadable ? set : undefined
}

/** Signs someone in: from now on these are the provider's tokens. */
export const keepTokens = (core: AuthCore, tokens: TokenSet): Promise<void> =>
  changeTokens(core, tokens.provider, async () => tokens)

/** Signs out here: the tokens are gone, and no refresh under way brings them back. Answers them. */
export async function dropTokens(core: AuthCore, provider: string): Promise<TokenSet | undefined> {
  let dropped: TokenSet | undefined
  await changeTokens(core, provider, async (current) => {
    dropped = current
    return undefined
  })
  core.credentialsProvider?.clearCredentialsAndIdentityId()
  return dropped
}

/**
 * Tokens that are good now, refreshed where they have expired or a refresh is forced: once, however many
 * ask, in this process and in others.
 *
 * @param refresh is asked for all, and so runs to its end although some of them wait no longer.
 * @param discard is told of tokens that arrived for someone who has signed out meanwhile, and of those that are
 * there instead.
 * @throws AuthError with the person still signed in when the provider could not be asked.
 */
export async function freshTokens(
  core: AuthCore,
  provider: string,
  refresh: Refresh,
  { forceRefresh = false, discard }: FreshOptions = {},
): Promise<TokenSet | undefined> {
  const seen = await loadTokens(core, provider)
  if (!seen || (!forceRefresh && !isExpired(seen))) return seen

  const { refreshes } = core.memory
  const key = tokensKey(core, provider)
  const refreshing =
    (refreshes.get(key) as Promise<TokenSet | undefined> | undefined) ?? // only set here
    exclusively(core, `${key}.refresh`, () => refreshOnce(core, seen, refresh, discard)).finally(
      () => refreshes.delete(key),
    )
  refreshes.set(key, refreshing)
  return await untilAborted(refreshing, core.signal)
}

async function refreshOnce(
  core: AuthCore,
  seen: TokenSet,
  refresh: Refresh,
  discard: Discard | undefined,
): Promise<TokenSet | undefined> {
  const { provider } = seen
  const before = await loadTokens(core, provider)
  if (!before) return undefined
  // While this one waited for its turn, another tab or process has done it.
  if (before.accessToken !== seen.accessToken && !isExpired(before)) return before

  let after: TokenSet
  try {
    after = { ...before, ...withoutGaps(await refresh(before)) }
  } catch (error) {
    return await refuse(core, before, error)
  }
  const kept = await replaceTokens(core, before, after)
  if (kept?.accessToken !== after.accessToken) await discard?.(after, kept)
  else core.events.emit('tokenRefresh', undefined)
  return kept
}

/** Ends the session if the provider said so for good; answers whoever has signed in meanwhile. */
async function refuse(
  core: AuthCore,
  before: TokenSet,
  error: unknown,
): Promise<TokenSet | undefined> {
  const isDefinitive = DEFINITIVE.has(nameOf(error))
  const now = isDefinitive
    ? await replaceTokens(core, before, undefined)
    : await loadTokens(core, before.provider)
  if (now && now.accessToken !== before.accessToken) return now
  if (isDefinitive) core.credentialsProvider?.clearCredentialsAndIdentityId()
  const reason =
    error instanceof AuthError
      ? error
      : new AuthError('Unknown', 'Refreshing failed.', { underlyingError: error })
  core.events.emit('tokenRefresh_failure', { error: reason })
  if (nameOf(error) === 'NotAuthorizedException') return undefined
  throw reason
}

/** Puts other tokens in the place of those, if they are still there. Answers what is there then. */
export async function replaceTokens(
  core: AuthCore,
  before: TokenSet,
  after: TokenSet | undefined,
): Promise<TokenSet | undefined> {
  let there: TokenSet | undefined
  await changeTokens(core, before.provider, async (current) => {
    there = current?.accessToken === before.accessToken ? after : current
    return there
  })
  return there
}

/** Puts what is decided in the place of the tokens that there are, with nobody in between. */
export const changeTokens = (
  core: AuthCore,
  provider: string,
  decide: (current: TokenSet | undefined) => Promise<TokenSet | undefined>,
): Promise<void> => {
  const key = tokensKey(core, provider)
  return exclusively(core, `${key}.write`, async () => {
    const tokens = await decide(await loadTokens(core, provider))
    if (tokens) await core.storage.setItem(key, JSON.stringify(tokens))
    else await core.storage.removeItem(key)
  })
}

/** What the answer did not have must not undo what is known. */
export const withoutGaps = (tokens: Partial<TokenSet>): Partial<TokenSet> =>
  Object.fromEntries(
    Object.entries(tokens).filter(([, value]) => value !== undefined && value !== ''),
  )

export const tokensKey = (core: AuthCore, provider: string): string =>
  storageKey(core, `tokens.${provider}`)
