/** Signing in with a code that is typed on another device. */
import { type AuthCore, storageKey, withSignal } from '../core/core.ts'
import { AuthError, nameOf } from '../core/errors.ts'
import type { DeviceCode } from '../core/events.ts'
import { gapsIn, readRecord, type Shape } from '../encoding/record.ts'
import { exclusively } from '../session/lock.ts'
import {
  type AuthProvider,
  type DeviceAuthorization,
  requireFlow,
  requireWhole,
} from '../session/provider.ts'
import {
  changeTokens,
  dropTokens,
  loadTokens,
  replaceTokens,
  type TokenSet,
} from '../session/tokens.ts'
import { pause, untilAborted } from '../wire/call.ts'

export interface DeviceSignInOptions {
  /** Shows the code. The event `deviceCode` tells the same. */
  readonly onCode?: (code: DeviceCode) => void
  /** Stops waiting, and forgets the code. */
  readonly signal?: AbortSignal
}

const AUTHORIZATION: Shape<DeviceAuthorization> = {
  deviceCode: 'string',
  userCode: 'string',
  verificationUri: 'string',
  expiresAt: 'number',
  intervalMs: 'number',
}

/** A code that waits longer is of no use to anybody; and no timer holds more than 24 days. */
const LONGEST_MS = 24 * 3_600_000
/** RFC 8628 counts in whole seconds: what is less says nothing, and would be asking without end. */
const SHORTEST_MS = 1_000
/** RFC 8628 section 3.2. */
const USUAL_INTERVAL_MS = 5_000

/** RFC 8628 section 3.5: so much longer after each `slow_down`. */
const SLOWER_BY_MS = 5_000

/**
 * Signs in with a provider's device flow: shows a code, then waits until the person has agreed elsewhere.
 *
 * @throws UnsupportedFlowException; `access_denied` or `expired_token` as the provider's answer; the
 * signal's reason when it was aborted.
 */
export async function signInWithDevice(
  core: AuthCore,
  provider: AuthProvider,
  { onCode, signal }: DeviceSignInOptions = {},
): Promise<TokenSet> {
  const asking = signal ? withSignal(core, signal) : core
  const code = await beginDeviceSignIn(asking, provider)
  onCode?.(code)
  return await confirmDeviceSignIn(asking, provider)
}

/** Asks for a code, and keeps what belongs to it: a reload or another tab can go on from here. */
export async function beginDeviceSignIn(
  core: AuthCore,
  provider: AuthProvider,
): Promise<DeviceCode> {
  const authorization = withinReason(await requireFlow(provider, 'deviceFlow').begin(core))
  const kept = JSON.stringify(authorization)
  const gaps = gapsIn(kept, AUTHORIZATION)
  if (gaps) throw new AuthError('invalid_response', `${provider.name}: its code lacks ${gaps}.`)
  await core.storage.setItem(codeKey(core, provider), kept)
  const { userCode, verificationUri, verificationUriComplete, expiresAt } = authorization
  const expiresInSeconds = Math.round((expiresAt - Date.now()) / 1000)
  const code = {
    provider: provider.name,
    userCode,
    verificationUri,
    verificationUriComplete,
    expiresInSeconds,
  }
  core.events.emit('deviceCode', code)
  return code
}

/**
 * Waits until the person has agreed. However many wait, in this tab and others, one of them asks.
 *
 * @throws SignInException when no code waits; otherwise as `signInWithDevice`.
 */
export async function confirmDeviceSignIn(
  core: AuthCore,
  provider: AuthProvider,
): Promise<TokenSet> {
  const key = codeKey(core, provider)
  const mine = await loadCode(core, key)
  if (!mine) throw noCode(provider, 'waits for no code.')
  try {
    const before = await loadTokens(core, provider.name)
    const turn = exclusively(core, `${key}.poll`, () => poll(core, provider, mine, before))
    return await untilAborted(turn, core.signal)
  } catch (error) {
    if (core.signal?.aborted) await cancelDeviceSignIn(core, provider)
    throw error
  }
}

/** Forgets the code: who agrees to it from now on signs nobody in here. */
export async function cancelDeviceSignIn(core: AuthCore, provider: AuthProvider): Promise<void> {
  await core.storage.removeItem(codeKey(core, provider))
}

