/** Everybody who is signed in here, as an identity pool wants to be told. */
import type { AuthCore } from '../core/core.ts'
import { decodeJWT } from '../encoding/jwt.ts'
import { cognitoTokens } from '../session/cognito.ts'
import { type AuthProvider, providerTokens } from '../session/provider.ts'
import { COGNITO } from '../session/tokens.ts'

/** The tokens of every provider that has any: together they are one identity. */
export interface Logins {
  /** Token by the name that the identity pool has for its provider. Empty for a guest. */
  readonly tokens: Readonly<Record<string, string>>
  /** Whom each is about, where the token says so. */
  readonly owners: Owners
}

export type Owners = Readonly<Record<string, string | null>>

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
    owners: Object.fromEntries(logins.map(({ key, token }) => [key, subjectOf(token)])),
  }
}

export const isGuest = ({ tokens }: Logins): boolean => Object.keys(tokens).length === 0

/** A user pool is known by the issuer of its tokens, without the scheme. */
async function userPoolLogin(core: AuthCore): Promise<Login | undefined> {
  const { idToken } = (core.config.userPoolId && (await cognitoTokens(core))) || {}
  const { iss } = idToken ? decodeJWT(idToken).payload : {}
  return idToken && iss ? { key: iss.replace(/^https?:\/\//, ''), token: idToken } : undefined
}

async function loginOf(core: AuthCore, provider: AuthProvider): Promise<Login | undefined> {
  const { login } = provider
  const token = login && (await providerTokens(core, provider))?.[login.token]
  return token ? { key: login.key, token } : undefined
}

function subjectOf(token: string): string | null {
  try {
    return decodeJWT(token).payload.sub ?? null
  } catch {
    return null // opaque, as Amazon's are
  }
}
