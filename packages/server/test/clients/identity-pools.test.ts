import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { STS, type STSClientConfig } from '@aws-sdk/client-sts'
import { fromCognitoIdentityPool, fromWebToken } from '@aws-sdk/credential-providers'
import { Amplify } from 'aws-amplify'
import { fetchAuthSession, signIn, signOut } from 'aws-amplify/auth'
import { cognitoCredentialsProvider } from 'aws-amplify/auth/cognito'
import { ConsoleLogger } from 'aws-amplify/utils'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { refusalOf } from '../attacks/refusal.ts'
import { loginKey, makeIdentityPool } from '../support/identities.ts'
import { giveRoles } from '../support/identity-roles.ts'
import {
  makePool,
  makeUser,
  PASSWORD,
  signIn as signInByPassword,
  type TestPool,
} from '../support/people.ts'
import { ACCOUNT, policy } from '../support/roles.ts'
import { identitySdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { Device, take } from './device.ts'
import { useServer } from './serve.ts'

// It warns of every endpoint that is not Amazon's.
ConsoleLogger.LOG_LEVEL = 'ERROR'

/** What a client is given: credentials, or whoever knows them. */
type Source = NonNullable<STSClientConfig['credentials']>

onEachStore('credentials of an identity pool', (open) => {
  const server = useServer(open)
  let pool: TestPool
  let otherPool: TestPool
  let identityPoolId: string
  let roles: Awaited<ReturnType<typeof giveRoles>>

  beforeAll(async () => {
    const { house } = server()
    pool = await makePool(house)
    otherPool = await makePool(house)
    await makeUser(house, pool, 'ada')
  })
  beforeEach(async () => {
    const { house } = server()
    identityPoolId = await makeIdentityPool(house, [pool])
    const Resource = `arn:aws:cognito-idp:us-east-1:${ACCOUNT}:userpool/${pool.poolId}`
    roles = await giveRoles(
      house,
      identityPoolId,
      policy({ Action: 'cognito-idp:ListUsers', Resource }),
    )
  })
  const clientConfig = () => ({ region: 'us-east-1', endpoint: server().url, maxAttempts: 1 })
  const present = (credentials: Source | undefined): Source => {
    if (credentials) return credentials
    throw new Error('there are no credentials')
  }
  const whoIs = async (given: Source | undefined) => {
    const sts = new STS({ ...clientConfig(), credentials: present(given) })
    return (await sts.getCallerIdentity()).Arn
  }
  const sessionOf = (role: string, name = 'CognitoIdentityCredentials') =>
    `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`
  const listUsers = (given: Source | undefined, { poolId }: TestPool) => {
    const sdk = new CognitoIdentityProvider({ ...clientConfig(), credentials: present(given) })
    return refusalOf(sdk.listUsers({ UserPoolId: poolId }))
  }
  const loginsOf = async (name: string) => {
    const { IdToken } = await signInByPassword(server().house, pool, name)
    return { [loginKey(pool.poolId)]: IdToken }
  }

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
    expect(await whoIs(guest.credentials)).toBe(sessionOf(roles.guest))
    expect(guest.tokens).toBeUndefined()

    const options = { authFlowType: 'USER_PASSWORD_AUTH' } as const
    await signIn({ username: 'ada', password: PASSWORD, options })
    const ada = await fetchAuthSession()
    expect(await whoIs(ada.credentials)).toBe(sessionOf(roles.authenticated))
    expect(ada.identityId).toBe(guest.identityId)
    expect(await listUsers(ada.credentials, pool)).toBe('accepted')

    await signOut()
    const after = await fetchAuthSession()
    expect(await whoIs(after.credentials)).toBe(sessionOf(roles.guest))
    expect(after.identityId).not.toBe(ada.identityId)
  })

  it('reach the credential provider of the AWS SDK, and do what the role may', async () => {
    const config = { identityPoolId, clientConfig: clientConfig() }
    const asGuest = fromCognitoIdentityPool(config)
    expect(await whoIs(asGuest)).toBe(sessionOf(roles.guest))
    const asAda = fromCognitoIdentityPool({ ...config, logins: await loginsOf('ada') })
    expect(await whoIs(asAda)).toBe(sessionOf(roles.authenticated))
    expect(await listUsers(asAda, pool)).toBe('accepted')
    expect(await listUsers(asAda, otherPool)).toMatch(
      /^AccessDeniedException: User: .* is not authorized to perform: cognito-idp:ListUsers on resource: /,
    )
  })

  it('come by the basic flow, from the provider of web tokens', async () => {
    const { house } = server()
    const sdk = identitySdkFor(house)
    const take = async (role: string, Logins: Record<string, string> = {}) => {
      const { IdentityId } = await sdk.getId({ IdentityPoolId: identityPoolId, Logins })
      const { Token = '' } = await sdk.getOpenIdToken({ IdentityId, Logins })
      return fromWebToken({
        roleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
        roleSessionName: 'web',
        webIdentityToken: Token,
        clientConfig: clientConfig(),
      })
    }
    const ada = await take(roles.authenticated, await loginsOf('ada'))
    expect(await whoIs(ada)).toBe(sessionOf(roles.authenticated, 'web'))
    expect(await listUsers(ada, pool)).toBe('accepted')
    const guest = await take(roles.guest)
    expect(await whoIs(guest)).toBe(sessionOf(roles.guest, 'web'))
    const denied = 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity'
    const climbing = await take(roles.authenticated)
    expect(await refusalOf(climbing())).toBe(denied)
    const descending = await take(roles.guest, await loginsOf('ada'))
    expect(await refusalOf(descending())).toBe(denied)
  })
})
