import { ServiceError } from '../api/errors.ts'
import { identityOperation } from '../call/operation.ts'
import { takeCredentials, takeOpenIdToken } from '../flows/identities/credentials.ts'

/** The enhanced flow: from logins to credentials in one call. */
export const GetCredentialsForIdentity = identityOperation(
  'GetCredentialsForIdentity',
  async ({ identityPool, federatedIdentity, input, services }) => {
    const { Logins = {}, CustomRoleArn } = input
    const asked = { identity: federatedIdentity, pool: identityPool, tokens: Logins }
    const { identity, credentials } = await takeCredentials(asked, CustomRoleArn, services)
    return {
      IdentityId: identity.id,
      Credentials: {
        AccessKeyId: credentials.accessKeyId,
        SecretKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: new Date(credentials.expiresAt),
      },
    }
  },
)

/** The basic flow: a token that its owner takes to STS. */
export const GetOpenIdToken = identityOperation(
  'GetOpenIdToken',
  async ({ identityPool, federatedIdentity, input, services }) => {
    if (!identityPool.document.AllowClassicFlow) {
      const message = 'Basic (classic) flow is not enabled, please use enhanced flow.'
      throw new ServiceError('InvalidParameterException', message)
    }
    const { Logins = {} } = input
    const asked = { identity: federatedIdentity, pool: identityPool, tokens: Logins }
    const { identity, token } = await takeOpenIdToken(asked, services)
    return { IdentityId: identity.id, Token: token }
  },
)
