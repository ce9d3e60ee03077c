/** AWS credentials of a session. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  /** Milliseconds. */
  readonly expiresAt: number
}

/** What a role is assumed with: an OpenID token of an identity pool, as AWS's AssumeRoleWithWebIdentity takes it. */
export interface RoleRequest {
  readonly roleArn: string
  readonly sessionName: string
  readonly webIdentityToken: string
  readonly durationSeconds: number
  /** A session policy, as JSON: what the role allows beyond it is not allowed. */
  readonly policy?: string | undefined
}

/**
 * What came of it. `denied`: there is no such role, or its trust policy does not admit the token. `unavailable`:
 * nobody could say.
 */
export type RoleOutcome =
  | { readonly kind: 'credentials'; readonly credentials: AwsCredentials }
  | { readonly kind: 'denied' | 'unavailable'; readonly reason: string }

/** Where the credentials of identities come from: our own STS, or another one. */
export interface CredentialsSource {
  assumeRole(request: RoleRequest): Promise<RoleOutcome>
}
