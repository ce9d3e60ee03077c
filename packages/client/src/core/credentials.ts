import type { JWT } from '../encoding/jwt.ts'

/** AWS credentials for a while. */
export interface AWSCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** The tokens of whoever is signed in. */
export interface AuthTokens {
  readonly accessToken: JWT
  readonly idToken?: JWT
}
