/** What became of the values in cookies that were just replaced: requests under way still carry the old. */

/** One item of one browser, through all its values. `null` when it was removed. */
export interface Succession {
  value: string | null
  /** Another sign-in took its place: what the browser holds now is no longer this one's to change. */
  isSuperseded: boolean
  /** Who waits for whom, by the name of a lock. */
  readonly turns: Map<string, Promise<unknown>>
}

interface Entry {
  readonly succession: Succession
  readonly seenAt: number
}

/** Longer than any request takes. Past it, what a browser sends is believed again. */
const LIFETIME_MS = 120_000

/**
 * The items of this server's browsers, found by any value they had. Only who shows an old value is given
 * what came after it.
 */
export class Successions {
  readonly #byValue = new Map<string, Entry>()

  /** The succession that a value is part of. */
  of(key: string, value: string): Succession {
    this.#forgetOld()
    const known = this.#byValue.get(`${key} ${value}`)?.succession
    const succession = known ?? newSuccession(value)
    this.#see(key, value, succession)
    return succession
  }

  /** Puts a value, or nothing, after what there was: whoever shows the old value is given the new one. */
  replace(key: string, succession: Succession, value: string | null): void {
    if (succession.value !== null) this.#see(key, succession.value, succession)
    succession.value = value
    if (value !== null) this.#see(key, value, succession)
  }

  /**
   * Ends what there was, and begins anew. Nobody who shows an old value learns of this one: a request may
   * carry a value that somebody else put into its browser (session fixation).
   */
  supersede(key: string, succession: Succession, value: string): Succession {
    this.replace(key, succession, null)
    succession.isSuperseded = true
    const begun = newSuccession(value)
    this.#see(key, value, begun)
    return begun
  }

  #see(key: string, value: string, succession: Succession): void {
    const name = `${key} ${value}`
    this.#byValue.delete(name) // the order is that of the last time
    this.#byValue.set(name, { succession, seenAt: Date.now() })
  }

  #forgetOld(): void {
    for (const [name, { seenAt }] of this.#byValue) {
      if (seenAt > Date.now() - LIFETIME_MS) return
      this.#byValue.delete(name)
    }
  }
}

export const newSuccession = (value: string | null): Succession => ({
  value,
  isSuperseded: false,
  turns: new Map(),
})
