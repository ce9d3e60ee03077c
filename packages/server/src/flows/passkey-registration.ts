import { type RegistrationResponseJSON, verifyRegistrationResponse } from '@simplewebauthn/server'
import { decodeAttestationObject } from '@simplewebauthn/server/helpers'
import { ServiceError } from '../api/errors.ts'
import { toBase64Url } from '../crypto/encoding.ts'
import type { Passkey } from '../records/passkey.ts'
import { type ClientData, readClientData, readRegistration } from '../rules/passkey-response.ts'
import { isAllowedOrigin, type RelyingParty } from '../rules/relying-party.ts'

/** COSE: ES256 and RS256, those that Cognito takes. */
export const ALGORITHMS: readonly number[] = [-7, -257]

/** WebAuthn §4, "Credential ID": at most 1,023 bytes; a longer one is refused (§7.1). */
const LONGEST_ID = 1023

/** A passkey whose owner is still to be written down. */
type Made = Omit<Passkey, 'userId' | 'createdAt'>

/** A browser's response to a registration, and the part of it that the browser wrote. */
interface Registration {
  readonly response: RegistrationResponseJSON
  readonly clientData: ClientData
}

/** Reads a response; nothing of it is checked yet. @throws InvalidParameterException for what is none. */
export function readResponse(credential: unknown): Registration {
  const response = readRegistration(credential)
  const clientData = response && readClientData(response.response.clientDataJSON)
  if (response && clientData) return { response, clientData }
  const message = 'Credential is not a RegistrationResponseJSON.'
  throw new ServiceError('InvalidParameterException', message)
}

/**
 * Checks a response whose challenge was found to be ours.
 *
 * @throws WebAuthnOriginNotAllowedException, WebAuthnRelyingPartyMismatchException,
 *   WebAuthnCredentialNotSupportedException.
 */
export async function checkResponse(
  { response, clientData }: Registration,
  party: RelyingParty,
): Promise<Made> {
  if (clientData.isEmbedded || !isAllowedOrigin(clientData.origin, party)) {
    const message = `The origin is not one of the relying party ${party.id}.`
    throw new ServiceError('WebAuthnOriginNotAllowedException', message)
  }
  const registration = await verify({ response, clientData }, party)
  if (!registration) throw notSupported()
  const { id, publicKey, counter } = registration.credential
  if (Buffer.byteLength(id, 'base64url') > LONGEST_ID) throw notSupported()
  return {
    id,
    publicKey: toBase64Url(publicKey),
    signCount: counter,
    name: 'Passkey',
    relyingParty: party.id,
    attachment: response.authenticatorAttachment,
    transports: response.response.transports ?? [],
  }
}

async function verify({ response, clientData }: Registration, party: RelyingParty) {
  try {
    if (!isSelfAttested(response)) return undefined
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: clientData.challenge,
      expectedOrigin: clientData.origin,
      expectedRPID: party.id,
      requireUserVerification: party.userVerification === 'required',
      supportedAlgorithmIDs: [...ALGORITHMS],
    })
    return registrationInfo
  } catch (error) {
    if (error instanceof Error && error.name === 'UnexpectedRPIDHash') throw partyMismatch()
    return undefined // the library throws for whatever is wrong; all of it means the same to the caller
  }
}

/**
 * No attestation is asked for, and none is checked: a browser then sends none, or a signature of the passkey's
 * own key (WebAuthn §5.1.3). Statements with certificates are refused: to check one may mean to ask an address
 * that it names.
 */
function isSelfAttested({ response }: RegistrationResponseJSON): boolean {
  const attestation = decodeAttestationObject(Buffer.from(response.attestationObject, 'base64url'))
  const format = attestation.get('fmt')
  const isSelf = format === 'packed' && attestation.get('attStmt').get('x5c') === undefined
  return format === 'none' || isSelf
}

/** The passkey answers to another relying party than the one the pool has now. */
export const partyMismatch = () =>
  new ServiceError(
    'WebAuthnRelyingPartyMismatchException',
    'The passkey was made for another relying party than that of the user pool.',
  )

const notSupported = () =>
  new ServiceError(
    'WebAuthnCredentialNotSupportedException',
    'The passkey could not be verified, or is of a kind that is not supported.',
  )
