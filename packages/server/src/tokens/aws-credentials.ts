import { toBytes, toText } from '../crypto/encoding.ts'
import type { AwsCredentials } from '../ports/credentials.ts'
import type { Keyring } from '../ports/keyring.ts'
import type { Random } from '../ports/random.ts'
import type { RoleSession } from '../records/principal.ts'
import { drawText } from '../rules/draw-text.ts'

/** Base32 (RFC 4648 §6), of which access key ids are made. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const DRAWN = 12
const MARK = 4
const SECRET_LENGTH = 40

/** What our session tokens begin with, so that a changed one is still known for one of ours. */
const TOKEN_PREFIX = 'PoolhouseSession'
const PURPOSE = 'session token'

/** The administrator with that access key, and that secret of it. */
export interface AdministratorSubject {
  readonly kind: 'administrator'
  readonly accessKeyId: string
  readonly secretMark?: string | undefined
}

/** Whom session credentials stand for. */
export type Subject =
  | { readonly kind: 'role'; readonly session: RoleSession }
  | AdministratorSubject

/** What a session token says, and the secret that goes with it. */
export interface OpenedCredentials {
  readonly subject: Subject
  readonly secret: string
  /** Milliseconds. */
  readonly expiresAt: number
}

interface Content {
  readonly subject: Subject
  readonly expiresAt: number
}

/**
 * Session credentials in AWS's form. Nothing is stored: the token holds, sealed and bound to the access key
 * id, whom it stands for and until when; the secret is derived from both. Any server with the master key
 * verifies them.
 */
export function makeCredentials(
  subject: Subject,
  expiresAt: number,
  { random, keyring }: { random: Random; keyring: Keyring },
): AwsCredentials {
  const drawn = drawText(random, DRAWN, ALPHABET)
  const accessKeyId = `ASIA${drawn}${markOf(drawn, keyring)}`
  const content: Content = { subject, expiresAt }
  const sealed = keyring.seal(PURPOSE, toBytes(JSON.stringify(content)), accessKeyId)
  const sessionToken = `${TOKEN_PREFIX}${sealed}`
  const secretAccessKey = secretOf(accessKeyId, sessionToken, keyring)
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt }
}

/** What session credentials say, expired or not, or undefined when we did not make them together. */
export function openCredentials(
  accessKeyId: string,
  sessionToken: string,
  keyring: Keyring,
): OpenedCredentials | undefined {
  if (!sessionToken.startsWith(TOKEN_PREFIX)) return undefined
  const plain = keyring.open(PURPOSE, sessionToken.slice(TOKEN_PREFIX.length), accessKeyId)
  if (!plain) return undefined
  const { subject, expiresAt }: Content = JSON.parse(toText(plain))
  return { subject, expiresAt, secret: secretOf(accessKeyId, sessionToken, keyring) }
}

/**
 * Whether credentials claim to be of our making: the access key id bears our mark, or the token begins as
 * ours do. Of a million foreign access key ids, one may bear the mark.
 */
export function areOurs(
  accessKeyId: string,
  sessionToken: string | undefined,
  keyring: Keyring,
): boolean {
  const [, drawn = '', mark] = /^ASIA([A-Z2-7]{12})([A-Z2-7]{4})$/.exec(accessKeyId) ?? []
  return mark === markOf(drawn, keyring) || sessionToken?.startsWith(TOKEN_PREFIX) === true
}

function markOf(drawn: string, keyring: Keyring): string {
  const digest = Buffer.from(keyring.digest('access key id', drawn), 'base64url')
  return Array.from(digest.subarray(0, MARK), (byte) => ALPHABET[byte % ALPHABET.length]).join('')
}

/** 240 bits, in the alphabet of AWS's secrets. */
function secretOf(accessKeyId: string, sessionToken: string, keyring: Keyring): string {
  const digest = keyring.digest('secret access key', `${accessKeyId} ${sessionToken}`)
  return digest.replaceAll('-', '+').replaceAll('_', '/').slice(0, SECRET_LENGTH)
}
