/** From an identity to AWS credentials. */
import type { AuthCore } from '../core/core.ts'
import type { AWSCredentials } from '../core/credentials.ts'
import { AuthError } from '../core/errors.ts'
import { callIdentityPool } from '../wire/identity-pool.ts'
import type { Logins } from './logins.ts'

export interface Exchanged {
  /** The service's word: linking may have made it another one than was asked for. */
  readonly identityId: string
  readonly credentials: AWSCredentials & { readonly expiration: Date }
}

export interface Exchange {
  /** How long its credentials live at most. */
  readonly lifetimeMs: number
  run(core: AuthCore, identityId: string, logins: Logins): Promise<Exchanged>
}

/**
 * The enhanced flow: the identity pool takes the credentials from STS itself. They live for one hour.
 *
 * @param customRoleArn of the roles in the tokens, the one to take.
 */
export const enhancedFlow = (customRoleArn?: string): Exchange => ({
  lifetimeMs: 3_600_000,
  async run(core, identityId, { tokens }) {
    const { IdentityId = identityId, Credentials } = await callIdentityPool(
      core,
      'GetCredentialsForIdentity',
      {
        IdentityId: identityId,
        ...loginsMember(tokens),
        ...(customRoleArn && { CustomRoleArn: customRoleArn }),
      },
    )
    const { AccessKeyId, SecretKey, SessionToken, Expiration } = Credentials ?? {}
    if (!AccessKeyId || !SecretKey || !Expiration) throw noCredentials('The identity pool')
    return {
      identityId: IdentityId,
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretKey,
        ...(SessionToken && { sessionToken: SessionToken }),
        expiration: new Date(Expiration * 1000),
      },
    }
  },
})

/** A guest has no logins: an empty map is not the same to every service. */
export const loginsMember = (tokens: Logins['tokens']): { Logins?: Logins['tokens'] } =>
  Object.keys(tokens).length === 0 ? {} : { Logins: tokens }

export const noCredentials = (who: string): AuthError =>
  new AuthError('CredentialsUnavailable', `${who} answered no credentials.`)
