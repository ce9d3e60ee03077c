/** The browser's passkeys, with bytes as base64url text: what WebAuthn level 3 calls JSON. */
import { AuthError, nameOf } from '../core/errors.ts'
import { fromBase64Url, toBase64Url } from '../encoding/bytes.ts'
import { entryOf } from '../encoding/entry.ts'

interface CredentialJson {
  readonly id: string
  readonly [member: string]: unknown
}

/** Options as the service sends them. */
interface OptionsJson {
  readonly challenge: string
  readonly allowCredentials?: readonly CredentialJson[]
  readonly excludeCredentials?: readonly CredentialJson[]
  readonly user?: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly rp?: object
  readonly pubKeyCredParams?: readonly object[]
}

/** What the browser's errors mean, by their names. */
const MEANINGS: Readonly<Record<string, readonly [name: string, message: string]>> = {
  AbortError: ['PasskeyOperationAborted', 'The passkey was aborted.'],
  SecurityError: ['RelyingPartyMismatch', 'This page is not of the relying party.'],
}

/**
 * Signs a challenge with a passkey of the person's choice.
 *
 * @param options the text or the document that the service sent.
 * @param signal takes the browser's question away when it is aborted.
 * @throws AuthError with one of Amplify's `Passkey…` names, or the signal's reason.
 */
export async function getPasskey(
  options: string | undefined,
  signal: AbortSignal | undefined,
): Promise<object> {
  if (!options) throw invalid('InvalidPasskeyAuthenticationOptions')
  const { challenge, allowCredentials, ...others }: OptionsJson = JSON.parse(options)
  const publicKey = {
    ...others,
    challenge: fromBase64Url(challenge),
    allowCredentials: withIds(allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions // the members that are text stay as the service wrote them
  const credential = await ceremony(
    'Authentication',
    signal,
    () => navigator.credentials.get({ publicKey, signal: signal as AbortSignal }), // may be undefined
  )
  const response = credential.response as AuthenticatorAssertionResponse // `get` answers no other
  return {
    ...describe(credential),
    response: {
      clientDataJSON: toBase64Url(response.clientDataJSON),
      authenticatorData: toBase64Url(response.authenticatorData),
      signature: toBase64Url(response.signature),
      ...(response.userHandle && { userHandle: toBase64Url(response.userHandle) }),
    },
  }
}

/**
 * Makes a passkey.
 *
 * @throws AuthError with one of Amplify's `Passkey…` names, or the signal's reason.
 */
export async function createPasskey(
  options: unknown,
  signal: AbortSignal | undefined,
): Promise<object> {
  const { challenge, excludeCredentials, user, ...others } = (options ?? {}) as OptionsJson // checked next
  if (!challenge || !user || !others.rp || !others.pubKeyCredParams)
    throw invalid('InvalidPasskeyRegistrationOptions')
  const publicKey = {
    ...others,
    challenge: fromBase64Url(challenge),
    excludeCredentials: withIds(excludeCredentials),
    user: { ...user, id: fromBase64Url(user.id) },
  } as unknown as PublicKeyCredentialCreationOptions // the rest stays as the service wrote it
  const credential = await ceremony('Registration', signal, () =>
    navigator.credentials.create({ publicKey, signal: signal as AbortSignal }).catch((error) => {
      if (nameOf(error) !== 'InvalidStateError') throw error
      throw new AuthError('PasskeyAlreadyExists', 'This authenticator has a passkey already.')
    }),
  )
  const response = credential.response as AuthenticatorAttestationResponse // `create` answers no other
  const publicKeyBytes = response.getPublicKey()
  return {
    ...describe(credential),
    response: {
      clientDataJSON: toBase64Url(response.clientDataJSON),
      attestationObject: toBase64Url(response.attestationObject),
      transports: response.getTransports(),
      publicKeyAlgorithm: response.getPublicKeyAlgorithm(),
      authenticatorData: toBase64Url(response.getAuthenticatorData()),
      ...(publicKeyBytes && { publicKey: toBase64Url(publicKeyBytes) }),
    },
  }
}

async function ceremony(
  kind: 'Authentication' | 'Registration',
  signal: AbortSignal | undefined,
  run: () => Promise<Credential | null>,
): Promise<PublicKeyCredential> {
  if (!globalThis.navigator?.credentials || typeof PublicKeyCredential !== 'function') {
    throw new AuthError('PasskeyNotSupported', 'There are no passkeys here.', {
      recoverySuggestion: 'Passkeys need a browser, and https:// or localhost.',
    })
  }
  let credential: Credential | null
  try {
    credential = await run()
  } catch (underlyingError) {
    signal?.throwIfAborted()
    if (underlyingError instanceof AuthError) throw underlyingError
    throw explain(kind, underlyingError)
  }
  if (credential instanceof PublicKeyCredential) return credential
  const name = kind === 'Registration' ? 'PasskeyRegistrationFailed' : 'PasskeyRetrievalFailed'
  throw new AuthError(name, 'The browser gave no passkey.')
}

/** @see https://www.w3.org/TR/webauthn-3/#sctn-op-make-cred on when a browser throws which error */
function explain(kind: string, underlyingError: unknown): AuthError {
  const name = nameOf(underlyingError)
  const [meaning, message] =
    name === 'NotAllowedError'
      ? [`Passkey${kind}Canceled`, 'The passkey was canceled, or took too long.']
      : (entryOf(MEANINGS, name) ?? ['Unknown', 'The browser failed.'])
  return new AuthError(meaning, message, { underlyingError })
}

const describe = (credential: PublicKeyCredential) => ({
  id: credential.id,
  rawId: toBase64Url(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
  ...(credential.authenticatorAttachment && {
    authenticatorAttachment: credential.authenticatorAttachment,
  }),
})

const withIds = (credentials: readonly CredentialJson[] = []) =>
  credentials.map((credential) => ({ ...credential, id: fromBase64Url(credential.id) }))

const invalid = (name: string): AuthError =>
  new AuthError(name, 'The service sent no passkey options.')
