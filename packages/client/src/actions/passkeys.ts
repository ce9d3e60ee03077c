import type { AuthCore } from '../core/core.ts'
import { createPasskey } from '../passkeys/passkeys.ts'
import { callUserPool } from '../wire/user-pool.ts'
import { dateOf } from './devices.ts'
import { requireTokens } from './session.ts'

export interface AuthWebAuthnCredential {
  readonly credentialId: string | undefined
  readonly friendlyCredentialName: string | undefined
  readonly relyingPartyId: string | undefined
  readonly authenticatorAttachment: string | undefined
  readonly authenticatorTransports: string[] | undefined
  readonly createdAt: Date | undefined
}

/**
 * Makes a passkey for whoever is signed in.
 *
 * @throws AuthError with one of Amplify's `Passkey…` names, UserUnAuthenticatedException, or the service's
 * error.
 */
export async function associateWebAuthnCredential(core: AuthCore): Promise<void> {
  const { accessToken: AccessToken } = await requireTokens(core)
  const asked = await callUserPool(core, 'StartWebAuthnRegistration', { AccessToken })
  const Credential = await createPasskey(asked.CredentialCreationOptions, core.signal)
  await callUserPool(core, 'CompleteWebAuthnRegistration', { AccessToken, Credential })
}

/**
 * The passkeys of whoever is signed in.
 *
 * @throws UserUnAuthenticatedException, or the service's error.
 */
export async function listWebAuthnCredentials(
  core: AuthCore,
  input: { readonly pageSize?: number; readonly nextToken?: string } = {},
): Promise<{ credentials: AuthWebAuthnCredential[]; nextToken?: string }> {
  const { accessToken } = await requireTokens(core)
  const { Credentials = [], NextToken } = await callUserPool(core, 'ListWebAuthnCredentials', {
    AccessToken: accessToken,
    MaxResults: input.pageSize,
    NextToken: input.nextToken,
  })
  const credentials = Credentials.map((credential) => ({
    credentialId: credential.CredentialId,
    friendlyCredentialName: credential.FriendlyCredentialName,
    relyingPartyId: credential.RelyingPartyId,
    authenticatorAttachment: credential.AuthenticatorAttachment,
    authenticatorTransports: credential.AuthenticatorTransports,
    createdAt: dateOf(credential.CreatedAt),
  }))
  return { credentials, ...(NextToken && { nextToken: NextToken }) }
}

/**
 * Removes a passkey of whoever is signed in.
 *
 * @throws UserUnAuthenticatedException, or the service's error.
 */
export async function deleteWebAuthnCredential(
  core: AuthCore,
  { credentialId }: { readonly credentialId: string },
): Promise<void> {
  const { accessToken } = await requireTokens(core)
  await callUserPool(core, 'DeleteWebAuthnCredential', {
    AccessToken: accessToken,
    CredentialId: credentialId,
  })
}