/** Signs out of a provider here: its tokens are gone, and so is a code that waits. */
export async function signOutOf(core: AuthCore, provider: AuthProvider): Promise<void> {
  await cancelDeviceSignIn(core, provider)
  await dropTokens(core, provider.name)
  core.events.emit('providerSignedOut', { provider: provider.name })
}

/** What a poll may come to beside tokens; `lost` is ours, for no answer. */
const ANSWERS: readonly unknown[] = ['pending', 'slower', 'lost']

/** Asks at the provider's pace, until there is an end to it. */
async function poll(
  core: AuthCore,
  provider: AuthProvider,
  mine: DeviceAuthorization,
  before: TokenSet | undefined,
): Promise<TokenSet> {
  const key = codeKey(core, provider)
  const flow = requireFlow(provider, 'deviceFlow')
  const isMine = async () => (await loadCode(core, key))?.deviceCode === mine.deviceCode
  const ended = await loadTokens(core, provider.name)
  // While this one waited for its turn, another that asked with the same code has finished.
  if (ended && ended.accessToken !== before?.accessToken && !(await isMine())) return ended

  for (let interval = mine.intervalMs; ; ) {
    await pause(Math.max(0, Math.min(interval, mine.expiresAt - Date.now())), core.signal)
    if (!(await isMine())) throw noCode(provider, 'no longer waits for this code.')
    const answer = await flow.poll(core, mine).catch(async (error) => {
      // RFC 8628 section 3.5: after a timeout, ask less often.
      if (isPassing(error)) return 'lost' as const
      await cancelDeviceSignIn(core, provider)
      throw error
    })
    if (answer && typeof answer === 'object') return await finish(core, provider, isMine, answer)
    if (Date.now() >= mine.expiresAt) {
      await cancelDeviceSignIn(core, provider)
      throw new AuthError('expired_token', `${provider.name}: nobody entered the code in time.`, {
        recoverySuggestion: 'Ask for another code.',
      })
    }
    if (!ANSWERS.includes(answer)) {
      await cancelDeviceSignIn(core, provider)
      throw new AuthError('InvalidTokens', `${provider.name}: poll answered ${String(answer)}.`, {
        recoverySuggestion: `It answers tokens, 'pending' or 'slower'.`,
      })
    }
    if (answer === 'slower') interval += SLOWER_BY_MS
    if (answer === 'lost') interval *= 2
  }
}

async function finish(
  core: AuthCore,
  provider: AuthProvider,
  isMine: () => Promise<boolean>,
  tokens: TokenSet,
): Promise<TokenSet> {
  requireWhole(tokens, provider.name)
  let before: TokenSet | undefined
  await changeTokens(core, provider.name, async (current) => {
    before = current
    return tokens
  })
  // Signing out takes the code away before the tokens: whatever comes first, nobody is signed in. Whoever was
  // signed in already and only gives this code up stays.
  if (!(await isMine())) {
    await replaceTokens(core, tokens, before)
    throw noCode(provider, 'no longer waits for this code.')
  }
  await cancelDeviceSignIn(core, provider)
  core.events.emit('providerSignedIn', { provider: provider.name })
  return tokens
}

const isPassing = (error: unknown): boolean =>
  nameOf(error) === 'NetworkError' ||
  (error instanceof AuthError && (error.metadata?.httpStatusCode ?? 0) >= 500)

async function loadCode(core: AuthCore, key: string): Promise<DeviceAuthorization | undefined> {
  const kept = readRecord(await core.storage.getItem(key), AUTHORIZATION)
  return kept && withinReason(kept)
}

/** Times that can be waited for, whatever a provider or a storage says. */
function withinReason(authorization: DeviceAuthorization): DeviceAuthorization {
  const { expiresAt, intervalMs } = authorization
  const latest = Date.now() + LONGEST_MS
  return {
    ...authorization,
    expiresAt: Math.min(expiresAt || latest, latest),
    intervalMs: intervalMs >= SHORTEST_MS ? Math.min(intervalMs, LONGEST_MS) : USUAL_INTERVAL_MS,
  }
}

const codeKey = (core: AuthCore, { name }: AuthProvider): string =>
  storageKey(core, `device-code.${name}`)

const noCode = ({ name }: AuthProvider, what: string): AuthError =>
  new AuthError('SignInException', `${name} ${what}`, {
    recoverySuggestion: 'Ask for a code first, or for another one.',
  })
