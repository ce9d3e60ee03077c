/** The Gem's `AWSCognitoAuthorizationRequestBus`: AWS credentials, asked for and told. */
import { awsCredentials, type SdkCredentials } from '../actions/aws-credentials.ts'
import type { AuthCore } from '../core/core.ts'
import { messageOf } from '../core/errors.ts'
import { dropIdentity, loadIdentity } from '../credentials/identity.ts'
import { identityPool } from '../credentials/identity-pool.ts'
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
  /** A guest's, whoever is signed in: an identity of its own, of which nobody else's credentials come. */
  GetAnonymousCognitoCredentialsProvider(): SdkCredentials
  /**
   * The Gem's place in AWSCore's chain of credentials: as `GetCognitoCredentialsProvider`, and with a warning a
   * guest's for as long as the login of whoever is signed in cannot be used.
   */
  GetCredentialsProvider(): SdkCredentials
  /** Where that place is: AWSCore asks in ascending order, its own defaults at 30. */
  GetCredentialHandlerOrder(): number
  RequestAWSCredentialsAsync(): Promise<void>
}

const NO_IDENTITY_POOL = 'Missing Cognito Identity pool id in resource mappings.'
const NO_USER_POOL =
  'Missing Cognito User pool id in resource mappings. Cognito IDP authenticated identities will not work.'
const ANONYMOUS = 'No logins found. Using Anonymous credential provider'
const FAILED = 'Failed to get AWS credentials'

/** The requests, for a core whose credentials are those of an identity pool. */
export function makeAuthorization(
  bus: NotificationBus<AuthorizationNotifications>,
  core: AuthCore,
  providers: readonly AuthProvider[],
): AuthorizationRequests {
  const { identityPoolId, userPoolId } = core.config
  const provide = awsCredentials(core)
  const guest = guestOf(core)
  const anonymous = awsCredentials(guest)
  const hasLogins = () =>
    readLogins(core, providers).then(
      (logins) => !isGuest(logins),
      () => true, // whose tokens cannot be refreshed now is somebody all the same
    )
  const chain = inTurn(provide, anonymous, hasLogins)
  return {
    Initialize() {
      if (!identityPoolId) console.warn(NO_IDENTITY_POOL)
      else if (!userPoolId) console.warn(NO_USER_POOL)
      return Boolean(identityPoolId)
    },

    async Reset() {
      for (const one of [core, guest]) {
        one.credentialsProvider?.clearCredentialsAndIdentityId()
        await dropIdentity(one)
      }
    },

    async GetIdentityId() {
      const logins = await readLogins(core, providers).catch(() => undefined)
      return (logins && (await loadIdentity(core, logins))) ?? ''
    },

    HasPersistedLogins: hasLogins,
    GetCognitoCredentialsProvider: () => provide,
    GetAnonymousCognitoCredentialsProvider: () => anonymous,
    GetCredentialsProvider: () => chain,
    GetCredentialHandlerOrder: () => 20,

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

/** The same application with nobody signed in. It keeps a guest's identity under a name of its own. */
const guestOf = (core: AuthCore): AuthCore => ({
  ...core,
  config: { ...core.config, userPoolId: undefined, userPoolClientId: 'anonymous' },
  credentialsProvider: identityPool(),
})

/** Credentials of the first, or for want of them a guest's where somebody's login is why there are none. */
function inTurn(
  provide: SdkCredentials,
  anonymous: SdkCredentials,
  hasLogins: () => Promise<boolean>,
): SdkCredentials {
  let hasWarned = false
  const ask = async () => {
    try {
      const found = await provide()
      hasWarned = false
      return found
    } catch (error) {
      if (!(await hasLogins())) throw error
      const found = await anonymous().catch(() => {
        throw error
      })
      // Once: clients of the AWS SDK ask before every request.
      if (!hasWarned) console.warn(`${ANONYMOUS}: ${messageOf(error)}`)
      hasWarned = true
      return found
    }
  }
  return Object.assign(ask, { memoized: true as const })
}
