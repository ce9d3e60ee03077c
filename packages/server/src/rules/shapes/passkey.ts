import type { WebAuthnCredentialDescription } from '@aws-sdk/client-cognito-identity-provider'
import type { Passkey } from '../../records/passkey.ts'

/** A passkey as ListWebAuthnCredentials returns it. */
export const describePasskey = (passkey: Passkey): WebAuthnCredentialDescription => ({
  CredentialId: passkey.id,
  FriendlyCredentialName: passkey.name,
  RelyingPartyId: passkey.relyingParty,
  AuthenticatorTransports: [...passkey.transports],
  CreatedAt: new Date(passkey.createdAt),
  ...(passkey.attachment !== undefined && { AuthenticatorAttachment: passkey.attachment }),
})
