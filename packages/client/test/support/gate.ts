/** Stands before a service: counts what is asked, and holds or fails what a test names. */
export class Gate {
  readonly #service: (request: Request) => Promise<Response>
  readonly #asked: string[] = []
  readonly #held = new Map<
    string,
    { when: 'before' | 'after'; reach(): void; until: Promise<void> }
  >()
  readonly #failing = new Set<string>()

  constructor(service: (request: Request) => Promise<Response>) {
    this.#service = service
  }

  async fetch(request: Request): Promise<Response> {
    const operation = request.headers.get('x-amz-target')?.split('.')[1] ?? request.method
    this.#asked.push(operation)
    if (this.#failing.has(operation)) return this.#failure()
    const held = this.#held.get(operation)
    this.#held.delete(operation)
    if (held?.when === 'before') {
      held.reach()
      await held.until
    }
    const response = await this.#service(request)
    if (held?.when === 'after') {
      held.reach()
      await held.until
    }
    return response
  }

  /** How often an operation was asked for since the last reset. */
  count(operation: string): number {
    return this.#asked.filter((name) => name === operation).length
  }

  /** Forgets what was asked, and lets everything through. */
  reset(): void {
    this.#asked.length = 0
    this.#failing.clear()
  }

  /** Holds the next call of an operation: before the service has it, or before its answer leaves. */
  hold(operation: string, when: 'before' | 'after' = 'before') {
    const reached = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    this.#held.set(operation, { when, reach: reached.resolve, until: released.promise })
    return { reached: reached.promise, release: released.resolve }
  }

  /** From now on the operation answers that the service failed, until the next reset. */
  fail(operation: string): void {
    this.#failing.add(operation)
  }

  #failure(): Response {
    const headers = { 'access-control-allow-origin': '*' }
    return Response.json({ __type: 'InternalErrorException' }, { status: 500, headers })
  }
}
