import { fromCognitoIdentityPool } from '@aws-sdk/credential-providers'
import { Amplify } from 'aws-amplify'
import { fetchAuthSession, signIn, signOut } from 'aws-amplify/auth'
import { cognitoCredentialsProvider } from 'aws-amplify/auth/cognito'
import { ConsoleLogger } from 'aws-amplify/utils'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { AUTHENTICATED_ROLE, GUEST_ROLE, RememberingSource } from '../support/credentials.ts'
import { loginKey, makeIdentityPool } from '../support/identities.ts'
import { makePool, makeUser, PASSWORD, signIn as signInByPassword } from '../support/people.ts'
import { identitySdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { Device, take } from './device.ts'
import { useServer } from './serve.ts'

// It warns of every endpoint that is not Amazon's.
ConsoleLogger.LOG_LEVEL = 'ERROR'

onEachStore('credentials of an identity pool', (open) => {
  const source = new RememberingSource()
  const server = useServer(open, { credentials: source })
  let pool: Awaited<ReturnType<typeof makePool>>
  let identityPoolId: string

  beforeAll(async () => {
    const { house } = server()
    pool = await makePool(house)
    await makeUser(house, pool, 'ada')
  })
  beforeEach(async () => {
    const { house } = server()
    identityPoolId = await makeIdentityPool(house, [pool])
    await identitySdkFor(house).setIdentityPoolRoles({
      IdentityPoolId: identityPoolId,
      Roles: { authenticated: AUTHENTICATED_ROLE, unauthenticated: GUEST_ROLE },
    })
  })

  it('reach Amplify as a guest, signed in, and signed out again', async () => {
    const { url } = server()
    Amplify.configure({
      Auth: {
        Cognito: {
          userPoolId: pool.poolId,
          userPoolClientId: pool.clientId,
          userPoolEndpoint: url,
          identityPoolId,
          identityPoolEndpoint: url,
          allowGuestAccess: true,
        },
      },
    })
    take(new Device())
    await cognitoCredentialsProvider.clearCredentialsAndIdentityId() // kept by the process
    const guest = await fetchAuthSession()
    expect(guest.credentials?.sessionToken).toBe(`token of ${GUEST_ROLE}`)
    expect(guest.tokens).toBeUndefined()

    const options = { authFlowType: 'USER_PASSWORD_AUTH' } as const
    await signIn({ username: 'ada', password: PASSWORD, options })
    const ada = await fetchAuthSession()
    expect(ada.credentials?.sessionToken).toBe(`token of ${AUTHENTICATED_ROLE}`)
    expect(ada.identityId).toBe(guest.identityId)

    await signOut()
    const after = await fetchAuthSession()
    expect(after.credentials?.sessionToken).toBe(`token of ${GUEST_ROLE}`)
    expect(after.identityId).not.toBe(ada.identityId)
  })

  it('reach the credential provider of the AWS SDK', async () => {
    const { house, url } = server()
    const { IdToken } = await signInByPassword(house, pool, 'ada')
    const clientConfig = { region: 'us-east-1', endpoint: url }
    const asGuest = await fromCognitoIdentityPool({ identityPoolId, clientConfig })()
    expect(asGuest.sessionToken).toBe(`token of ${GUEST_ROLE}`)
    const logins = { [loginKey(pool.poolId)]: IdToken }
    const asAda = await fromCognitoIdentityPool({ identityPoolId, clientConfig, logins })()
    expect(asAda).toMatchObject({
      accessKeyId: 'ASIATEST',
      secretAccessKey: 'secret',
      sessionToken: `token of ${AUTHENTICATED_ROLE}`,
      expiration: new Date(4_000_000_000_000),
    })
  })
})
