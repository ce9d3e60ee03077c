/**
 * A passkey's side of WebAuthn with every value in the hands of the test, written apart from the library that
 * the server uses.
 *
 * @see https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

export interface TestPasskey {
  readonly id: string
  readonly privateKey: KeyObject
  /** COSE_Key. */
  readonly publicKey: Buffer
}

/** What a browser and a passkey say; each may be said otherwise than a true one would. */
export interface Ceremony {
  readonly challenge: string
  readonly origin: string
  readonly rpId: string
  readonly type?: string
  readonly count?: number
  readonly isPresent?: boolean
  readonly isVerified?: boolean
  readonly userHandle?: string
  readonly crossOrigin?: boolean
  readonly attestation?: Buffer
}

/** A new key pair on P-256 under a drawn id; with `curve` another, which no pool takes. */
export function makePasskey(curve: 'P-256' | 'P-384' = 'P-256'): TestPasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const isUsual = curve === 'P-256'
  const key = map([
    [int(1), int(2)],
    [int(3), int(isUsual ? -7 : -35)],
    [int(-1), int(isUsual ? 1 : 2)],
    [int(-2), bytes(Buffer.from(x, 'base64url'))],
    [int(-3), bytes(Buffer.from(y, 'base64url'))],
  ])
  return { id: randomBytes(32).toString('base64url'), privateKey, publicKey: key }
}

/** The credential that a browser hands on after a passkey was made. */
export function register(passkey: TestPasskey, ceremony: Ceremony) {
  const id = Buffer.from(passkey.id, 'base64url')
  const length = Buffer.from([id.length >> 8, id.length & 255])
  const credential = Buffer.concat([Buffer.alloc(16), length, id, passkey.publicKey])
  const data = Buffer.concat([authenticatorData(ceremony, 0x40), credential])
  const none = map([
    [text('fmt'), text('none')],
    [text('attStmt'), map([])],
    [text('authData'), bytes(data)],
  ])
  const attestationObject = ceremony.attestation ?? none
  return {
    ...envelope(passkey),
    authenticatorAttachment: 'platform',
    response: {
      clientDataJSON: clientData('webauthn.create', ceremony).toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal', 'nonsense'],
    },
  }
}

/** The text of the credential that a browser hands on after a passkey signed. */
export function assert(passkey: TestPasskey, ceremony: Ceremony): string {
  const data = authenticatorData(ceremony, 0)
  const client = clientData('webauthn.get', ceremony)
  const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
  const { userHandle } = ceremony
  return JSON.stringify({
    ...envelope(passkey),
    response: {
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', signed, passkey.privateKey).toString('base64url'),
      ...(userHandle !== undefined && {
        userHandle: Buffer.from(userHandle).toString('base64url'),
      }),
    },
  })
}

/** An attestation with a certificate, which would name an address to ask about it. */
export const certified = (): Buffer =>
  map([
    [text('fmt'), text('packed')],
    [text('attStmt'), map([[text('x5c'), head(4, 0)]])],
    [text('authData'), bytes(Buffer.alloc(37))],
  ])

const envelope = ({ id }: TestPasskey) => ({
  id,
  rawId: id,
  type: 'public-key',
  clientExtensionResults: {},
})

const clientData = (
  usual: string,
  { type = usual, challenge, origin, crossOrigin = false }: Ceremony,
): Buffer => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }))

function authenticatorData(ceremony: Ceremony, more: number): Buffer {
  const { rpId, count = 0, isPresent = true, isVerified = true } = ceremony
  const flags = (isPresent ? 1 : 0) | (isVerified ? 4 : 0) | more
  const tail = Buffer.alloc(5)
  tail.writeUInt8(flags, 0)
  tail.writeUInt32BE(count, 1)
  return Buffer.concat([createHash('sha256').update(rpId).digest(), tail])
}

/** CBOR (RFC 8949), as much of it as this takes. */
function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value])
  if (value < 256) return Buffer.from([(major << 5) | 24, value])
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255])
}
const int = (value: number) => (value < 0 ? head(1, -1 - value) : head(0, value))
const bytes = (value: Buffer) => Buffer.concat([head(2, value.length), value])
const text = (value: string) => Buffer.concat([head(3, value.length), Buffer.from(value)])
const map = (entries: readonly (readonly [Buffer, Buffer])[]) =>
  Buffer.concat([head(5, entries.length), ...entries.flat()])
