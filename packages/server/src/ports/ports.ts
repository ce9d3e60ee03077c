import type { Clock } from './clock.ts'
import type { CodeEncryption } from './code-encryption.ts'
import type { CredentialsSource } from './credentials.ts'
import type { Hashing } from './hashing.ts'
import type { KeyStock } from './key-stock.ts'
import type { Keyring } from './keyring.ts'
import type { Logger } from './logger.ts'
import type { LoginProviders } from './login-providers.ts'
import type { Random } from './random.ts'
import type { Sender } from './sender.ts'
import type { TriggerRunner } from './trigger-runner.ts'

/** Who we are to the outside. */
export interface Identity {
  readonly region: string
  readonly account: string
  /** No slash at the end. */
  readonly publicUrl: string
  /** The `iss` of a pool's tokens. */
  issuerOf(poolId: string): string
  /** The `iss` of the OpenID tokens of identities. */
  readonly openIdIssuer: string
  /** How a pool without a `poolhouse:password-storage` tag keeps its passwords. */
  readonly passwordStorage: 'srp' | 'argon2id'
}

/** Everything the core asks of the outside, but for the store. */
export interface Ports {
  readonly clock: Clock
  readonly random: Random
  readonly keyring: Keyring
  readonly logger: Logger
  readonly sender: Sender
  readonly triggers: TriggerRunner
  readonly keyStock: KeyStock
  readonly hashing: Hashing
  readonly codeEncryption: CodeEncryption
  readonly loginProviders: LoginProviders
  readonly identity: Identity
  readonly credentials: CredentialsSource
}
