import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { Hono } from 'hono'
import { makeCall } from './call/call.ts'
import { catalogues, tables } from './catalogues.ts'
import { type AdvancingClock, makeClock } from './clock.ts'
import { makeOwnSts } from './credentials/own-sts.ts'
import { makeRemoteSts } from './credentials/remote-sts.ts'
import { makeArgon2id } from './crypto/argon2id.ts'
import { makeCodeEncryption } from './crypto/code-encryption.ts'
import { makeKeyring } from './crypto/keyring.ts'
import { systemRandom } from './crypto/random.ts'
import { makeRsaStock } from './crypto/rsa-stock.ts'
import type { SigningKey } from './crypto/sign-request.ts'
import type { LoginOptions } from './federation/login-options.ts'
import { makeLoginProviders } from './federation/login-providers.ts'
import { apiRoutes } from './http/api.ts'
import { makeApp } from './http/app.ts'
import { authenticateAnyone, authenticateBySignature } from './http/authenticate.ts'
import type { Connection } from './http/caller.ts'
import { healthRoutes } from './http/health.ts'
import { siteRoutes } from './http/site-routes.ts'
import { inRequest } from './log.ts'
import { sendByChannel } from './messages/by-channel.ts'
import { makeInboxSender } from './messages/inbox.ts'
import { makeOutage, type Outage } from './messages/outage.ts'
import { makeSmtpSender, type SmtpOptions } from './messages/smtp.ts'
import { makeSnsSender, type SnsOptions } from './messages/sns.ts'
import { makeWebhookSender, type WebhookOptions } from './messages/webhook.ts'
import { discoveryRoutes } from './oauth/discovery.ts'
import { openIdRoutes } from './oauth/open-id.ts'
import type { KeyStock } from './ports/key-stock.ts'
import type { Logger } from './ports/logger.ts'
import type { Identity, Ports } from './ports/ports.ts'
import type { Sender } from './ports/sender.ts'
import type { Entrance } from './rules/first-steps.ts'
import type { Database } from './store/database.ts'
import { openPostgres } from './store/postgres.ts'
import type { Services } from './store/services.ts'
import { openMemory, openSqlite } from './store/sqlite.ts'
import { invokersOf } from './triggers/runners/by-target.ts'
import type { Functions } from './triggers/runners/functions.ts'
import { makeTriggerRunner } from './triggers/runners/runner.ts'
import { version } from './version.ts'

/** Signing keys kept ready: enough for two pools made at once. */
const KEYS_IN_STOCK = 4

/** What the outside decides; everything else is composed here. */
export interface Choices {
  readonly database: Database
  readonly logger: Logger
  readonly identity: Identity
  /** 32 bytes. */
  readonly masterKey: Uint8Array
  readonly rules: Development | Production
  /** Tests bring their own keys, since making them takes time. */
  readonly keyStock?: KeyStock
  /** Where messages go in place of all that follow. */
  readonly sender?: Sender
  readonly smtp?: SmtpOptions
  readonly sns?: SnsOptions
  readonly webhook?: WebhookOptions
  /** The AES keys under which codes go to custom senders, by the ARN that pools name. */
  readonly senderKeys: Readonly<Record<string, Uint8Array>>
  /** Where the functions are that pools name as their triggers. */
  readonly triggers: TriggerChoices
  /** Another STS to take credentials from; ours unless given. */
  readonly stsEndpoint?: string
  /** The providers outside that people sign in with before they come to an identity pool. */
  readonly logins: LoginOptions
  /** Whether an error or an output member that no table declares fails the call. */
  readonly isStrict: boolean
}

interface TriggerChoices {
  readonly functions: Functions
  readonly lambdaKey?: SigningKey | undefined
  readonly timeoutMs?: number | undefined
}

interface Development {
  readonly mode: 'development'
  /** Whether development mode may be reached under this host name. */
  readonly isAllowedHost: (hostname: string) => boolean
  /** Routes that only development has, made from what is composed here. */
  readonly routes: (services: Services) => readonly Hono[]
  /** The demo pools, once they are made. */
  readonly demo: () => Omit<Entrance, 'publicUrl'> | undefined
}

