import { ServiceError } from '../api/errors.ts'
import { stsOperation } from '../call/operation.ts'
import { callerArn } from '../flows/assume-role.ts'
import { requireSigner } from '../flows/authorise.ts'
import { describeCredentials } from '../rules/shapes/credentials.ts'
import { makeCredentials } from '../tokens/aws-credentials.ts'
import { refuseUnknown } from './unsupported.ts'

/** AWS's, where the request does not say: half a day. */
const DEFAULT_SECONDS = 43_200

export const GetCallerIdentity = stsOperation(
  'GetCallerIdentity',
  async ({ principal, identity }) => {
    const { account } = identity
    const signer = requireSigner(principal)
    const Arn = callerArn(signer, identity)
    if (signer.kind === 'administrator') return { UserId: account, Account: account, Arn }
    const { roleId, sessionName } = signer.session
    return { UserId: `${roleId}:${sessionName}`, Account: account, Arn }
  },
)

export const GetSessionToken = stsOperation(
  'GetSessionToken',
  async ({ input, principal, clock, services }) => {
    refuseUnknown(input, ['SerialNumber', 'TokenCode', 'MinimumSessionTokenSize'])
    const signer = requireSigner(principal)
    if (signer.kind === 'role' || signer.isTemporary) {
      const message = 'Cannot call GetSessionToken with session credentials'
      throw new ServiceError('AccessDeniedException', message)
    }
    const { kind, accessKeyId, secretMark } = signer
    const expiresAt = clock.now() + (input.DurationSeconds ?? DEFAULT_SECONDS) * 1000
    const credentials = makeCredentials({ kind, accessKeyId, secretMark }, expiresAt, services)
    return { Credentials: describeCredentials(credentials) }
  },
)

/** There is one account here, and every key is of it. */
export const GetAccessKeyInfo = stsOperation('GetAccessKeyInfo', async ({ identity }) => ({
  Account: identity.account,
}))
