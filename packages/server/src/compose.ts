import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { Hono } from 'hono'
import { cognitoIdentity } from './api/cognito-identity.generated.ts'
import { cognitoIdp } from './api/cognito-idp.generated.ts'
import { sts } from './api/sts.generated.ts'
import { makeCall } from './call/call.ts'
import { type AdvancingClock, makeClock } from './clock.ts'
import { makeArgon2id } from './crypto/argon2id.ts'
import { makeKeyring } from './crypto/keyring.ts'
import { systemRandom } from './crypto/random.ts'
import { makeRsaStock } from './crypto/rsa-stock.ts'
import { apiRoutes } from './http/api.ts'
import { makeApp } from './http/app.ts'
import { authenticateAnyone, authenticateBySignature } from './http/authenticate.ts'
import { healthRoutes } from './http/health.ts'
import { makeInboxSender } from './messages/inbox.ts'
import { discoveryRoutes } from './oauth/discovery.ts'
import type { KeyStock } from './ports/key-stock.ts'
import type { Logger } from './ports/logger.ts'
import type { Identity, Ports } from './ports/ports.ts'
import type { Sender } from './ports/sender.ts'
import type { Database } from './store/database.ts'
import { openPostgres } from './store/postgres.ts'
import type { Services } from './store/services.ts'
import { openMemory, openSqlite } from './store/sqlite.ts'
import * as userpool from './userpool/catalogue.ts'

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
  readonly sender?: Sender
  /** Whether an error or an output member that no table declares fails the call. */
  readonly isStrict: boolean
}

interface Development {
  readonly mode: 'development'
  /** Whether development mode may be reached under this host name. */
  readonly isAllowedHost: (hostname: string) => boolean
  /** Routes that only development has, made from what is composed here. */
  readonly routes: (services: Services) => readonly Hono[]
}

interface Production {
  readonly mode: 'production'
  readonly accessKeys: readonly { readonly id: string; readonly secret: string }[]
}

export interface Composed {
  readonly fetch: (request: Request) => Promise<Response>
  readonly services: Services
  readonly clock: AdvancingClock
}

/** The composition root: the only place that knows every adapter. */
export function compose(choices: Choices): Composed {
  const { database, logger, identity, rules } = choices
  const clock = makeClock()
  const own = {
    clock,
    random: systemRandom,
    keyring: makeKeyring(choices.masterKey),
    logger,
    identity,
    keyStock: choices.keyStock ?? makeRsaStock(KEYS_IN_STOCK),
    hashing: makeArgon2id(availableParallelism()),
  }
  const stored = { ...database.read, write: database.write }
  const inbox = rules.mode === 'development' ? makeInboxSender({ ...own, ...stored }) : undefined
  const ports: Ports = { ...own, sender: choices.sender ?? inbox }
  const services: Services = { ...ports, ...stored }

  const authenticate =
    rules.mode === 'development'
      ? authenticateAnyone
      : authenticateBySignature(rules.accessKeys, { region: identity.region, clock })
  const call = makeCall({
    services,
    catalogues: { 'cognito-idp': userpool },
    isStrict: choices.isStrict,
  })
  const tables = [cognitoIdp, cognitoIdentity, sts]
  const app = makeApp({
    logger,
    newRequestId: systemRandom.uuid,
    isAllowedHost: rules.mode === 'development' ? rules.isAllowedHost : undefined,
    routes: [
      healthRoutes(database.ping),
      apiRoutes({ call, tables, authenticate }),
      discoveryRoutes(services),
      ...(rules.mode === 'development' ? rules.routes(services) : []),
    ],
  })
  return { fetch: async (request) => await app.fetch(request), services, clock }
}

export type StoreChoice = 'memory' | { readonly sqlite: string } | { readonly postgres: string }

/** Opens the store: in memory, in a folder, or on a PostgreSQL server. */
export async function openStore(store: StoreChoice, logger: Logger): Promise<Database> {
  if (store === 'memory') return await openMemory(Date.now())
  if ('sqlite' in store) return await openSqlite(resolve(store.sqlite), Date.now())
  return await openPostgres(store.postgres, Date.now(), logger)
}
