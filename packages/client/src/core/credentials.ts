import type { JWT } from '../encoding/jwt.ts'

/** AWS credentials for a while. */
export interface AWSCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  readonly expiration?: Date | undefined
}

/** The tokens of whoever is signed in. */
export interface AuthTokens {
  readonly accessToken: JWT
  readonly idToken?: JWT
}

/** Where a session's AWS credentials come from: the interface of Amplify's own providers. */
export interface CredentialsProvider {
  getCredentialsAndIdentityId(asked: {
    readonly authenticated: boolean
    readonly tokens?: AuthTokens
    readonly forceRefresh?: boolean
    readonly authConfig?: unknown
  }): Promise<{ credentials: AWSCredentials; identityId?: string } | undefined>
  /** Forgets them at once: who they belonged to is signed out. */
  clearCredentialsAndIdentityId(): void
}
