import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { type Composed, compose, openStore, type StoreChoice } from './compose.ts'
import { isDevelopmentHost } from './config.ts'
import type { SigningKey } from './crypto/sign-request.ts'
import { type Demo, makeDemo } from './dev/demo.ts'
import { inboxRoutes } from './dev/inbox-routes.ts'
import { resetRoute } from './dev/reset-route.ts'
import type { LoginOptions } from './federation/login-options.ts'
import type { Connection } from './http/caller.ts'
import { type LogLevel, makeLogger, makePausable } from './log.ts'
import { readMasterKey } from './master-key.ts'
import { type InboxMessage, readInbox } from './messages/inbox.ts'
import type { KeyStock } from './ports/key-stock.ts'
import type { Identity } from './ports/ports.ts'
import type { Channel, Sender } from './ports/sender.ts'
import { MINUTE_MS } from './rules/durations.ts'
import { sweep } from './store/sweep.ts'
import type { Functions } from './triggers/runners/functions.ts'

const SWEEP_EVERY_MS = 10 * MINUTE_MS

export interface PoolhouseOptions {
  /** `'memory'` (the default) is gone when closed; a folder for SQLite; a PostgreSQL address. */
  readonly store?: StoreChoice
  readonly region?: string
  readonly account?: string
  /** Where clients reach the service; `http://localhost:7665` unless given. */
  readonly publicUrl?: string
  /** The issuer of the OpenID tokens of identities; `<publicUrl>/cognito-identity` unless given. */
  readonly identityIssuer?: string
  /** The issuer of tokens, with `{region}` and `{poolId}`; `<publicUrl>/{poolId}` unless given. */
  readonly issuer?: string
  readonly passwordStorage?: 'srp' | 'argon2id'
  /** 32 bytes under which secrets are sealed. Unless given: fresh for memory, `master.key` beside SQLite. */
  readonly masterKey?: Uint8Array
  /** Given, production rules hold: only requests signed with one of these keys administrate. */
  readonly accessKeys?: readonly { readonly id: string; readonly secret: string }[]
  /** Host names besides loopback at which development mode may be reached. */
  readonly allowInsecureHosts?: readonly string[]
  /** Whether to make the demo pools; not unless asked. */
  readonly demo?: boolean
  readonly logLevel?: LogLevel
  /** Where messages go in place of everything below and the development inbox. */
  readonly sender?: Sender
  /** A mail server for email: `smtp://user:password@host:587`, and whom it comes from. */
  readonly smtp?: { readonly url: string; readonly from: string }
  /** Amazon SNS, or what speaks its protocol, for SMS: `https://sns.eu-west-1.amazonaws.com`, and its key. */
  readonly sns?: { readonly endpoint: string; readonly key: SigningKey }
  /** An address that takes messages of both channels as JSON, signed with a secret of 24 to 64 bytes. */
  readonly webhook?: { readonly url: string; readonly secret: Uint8Array }
  /**
   * Where the functions are that pools name as their triggers, by ARN or by function name: the function
   * itself, `https://…`, `lambda:https://…`, or the path of a module.
   */
  readonly triggers?: Functions
  /** The AWS key that functions at `lambda:` addresses are called with. */
  readonly lambdaKey?: SigningKey
  /** How long a trigger may take; five seconds, as with Cognito, unless given. */
  readonly triggerTimeoutMs?: number
  /**
   * The AES keys of 32 bytes under which codes and temporary passwords go to custom senders, by the ARN that
   * pools name as their `KMSKeyID`.
   */
  readonly senderKeys?: Readonly<Record<string, Uint8Array>>
  /** An STS, AWS's or a compatible one, that gives identities their credentials; our own unless given. */
  readonly stsEndpoint?: string
  /** Where login providers are, whose clients' tokens are taken, and which may be reached insecurely. */
  readonly logins?: LoginOptions
  readonly keyStock?: KeyStock
  /** Fails a call on an error or output member that AWS does not declare; for tests of Poolhouse itself. */
  readonly isStrict?: boolean
}

export interface Poolhouse {
  /** Answers a request, as the server on its port would. The connection says what address it came from. */
  fetch(request: Request, connection?: Connection): Promise<Response>
  readonly publicUrl: string
  /** The demo pools, where they were asked for. */
  readonly demo: Demo | undefined
  readonly inbox: {
    /** The newest message to a user name or an address, or undefined. */
    last(to: string): Promise<InboxMessage | undefined>
    /** The newest first. */
    all(): Promise<InboxMessage[]>
  }
  readonly clock: {
    now(): number
    /** Moves the service's time forward: `'90s'`, `'1h'`, `'30d'`. */
    advance(duration: string): void
  }
  /** From now on nothing can be delivered by this channel, until `restore`. */
  fail(channel: Channel): void
  restore(): void
  close(): Promise<void>
}

