/** What was seen lately, by name: no more than so much, and not for longer than so long. */
export class Recent<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly seenAt: number }>()
  readonly #most: number
  readonly #lifetimeMs: number

  constructor(limits: { readonly most: number; readonly lifetimeMs: number }) {
    this.#most = limits.most
    this.#lifetimeMs = limits.lifetimeMs
  }

  get(name: string): Value | undefined {
    this.#forgetOld()
    return this.#entries.get(name)?.value
  }

  /** Remembers it from now on; where there are too many, what was seen longest ago makes room. */
  set(name: string, value: Value): void {
    this.#entries.delete(name) // the order is that of the last time
    this.#entries.set(name, { value, seenAt: Date.now() })
    this.#forgetOld()
  }

  delete(name: string): void {
    this.#entries.delete(name)
  }

  #forgetOld(): void {
    const oldest = Date.now() - this.#lifetimeMs
    for (const [name, { seenAt }] of this.#entries) {
      if (seenAt > oldest && this.#entries.size <= this.#most) return
      this.#entries.delete(name)
    }
  }
}