interface Production {
  readonly mode: 'production'
  readonly accessKeys: readonly { readonly id: string; readonly secret: string }[]
}

export interface Composed {
  readonly fetch: (request: Request, connection?: Connection) => Promise<Response>
  readonly services: Services
  readonly clock: AdvancingClock
  readonly outage: Pick<Outage, 'fail' | 'restore'>
  close(): Promise<void>
}

/** The composition root: the only place that knows every adapter. */
export function compose(choices: Choices): Composed {
  const { database, logger, identity, rules } = choices
  const development = rules.mode === 'development' ? rules : undefined
  const clock = makeClock()
  const own = {
    clock,
    random: systemRandom,
    keyring: makeKeyring(choices.masterKey),
    logger,
    identity,
    keyStock: choices.keyStock ?? makeRsaStock(KEYS_IN_STOCK),
    hashing: makeArgon2id(availableParallelism()),
    codeEncryption: makeCodeEncryption(choices.senderKeys),
    loginProviders: makeLoginProviders(choices.logins, clock),
    triggers: makeTriggerRunner({
      functions: invokersOf(choices.triggers.functions, {
        lambdaKey: choices.triggers.lambdaKey,
        region: identity.region,
        now: clock.now,
      }),
      timeoutMs: choices.triggers.timeoutMs,
    }),
  }
  const stored = { ...database.read, write: database.write }
  const smtp = choices.smtp && makeSmtpSender(choices.smtp)
  const inbox = development && makeInboxSender({ ...own, ...stored })
  const sns = choices.sns && makeSnsSender(choices.sns, own)
  const webhook = choices.webhook && makeWebhookSender(choices.webhook, own)
  // What is made for one channel comes before what carries both.
  const byChannel = { email: smtp ?? webhook ?? inbox, sms: sns ?? webhook ?? inbox }
  const outage = makeOutage(choices.sender ?? sendByChannel(byChannel))
  const ports: Ports = {
    ...own,
    sender: outage,
    credentials: choices.stsEndpoint
      ? makeRemoteSts({ endpoint: choices.stsEndpoint })
      : makeOwnSts(() => services),
  }
  const services: Services = { ...ports, ...stored }

  const authenticate =
    rules.mode === 'development'
      ? authenticateAnyone(own)
      : authenticateBySignature(rules.accessKeys, { ...own, region: identity.region })
  const call = makeCall({
    services,
    catalogues,
    isStrict: choices.isStrict,
  })
  const app = makeApp({
    logger,
    newRequestId: systemRandom.uuid,
    inRequest,
    now: clock.now,
    isAllowedHost: development?.isAllowedHost,
    routes: [
      healthRoutes(database.ping),
      apiRoutes({ call, tables, authenticate }),
      openIdRoutes(services),
      discoveryRoutes(services),
      siteRoutes({ version, publicUrl: identity.publicUrl, tables, catalogues, development }),
      ...(development?.routes(services) ?? []),
    ],
  })
  return {
    fetch: async (request, connection) => await app.fetch(request, connection),
    services,
    clock,
    outage,
    close: async () => {
      await outage.settled()
      smtp?.close()
      await database.close()
    },
  }
}

export type StoreChoice = 'memory' | { readonly sqlite: string } | { readonly postgres: string }

/** For callers without types. */
const STORES = "store must be 'memory', { sqlite: a folder } or { postgres: an address }"

/** Opens the store: in memory, in a folder, or on a PostgreSQL server. */
export async function openStore(store: StoreChoice, logger: Logger): Promise<Database> {
  if (store === 'memory') return await openMemory(Date.now())
  if (typeof store !== 'object' || store === null) throw new Error(STORES)
  if ('sqlite' in store) return await openSqlite(resolve(store.sqlite), Date.now())
  if ('postgres' in store) return await openPostgres(store.postgres, Date.now(), logger)
  throw new Error(STORES)
}
