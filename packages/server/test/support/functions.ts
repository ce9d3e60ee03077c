/** Pools with functions as their triggers, and what those were called with. */
import type { LambdaConfigType } from '@aws-sdk/client-cognito-identity-provider'
import type { PoolhouseOptions, TriggerFunction } from '../../src/index.ts'

/** What a function was told. */
export interface TriggerEvent {
  readonly version: string
  readonly triggerSource: string
  readonly region: string
  readonly userPoolId: string
  readonly userName: string
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string }
  // biome-ignore lint/suspicious/noExplicitAny: each trigger has its own
  readonly request: any
  // biome-ignore lint/suspicious/noExplicitAny: each trigger has its own
  readonly response: any
}

export const arnOf = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`

/** Functions that tests put in place by name, and take away again. */
export class Functions {
  readonly events: TriggerEvent[] = []
  readonly #running = new Map<string, TriggerFunction>()
  readonly options: Pick<PoolhouseOptions, 'triggers'>

  constructor(...names: readonly (keyof LambdaConfigType)[]) {
    const triggers = names.map((name) => [name, (event: TriggerEvent) => this.#run(name, event)])
    this.options = { triggers: Object.fromEntries(triggers) }
  }

  /** From now on the function fills in this response, or whatever it answers or throws. */
  on(name: keyof LambdaConfigType, respond: (event: TriggerEvent) => object | undefined): void {
    this.#running.set(name, (event: TriggerEvent) => ({
      ...event,
      response: { ...event.response, ...respond(event) },
    }))
  }

  /** The function as it is, with no event made around what it answers. */
  put(name: keyof LambdaConfigType, run: TriggerFunction): void {
    this.#running.set(name, run)
  }

  /** Forgets what was put in place and what was called. */
  reset(): void {
    this.#running.clear()
    this.events.length = 0
  }

  /** The sources that were called, in order. */
  get sources(): string[] {
    return this.events.map(({ triggerSource }) => triggerSource)
  }

  /** The only event of a source. */
  event(source: string): TriggerEvent {
    const found = this.events.filter(({ triggerSource }) => triggerSource === source)
    const [event] = found
    if (event && found.length === 1) return event
    throw new Error(
      `${source} was called ${found.length} times; called: ${this.sources.join(', ')}`,
    )
  }

  #run(name: string, event: TriggerEvent): unknown {
    this.events.push(event)
    const run = this.#running.get(name)
    return run ? run(event) : event
  }
}

/** Triggers whose events have a version that a pool names too. */
const VERSIONED: readonly string[] = ['CustomEmailSender', 'CustomSMSSender', 'InboundFederation']

/** A pool's setting that names these functions. */
export const namedBy = (...names: readonly (keyof LambdaConfigType)[]): LambdaConfigType =>
  Object.fromEntries(
    names.map((name) => [
      name,
      VERSIONED.includes(name) ? { LambdaVersion: 'V1_0', LambdaArn: arnOf(name) } : arnOf(name),
    ]),
  )
