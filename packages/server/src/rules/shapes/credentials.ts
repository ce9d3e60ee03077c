import type { AwsCredentials } from '../../ports/credentials.ts'

/** Session credentials as STS returns them. */
export const describeCredentials = (credentials: AwsCredentials) => ({
  AccessKeyId: credentials.accessKeyId,
  SecretAccessKey: credentials.secretAccessKey,
  SessionToken: credentials.sessionToken,
  Expiration: new Date(credentials.expiresAt),
})
