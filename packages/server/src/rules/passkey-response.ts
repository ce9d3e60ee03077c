import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'

/** What a browser says of the ceremony it led: the part of the signed data that is JSON (WebAuthn §5.8.1). */
export interface ClientData {
  readonly challenge: string
  readonly origin: string
  /** Whether the page was inside one of another origin, whose person may not see what they agree to. */
  readonly isEmbedded: boolean
}

const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const
const ATTACHMENTS = ['platform', 'cross-platform'] as const

type Members = Readonly<Record<string, unknown>>

/** A new credential as a browser's `toJSON()` writes it, or undefined. What nobody looks at is left out. */
export function readRegistration(credential: unknown): RegistrationResponseJSON | undefined {
  const found = readCredential(credential, ['clientDataJSON', 'attestationObject'])
  if (!found) return undefined
  const { clientDataJSON, attestationObject } = found.texts
  const given: unknown = found.response.transports
  const transports = TRANSPORTS.filter((name) => Array.isArray(given) && given.includes(name))
  const authenticatorAttachment = ATTACHMENTS.find((name) => name === found.attachment)
  return {
    ...found.base,
    ...(authenticatorAttachment && { authenticatorAttachment }),
    response: { clientDataJSON, attestationObject, transports },
  }
}

/** What a passkey signed, as text of a browser's `toJSON()`, or undefined. */
export function readAssertion(text: string): AuthenticationResponseJSON | undefined {
  const members = ['clientDataJSON', 'authenticatorData', 'signature'] as const
  const found = readCredential(parse(text), members)
  if (!found) return undefined
  const { clientDataJSON, authenticatorData, signature } = found.texts
  const { userHandle } = found.response
  return {
    ...found.base,
    response: {
      clientDataJSON,
      authenticatorData,
      signature,
      ...(typeof userHandle === 'string' && { userHandle }),
    },
  }
}

/** The browser's part of a response, or undefined where it is none. Nothing of it is proven yet. */
export function readClientData(clientDataJSON: string): ClientData | undefined {
  const data = parse(Buffer.from(clientDataJSON, 'base64url').toString())
  if (!isMembers(data)) return undefined
  const { challenge, origin, crossOrigin = false } = data
  return typeof challenge === 'string' && typeof origin === 'string'
    ? { challenge, origin, isEmbedded: crossOrigin !== false }
    : undefined
}

function readCredential<Name extends string>(credential: unknown, names: readonly Name[]) {
  if (!isMembers(credential)) return undefined
  const { id, rawId, type, response, authenticatorAttachment: attachment } = credential
  if (typeof id !== 'string' || typeof rawId !== 'string' || type !== 'public-key') return undefined
  if (!isMembers(response)) return undefined
  const texts: [Name, string][] = []
  for (const name of names) {
    const value = response[name]
    if (typeof value !== 'string') return undefined
    texts.push([name, value])
  }
  return {
    base: { id, rawId, type, clientExtensionResults: {} } as const,
    texts: Object.fromEntries(texts) as Record<Name, string>, // one for each name, as the loop made sure
    response,
    attachment,
  }
}

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the caller refuses what is not an object
  }
}
