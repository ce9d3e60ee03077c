/** Amplify's Hub: listeners by channel, whatever instance the events come from. */

export interface HubPayload {
  readonly event: string
  readonly data?: unknown
  readonly message?: string
}

export interface HubCapsule {
  readonly channel: string
  readonly payload: HubPayload
  readonly source: string | undefined
  readonly patternInfo: readonly string[]
  /** Whether it happened in another tab. */
  readonly crossTab?: boolean
}

export interface HubListenOptions {
  readonly listenerName?: string
  /** Whether to hear of what happens in other tabs as well. */
  readonly enableCrossTabEvents?: boolean
}

type Listener = (capsule: HubCapsule) => void

const channels = new Map<string, Map<Listener, HubListenOptions>>()

export const Hub = {
  /** Listens to a channel. Answers how to stop. */
  listen(channel: string, callback: Listener, options: string | HubListenOptions = {}): () => void {
    const listeners = channels.get(channel) ?? new Map<Listener, HubListenOptions>()
    const chosen = typeof options === 'string' ? { listenerName: options } : options
    channels.set(channel, listeners.set(callback, chosen))
    return () => listeners.delete(callback)
  },

  /** Tells the listeners of a channel. One that throws keeps no other from hearing. */
  dispatch(channel: string, payload: HubPayload, source?: string, isFromOtherTab = false): void {
    const mark = isFromOtherTab ? { crossTab: true } : {}
    const capsule = { channel, payload, source, patternInfo: [], ...mark }
    for (const [listener, { enableCrossTabEvents }] of channels.get(channel) ?? []) {
      if (isFromOtherTab && !enableCrossTabEvents) continue
      try {
        listener(capsule)
      } catch (error) {
        console.error(error)
      }
    }
  },
}
