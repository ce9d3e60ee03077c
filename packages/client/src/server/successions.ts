/** What became of the values in cookies that were just replaced: requests under way still carry the old. */
import { toBase64Url, utf8 } from '../encoding/bytes.ts'
import { Recent } from './recent.ts'

/** The value of an item, and what it is known by: a memory of many keeps no old token as it was. */
export interface Marked {
  readonly value: string
  readonly digest: string
}

/** @param key of the item: one value may stand under several. */
export async function mark(key: string, value: string): Promise<Marked> {
  const digest = await crypto.subtle.digest('SHA-256', utf8(`${key} ${value}`))
  return { value, digest: toBase64Url(digest) }
}

/** One item of one browser, through all its values. */
export interface Succession {
  /** `null` when it was removed. */
  current: Marked | null
  /** Whether what it began with was proven; what follows is a service's own answer. */
  isGenuine: boolean
  /** Another sign-in took its place: what the browser holds now is no longer this one's to change. */
  isSuperseded: boolean
  /** Who waits for whom, by the name of a lock. */
  readonly turns: Map<string, Promise<unknown>>
}

/** Longer than any request takes. Past it, what a browser sends is believed again. */
const LIFETIME_MS = 120_000

/** Of requests that are under way; anybody can make up as many as they like, of any length. */
const MOST_SHOWN = 2_000
/** Of refreshes: each was worth a provider's tokens. */
const MOST_REFRESHED = 10_000

/**
 * The items of this server's browsers, found by any value they had. Only who shows an old value is given
 * what came after it.
 */
export class Successions {
  readonly #shown = new Recent<Succession>({ most: MOST_SHOWN, lifetimeMs: LIFETIME_MS })
  /** Apart, so that values which were made up push none of these out. Showing one prolongs nothing. */
  readonly #refreshed = new Recent<Succession>({ most: MOST_REFRESHED, lifetimeMs: LIFETIME_MS })

  /** The succession that a value is part of, where it is known. */
  find({ digest }: Marked): Succession | undefined {
    const refreshed = this.#refreshed.get(digest)
    if (refreshed) return refreshed
    const shown = this.#shown.get(digest)
    if (shown) this.#shown.set(digest, shown)
    return shown
  }

  /** Begins one with a value that a request brought, or that a service answered. */
  begin(first: Marked, isGenuine: boolean): Succession {
    const begun = { ...newSuccession(first), isGenuine }
    this.#shown.set(first.digest, begun)
    return begun
  }

  /** Puts what a refresh answered after what there was: whoever shows the old value is given the new. */
  refresh(succession: Succession, next: Marked): void {
    const digests = [succession.current?.digest, next.digest].filter((one) => one !== undefined)
    for (const digest of digests) {
      this.#shown.delete(digest)
      this.#refreshed.set(digest, succession)
    }
    succession.current = next
    succession.isGenuine = true
  }

  /** Ends it: whoever shows its last value has nothing. */
  end(succession: Succession): void {
    if (succession.current) this.#shown.set(succession.current.digest, succession)
    succession.current = null
  }

  /**
   * Ends what there was, and begins anew. Nobody who shows an old value learns of this one: a request may
   * carry a value that somebody else put into its browser (session fixation).
   */
  supersede(succession: Succession, next: Marked): Succession {
    this.end(succession)
    succession.isSuperseded = true
    return this.begin(next, true)
  }
}

export const newSuccession = (current: Marked | null): Succession => ({
  current,
  isGenuine: false,
  isSuperseded: false,
  turns: new Map(),
})
