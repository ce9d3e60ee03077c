/** Amplify's Hub: listeners by channel, whatever instance the events come from. */
import { AuthError } from '../core/errors.ts'
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
  /**
   * Listens to a channel. Answers how to stop.
   *
   * @throws NoHubcallbackProvidedException where what is to be called is no function.
   */
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

interface Listening {
  readonly listener: Listener
  readonly enableCrossTabEvents?: boolean
}

const channels = new Map<string, readonly Listening[]>()
const listeningTo = (channel: string) => channels.get(channel) ?? []

export const Hub: AmplifyHub = {
  listen(channel: string, listener: Listener, options: string | HubListenOptions = {}): () => void {
    if (typeof listener !== 'function') {
      throw new AuthError('NoHubcallbackProvidedException', 'Hub.listen needs a callback.')
    }
    const chosen = typeof options === 'string' ? {} : options
    channels.set(channel, [...listeningTo(channel), { ...chosen, listener }])
    // As often as it listens, which Amplify lets it: stopping once stops all of that.
    return () => {
      const others = listeningTo(channel).filter((one) => one.listener !== listener)
      channels.set(channel, others)
    }
  },

  dispatch(channel, payload, source, _symbol, isFromOtherTab = false) {
    const mark = isFromOtherTab ? { crossTab: true } : {}
    const capsule = { channel, payload, source, patternInfo: [], ...mark }
    for (const { listener, enableCrossTabEvents } of listeningTo(channel)) {
      if (isFromOtherTab && !enableCrossTabEvents) continue
      try {
        listener(capsule as never)
      } catch (error) {
        console.error(error)
      }
    }
  },
}
