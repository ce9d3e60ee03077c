/** The Gem's `AWSCognitoAuthorizationRequestBus`: AWS credentials, asked for and told. */
import { awsCredentials, type SdkCredentials } from '../actions/aws-credentials.ts'
import type { AuthCore } from '../core/core.ts'
import { dropIdentity, loadIdentity } from '../credentials/identity.ts'
import { isGuest, readLogins } from '../credentials/logins.ts'
import type { AuthProvider } from '../session/provider.ts'
import type { AuthorizationNotifications, NotificationBus } from './notifications.ts'

export interface AuthorizationRequests {
  /** False and a warning where no identity pool is configured. */
  Initialize(): boolean
  /** Forgets the identity and its credentials. Who is signed in gets others at the next request. */
  Reset(): Promise<void>
  /** Empty before the first request. */
  GetIdentityId(): Promise<string>
  HasPersistedLogins(): Promise<boolean>
  /** What clients of the AWS SDK take as `credentials`; guests have theirs from it too. */
  GetCognitoCredentialsProvider(): SdkCredentials
  RequestAWSCredentialsAsync(): Promise<void>
}

const NO_IDENTITY_POOL = 'Missing Cognito Identity pool id in resource mappings.'
const NO_USER_POOL =
  'Missing Cognito User pool id in resource mappings. Cognito IDP authenticated identities will not work.'
const FAILED = 'Failed to get AWS credentials'

/** The requests, for a core whose credentials are those of an identity pool. */
export function makeAuthorization(
  bus: NotificationBus<AuthorizationNotifications>,
  core: AuthCore,
  providers: readonly AuthProvider[],
): AuthorizationRequests {
  const { identityPoolId, userPoolId } = core.config
  const provide = awsCredentials(core)
  return {
    Initialize() {
      if (!identityPoolId) console.warn(NO_IDENTITY_POOL)
      else if (!userPoolId) console.warn(NO_USER_POOL)
      return Boolean(identityPoolId)
    },

    async Reset() {
      core.credentialsProvider?.clearCredentialsAndIdentityId()
      await dropIdentity(core)
    },

    async GetIdentityId() {
      const logins = await readLogins(core, providers).catch(() => undefined)
      return (logins && (await loadIdentity(core, logins))) ?? ''
    },

    HasPersistedLogins: () =>
      readLogins(core, providers).then(
        (logins) => !isGuest(logins),
        () => true, // whose tokens cannot be refreshed now is somebody all the same
      ),

    GetCognitoCredentialsProvider: () => provide,

    async RequestAWSCredentialsAsync() {
      try {
        const { accessKeyId, secretAccessKey, sessionToken = '' } = await provide()
        bus.Broadcast('OnRequestAWSCredentialsSuccess', {
          AWSAccessKeyId: accessKeyId,
          AWSSecretKey: secretAccessKey,
          AWSSessionToken: sessionToken,
        })
      } catch (error) {
        // As the Gem did: scripts compare the payload, and why it failed is for whoever reads the log.
        console.warn(`${FAILED}: ${messageOf(error)}`)
        bus.Broadcast('OnRequestAWSCredentialsFail', FAILED)
      }
    },
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
