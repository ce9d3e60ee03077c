/** AWS credentials by an identity pool: of whoever is signed in, or a guest's. */
import { type AuthCore, type CredentialsProvider, withoutSignal } from '../core/core.ts'
import type { AWSCredentials } from '../core/credentials.ts'
import { AuthError, nameOf } from '../core/errors.ts'
import { exclusively } from '../session/lock.ts'
import type { AuthProvider } from '../session/provider.ts'
import { untilAborted } from '../wire/call.ts'
import { callIdentityPool } from '../wire/identity-pool.ts'
import { type Exchange, enhancedFlow, loginsMember } from './exchange.ts'
import { dropIdentity, identityLock, loadIdentity, saveIdentity } from './identity.ts'
import { isGuest, type Logins, readLogins } from './logins.ts'

export interface IdentityPoolOptions {
  /** Whose logins count besides the user pool's: together they are one identity. */
  readonly providers?: readonly AuthProvider[]
  /** The enhanced flow unless given. */
  readonly exchange?: Exchange
  /** The account of the pool, for GetId: the configuration's unless given. AWS does without. */
  readonly accountId?: string
}

interface Found {
  readonly credentials: AWSCredentials
  readonly identityId: string
}

interface Cached extends Found {
  /** Whose these are: the logins that they were given for. */
  readonly key: string
  /** Milliseconds since 1970, by this machine's clock. */
  readonly expiresAt: number
}

/** The AWS SDK asks for others five minutes before the end; by then there must be others. */
const EARLY_MS = 6 * 60_000

/** STS gives none for less than 15 minutes: what ends sooner ends by a clock that is wrong. */
const SHORTEST_MS = 10 * 60_000

/** So often may somebody sign in or out, or tokens change, while their credentials are fetched. */
const ATTEMPTS = 3

/** The identity is gone, or is no longer that of these logins. */
const SUPERSEDED: ReadonlySet<string> = new Set([
  'NotAuthorizedException',
  'ResourceNotFoundException',
])

/** What is known for one core. */
interface Known {
  cached?: Cached
  flight?: Flight
}

/** A request under way. */
interface Flight {
  readonly key: string
  readonly found: Promise<Cached>
}

/**
 * The credentials provider for an identity pool. It answers credentials for everybody who is signed in
 * together, a guest's where `allowGuestAccess` is set, or nothing; and others as soon as that changes.
 */
export function identityPool(options: IdentityPoolOptions = {}): CredentialsProvider {
  const { providers = [] } = options
  /** Apart for each core: one provider may serve many, of several pools and people. */
  let known = new WeakMap<object, Known>()

  function knownOf({ memory }: AuthCore): Known {
    const found = known.get(memory) ?? {}
    known.set(memory, found)
    return found
  }

  /** The credentials of these logins: one request, however many ask. */
  async function credentialsOf(core: AuthCore, logins: Logins, force: boolean): Promise<Cached> {
    const key = keyOf(core, logins)
    const own = knownOf(core)
    const mine = own.cached?.key === key ? own.cached : undefined
    if (mine && !force && mine.expiresAt - EARLY_MS > Date.now()) return mine
    try {
      const { found } = own.flight?.key === key ? own.flight : begin(core, own, logins)
      return await untilAborted(found, core.signal)
    } catch (error) {
      const isUsable = mine && !force && mine.expiresAt > Date.now()
      if (isUsable && nameOf(error) === 'NetworkError') return mine
      throw error
    }
  }

  /** Asks for credentials, for all who wait for them: to its end, although some of them wait no longer. */
  function begin(core: AuthCore, own: Known, logins: Logins): Flight {
    const found = obtain(withoutSignal(core), logins, options)
    const flight = { key: keyOf(core, logins), found }
    const land = (answer?: Cached) => {
      // Asked for others meanwhile: these are of somebody who has signed out.
      if (own.flight !== flight) return
      if (answer) own.cached = answer
      delete own.flight
    }
    own.flight = flight
    void found.then(land, () => land())
    return flight
  }

  return {
    async getCredentialsAndIdentityId({ core, forceRefresh = false }) {
      if (!core?.config.identityPoolId) return undefined
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const logins = await readLogins(core, providers)
        if (isGuest(logins) && !core.config.allowGuestAccess) return undefined
        const { key, credentials, identityId } = await credentialsOf(
          core,
          logins,
          forceRefresh && attempt === 1,
        )
        const now = await readLogins(core, providers)
        // Whoever signed out or in while these were fetched is not given another's.
        if (keyOf(core, now) === key) return { credentials, identityId }
      }
      throw new AuthError('CredentialsUnavailable', 'Who is signed in kept changing.')
    },
    clearCredentialsAndIdentityId() {
      known = new WeakMap()
    },
  }
}

/** Of which pool credentials are, and of whom. */
const keyOf = ({ config }: AuthCore, { tokens }: Logins): string =>
  JSON.stringify([config.identityPoolId, config.identityPoolEndpoint, tokens])

/** Asks for credentials, with the identity that is kept, or else with a new one. */
async function obtain(
  core: AuthCore,
  logins: Logins,
  options: IdentityPoolOptions,
): Promise<Cached> {
  const kept = await loadIdentity(core, logins)
  if (kept) {
    try {
      return await exchange(core, kept, logins, options)
    } catch (error) {
      if (!SUPERSEDED.has(nameOf(error))) throw error
      await dropIdentity(core)
    }
  }
  // One of all tabs gets an identity; the others find it.
  return await exclusively(core, identityLock(core), async () => {
    const identityId =
      (await loadIdentity(core, logins)) ?? (await newIdentity(core, logins, options))
    return await exchange(core, identityId, logins, options)
  })
}

async function newIdentity(
  core: AuthCore,
  { tokens }: Logins,
  { accountId = core.config.identityPoolAccountId }: IdentityPoolOptions,
): Promise<string> {
  const { IdentityId } = await callIdentityPool(core, 'GetId', {
    IdentityPoolId: core.config.identityPoolId ?? '',
    ...(accountId && { AccountId: accountId }),
    ...loginsMember(tokens),
  })
  if (IdentityId) return IdentityId
  throw new AuthError('CredentialsUnavailable', 'The identity pool answered no identity.')
}

async function exchange(
  core: AuthCore,
  identityId: string,
  logins: Logins,
  { exchange: by = enhancedFlow() }: IdentityPoolOptions,
): Promise<Cached> {
  const answer = await by.run(core, identityId, logins)
  await saveIdentity(core, answer.identityId, logins)
  const left = answer.credentials.expiration.getTime() - Date.now()
  const isPlausible = left > SHORTEST_MS && left <= by.lifetimeMs
  const expiresAt = Date.now() + (isPlausible ? left : by.lifetimeMs)
  return {
    key: keyOf(core, logins),
    identityId: answer.identityId,
    credentials: { ...answer.credentials, expiration: new Date(expiresAt) },
    expiresAt,
  }
}
