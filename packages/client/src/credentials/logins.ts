/** Everybody who is signed in here, as an identity pool wants to be told. */
import type { AuthCore } from '../core/core.ts'
import { toBase64Url, utf8 } from '../encoding/bytes.ts'
import { readJWT } from '../encoding/jwt.ts'
import { cognitoTokens } from '../session/cognito.ts'
import { type AuthProvider, providerTokens } from '../session/provider.ts'
import { COGNITO, type TokenSet } from '../session/tokens.ts'

/** The tokens of every provider that has any: together they are one identity. */
export interface Logins {
  /** Token by the name that the identity pool has for its provider. Empty for a guest. */
  readonly tokens: Readonly<Record<string, string>>
  /** Whom each is about: what the token says, or of an opaque one a digest, which is good for as long as it. */
  readonly owners: Owners
}

export type Owners = Readonly<Record<string, string>>

interface Login {
  readonly key: string
  readonly token: string
}

/**
 * The logins as they are now, tokens refreshed where they have expired.
 *
 * A provider that cannot be asked does not keep the others from standing in for the same person.
 *
 * @throws its error when no other is there: somebody is signed in, so they are no guest.
 */
export async function readLogins(
  core: AuthCore,
  providers: readonly AuthProvider[],
): Promise<Logins> {
  const others = providers.filter(({ name }) => name !== COGNITO)
  const asked = await Promise.allSettled([
    userPoolLogin(core),
    ...others.map((provider) => loginOf(core, provider)),
  ])
  const logins = asked.flatMap((one) => (one.status === 'fulfilled' ? (one.value ?? []) : []))
  const failed = asked.find((one) => one.status === 'rejected')
  if (logins.length === 0 && failed) throw failed.reason
  return {
    tokens: Object.fromEntries(logins.map(({ key, token }) => [key, token])),
    owners: Object.fromEntries(
      await Promise.all(logins.map(async ({ key, token }) => [key, await ownerOf(token)])),
    ),
  }
}

export const isGuest = ({ tokens }: Logins): boolean => Object.keys(tokens).length === 0

/** A user pool is known by the issuer of its tokens, without the scheme. */
async function userPoolLogin(core: AuthCore): Promise<Login | undefined> {
  const { idToken } = (core.config.userPoolId && (await cognitoTokens(core))) || {}
  const { iss } = (idToken && readJWT(idToken)?.payload) || {}
  return idToken && iss ? { key: iss.replace(/^https?:\/\//, ''), token: idToken } : undefined
}

async function loginOf(core: AuthCore, provider: AuthProvider): Promise<Login | undefined> {
  const { login } = provider
  const tokens = login && (await providerTokens(core, provider))
  const token = tokens?.[login?.token ?? 'idToken']
  return login && tokens && token && !hasEnded(token, tokens)
    ? { key: login.key, token }
    : undefined
}

/** An ID token may end before the access token beside it, and not every refresh brings another. */
function hasEnded(token: string, { clockDrift = 0 }: TokenSet): boolean {
  const { exp = Number.POSITIVE_INFINITY } = readJWT(token)?.payload ?? {}
  return exp * 1000 <= Date.now() + clockDrift
}

async function ownerOf(token: string): Promise<string> {
  const { sub } = readJWT(token)?.payload ?? {}
  return sub ?? toBase64Url(await crypto.subtle.digest('SHA-256', utf8(token)))
}
