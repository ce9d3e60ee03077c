/** What became of the values in cookies that were just replaced: requests under way still carry the old. */

/** One item of one browser, through all its values. `null` when it was removed. */
export interface Succession {
  value: string | null
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

  /** Puts a value, or nothing, after what there was. */
  replace(key: string, succession: Succession, value: string | null): void {
    if (succession.value !== null) this.#see(key, succession.value, succession)
    succession.value = value
    if (value !== null) this.#see(key, value, succession)
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

export const newSuccession = (value: string | null): Succession => ({ value, turns: new Map() })