/**
 * Opens the whole service in this process, without a socket.
 *
 * @example
 * const house = await openPoolhouse({ store: 'memory' })
 * const response = await house.fetch(new Request('http://localhost:7665/health/ready'))
 * await house.close()
 * @throws when the store cannot be opened, or was sealed under another master key.
 */
export async function openPoolhouse(options: PoolhouseOptions = {}): Promise<Poolhouse> {
  const identity = identify(options)
  const logger = makePausable(makeLogger(options.logLevel ?? 'silent'))
  const masterKey = options.masterKey ?? chooseMasterKey(options)
  const database = await openStore(options.store ?? 'memory', logger)
  let demo: Demo | undefined
  const makeDemoAgain = async () => {
    logger.pause()
    demo = options.demo ? await makeDemo(composed.fetch, identity) : undefined
    logger.resume()
  }
  const composed = compose({
    database,
    logger,
    identity,
    masterKey,
    rules: chooseRules(options, () => demo, makeDemoAgain),
    isStrict: options.isStrict ?? false,
    senderKeys: options.senderKeys ?? {},
    triggers: {
      functions: options.triggers ?? {},
      lambdaKey: options.lambdaKey,
      timeoutMs: options.triggerTimeoutMs,
    },
    logins: options.logins ?? {},
    ...(options.keyStock && { keyStock: options.keyStock }),
    ...(options.sender && { sender: options.sender }),
    ...(options.smtp && { smtp: options.smtp }),
    ...(options.sns && { sns: options.sns }),
    ...(options.webhook && { webhook: options.webhook }),
    ...(options.stsEndpoint !== undefined && { stsEndpoint: options.stsEndpoint }),
  })
  try {
    await checkMasterKey(composed)
    await makeDemoAgain()
    return open(composed, identity.publicUrl, demo)
  } catch (error) {
    await composed.close()
    throw error
  }
}

function open(composed: Composed, publicUrl: string, demo: Demo | undefined): Poolhouse {
  const { fetch, services, clock, outage, close } = composed
  const sweeping = setInterval(() => {
    services
      .write((repositories) => sweep(repositories, clock.now()))
      .catch((error: unknown) => services.logger.error({ err: error }, 'sweep failed'))
  }, SWEEP_EVERY_MS).unref()
  return {
    fetch,
    publicUrl,
    demo,
    inbox: {
      last: async (to) => (await readInbox(services, { to, limit: 1 }))[0],
      all: () => readInbox(services),
    },
    clock,
    fail: outage.fail,
    restore: outage.restore,
    async close() {
      clearInterval(sweeping)
      await close()
    },
  }
}

function identify(options: PoolhouseOptions): Identity {
  const { region = 'us-east-1', account = '000000000000', passwordStorage = 'srp' } = options
  const publicUrl = (options.publicUrl ?? 'http://localhost:7665').replace(/\/$/, '')
  const template = options.issuer ?? `${publicUrl}/{poolId}`
  const issuerOf = (poolId: string) =>
    template.replaceAll('{region}', region).replaceAll('{poolId}', poolId)
  const openIdIssuer = options.identityIssuer ?? `${publicUrl}/cognito-identity`
  return { region, account, publicUrl, passwordStorage, issuerOf, openIdIssuer }
}

function chooseRules(
  { accessKeys, allowInsecureHosts = [] }: PoolhouseOptions,
  demo: () => Demo | undefined,
  makeDemoAgain: () => Promise<void>,
) {
  if (accessKeys) return { mode: 'production', accessKeys } as const
  return {
    mode: 'development',
    isAllowedHost: (name: string) => isDevelopmentHost({ allowInsecureHosts }, name),
    routes: (services: Composed['services']) => [
      inboxRoutes(services, demo),
      resetRoute(services, makeDemoAgain),
    ],
    demo,
  } as const
}

function chooseMasterKey({ store = 'memory' }: PoolhouseOptions): Uint8Array {
  if (store === 'memory') return randomBytes(32)
  if (typeof store === 'object' && 'sqlite' in store) return readMasterKey(resolve(store.sqlite))
  throw new Error('A PostgreSQL store needs a masterKey: 32 bytes that every process is given.')
}

/** Whoever starts with the wrong key learns it now, not when the first password cannot be opened. */
async function checkMasterKey({ services }: Composed): Promise<void> {
  const mark = services.keyring.digest('master key check', 'poolhouse')
  const kept = await services.write(({ properties }) => properties.claim('master-key-check', mark))
  if (kept === mark) return
  throw new Error(
    'The database was sealed under another master key. Give the one it was made with (POOLHOUSE_KEY, or master.key in the data folder).',
  )
}
