import { ServiceError } from '../api/errors.ts'
import { identityOperation } from '../call/operation.ts'
import { openIdTokenOf, takeRole } from '../flows/identities/credentials.ts'
import { identify } from '../flows/identities/identify.ts'

/** The enhanced flow: from logins to credentials in one call. */
export const GetCredentialsForIdentity = identityOperation(
  'GetCredentialsForIdentity',
  async ({ identityPool, federatedIdentity, input, services }) => {
    const who = await identify(federatedIdentity, identityPool, input.Logins ?? {}, services)
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = await takeRole(
      who,
      identityPool,
      input.CustomRoleArn,
      services,
    )
    return {
      IdentityId: who.identity.id,
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretKey: secretAccessKey,
        SessionToken: sessionToken,
        Expiration: new Date(expiresAt),
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
    const who = await identify(federatedIdentity, identityPool, input.Logins ?? {}, services)
    return {
      IdentityId: who.identity.id,
      Token: await openIdTokenOf(who, identityPool, services),
    }
  },
)
