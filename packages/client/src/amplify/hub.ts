/** Amplify's Hub: listeners by channel, whatever instance the events come from. */
import type { AuthError } from '../core/errors.ts'
import type { AuthUser } from '../core/events.ts'

/**
 * What the channel `auth` carries, by event. Those of a redirect are not dispatched yet; a `switch` that names
 * them compiles.
 */
export type AuthHubEventData =
  | { readonly event: 'signedIn'; readonly data: AuthUser }
  | { readonly event: 'signedOut' }
  | { readonly event: 'tokenRefresh' }
  | { readonly event: 'tokenRefresh_failure'; readonly data: { readonly error?: AuthError } }
  | { readonly event: 'signInWithRedirect' }
  | { readonly event: 'signInWithRedirect_failure'; readonly data: { readonly error?: AuthError } }
  | { readonly event: 'customOAuthState'; readonly data: string }

interface EventData {
  readonly event: string
  readonly data?: unknown
}

export type HubPayload<Data extends EventData = EventData> = Data & { readonly message?: string }

export interface HubCapsule<Channel extends string = string, Data extends EventData = EventData> {
  readonly channel: Channel
  readonly payload: HubPayload<Data>
  readonly source?: string
  readonly patternInfo?: string[]
  /** Whether it happened in another tab. */
  readonly crossTab?: boolean
}

interface HubListenOptions {
  readonly listenerName?: string
  /** Whether to hear of what happens in other tabs as well. */
  readonly enableCrossTabEvents?: boolean
}

type HubCallback<Channel extends string, Data extends EventData> = (
  capsule: HubCapsule<Channel, Data>,
) => void

interface AmplifyHub {
  /** Listens to a channel. Answers how to stop. */
  listen(
    channel: 'auth',
    callback: HubCallback<'auth', AuthHubEventData>,
    options?: string | HubListenOptions,
  ): () => void
  listen<Data extends EventData>(
    channel: string,
    callback: HubCallback<string, Data>,
    options?: string | HubListenOptions,
  ): () => void
  /** Tells the listeners of a channel. One that throws keeps no other from hearing. */
  dispatch(
    channel: string,
    payload: HubPayload,
    source?: string,
    symbol?: symbol,
    isFromOtherTab?: boolean,
  ): void
}

/** Called by `dispatch` only, with what its channel carries. */
type Listener = (capsule: never) => void

const channels = new Map<string, Map<Listener, HubListenOptions>>()

export const Hub: AmplifyHub = {
  listen(channel: string, callback: Listener, options: string | HubListenOptions = {}): () => void {
    const listeners = channels.get(channel) ?? new Map<Listener, HubListenOptions>()
    const chosen = typeof options === 'string' ? { listenerName: options } : options
    channels.set(channel, listeners.set(callback, chosen))
    return () => listeners.delete(callback)
  },

  dispatch(channel, payload, source, _symbol, isFromOtherTab = false) {
    const mark = isFromOtherTab ? { crossTab: true } : {}
    const capsule = { channel, payload, source, patternInfo: [], ...mark }
    for (const [listener, { enableCrossTabEvents }] of channels.get(channel) ?? []) {
      if (isFromOtherTab && !enableCrossTabEvents) continue
      try {
        listener(capsule as never)
      } catch (error) {
        console.error(error)
      }
    }
  },
}
