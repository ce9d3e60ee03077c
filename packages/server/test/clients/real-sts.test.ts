import { STS } from '@aws-sdk/client-sts'
import { fromCognitoIdentityPool } from '@aws-sdk/credential-providers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPoolhouse, type Poolhouse } from '../../src/index.ts'
import { refusalOf } from '../attacks/refusal.ts'
import { loginKey, makeIdentityPool } from '../support/identities.ts'
import { makePool, makeUser, signIn, type TestPool } from '../support/people.ts'
import { makeRole, policy, trust } from '../support/roles.ts'
import { iamFor, identitySdkFor, sdkFor } from '../support/sdk.ts'
import { injectedKeys, onEachStore, useDatabase } from '../support/stores.ts'
import { useListener } from './serve.ts'

const AWS_ACCOUNT = '111122223333'

const nameOf = (issuer: string) => issuer.replace('http://', '')

/**
 * The other side is a Poolhouse of its own, with its own database and keys, which knows of the first only what
 * was registered with its IAM: as AWS would.
 */
onEachStore('credentials from a real STS', (open, store) => {
  const database = store === 'postgres' ? useDatabase() : undefined
  let house: Poolhouse | undefined
  let aws: Poolhouse | undefined
  const opened = (one: Poolhouse | undefined) => {
    if (!one) throw new Error('it is opened in a hook: ask for it inside a test')
    return one
  }
  const here = useListener((request) => opened(house).fetch(request))
  const away = useListener((request) => opened(aws).fetch(request))
  afterAll(() => aws?.close())
  let pool: TestPool
  let identityPoolId: string
  const roles = { authenticated: '', unauthenticated: '' }

  beforeAll(async () => {
    aws = await openPoolhouse({
      store: database ? { postgres: database() } : 'memory',
      masterKey: Buffer.alloc(32, 'another key for tests'),
      keyStock: injectedKeys(),
      isStrict: true,
      publicUrl: away(),
      account: AWS_ACCOUNT,
      logins: { allowInsecureHosts: ['127.0.0.1'] },
    })
    house = await open({ publicUrl: here(), stsEndpoint: away() })
    pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    identityPoolId = await makeIdentityPool(house, [pool])
    const issuer = `${here()}/cognito-identity`
    const name = nameOf(issuer)
    const { OpenIDConnectProviderArn: arn } = await iamFor(opened(aws)).createOpenIDConnectProvider(
      {
        Url: issuer,
        ClientIDList: [identityPoolId],
      },
    )
    const trustIn = (amr: string, aud = identityPoolId) =>
      trust(
        { Federated: arn },
        {
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: { [`${name}:aud`]: aud },
            'ForAnyValue:StringLike': { [`${name}:amr`]: amr },
          },
        },
      )
    const may = policy({ Action: 'cognito-idp:ListUserPools' }, { Action: 'iam:ListRoles' })
    roles.authenticated = (await makeRole(opened(aws), trustIn('authenticated'), may)).arn
    roles.unauthenticated = (await makeRole(opened(aws), trustIn('unauthenticated'), may)).arn
    await identitySdkFor(house).setIdentityPoolRoles({
      IdentityPoolId: identityPoolId,
      Roles: roles,
    })
  })
  const provider = (logins: Record<string, string> = {}) =>
    fromCognitoIdentityPool({
      identityPoolId,
      logins,
      clientConfig: { region: 'us-east-1', endpoint: here(), maxAttempts: 1 },
    })
  const login = async () => ({
    [loginKey(pool.poolId)]: (await signIn(opened(house), pool, 'ada')).IdToken,
  })
  const whoIs = async (endpoint: string, credentials: ReturnType<typeof provider>) =>
    (await new STS({ region: 'us-east-1', endpoint, credentials }).getCallerIdentity()).Arn

  it('are those of the other account, and do what its role may there', async () => {
    const credentials = provider(await login())
    const role = roles.authenticated.split('/').at(-1)
    expect(await whoIs(away(), credentials)).toBe(
      `arn:aws:sts::${AWS_ACCOUNT}:assumed-role/${role}/CognitoIdentityCredentials`,
    )
    const sdk = sdkFor(opened(aws), await credentials())
    expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toBe('accepted')
    expect(await refusalOf(sdk.createUserPool({ PoolName: 'x' }))).toMatch(/^AccessDeniedException/)
  })

  it('hold guests to the session policy there too', async () => {
    const given = await provider()()
    const sdk = sdkFor(opened(aws), given)
    expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toBe('accepted')
    expect(await refusalOf(iamFor(opened(aws), given).listRoles({}))).toMatch(/no session policy/)
  })

  it('are not for a pool whose audience is not registered, or that no role trusts', async () => {
    const sdk = identitySdkFor(opened(house))
    const other = await makeIdentityPool(opened(house), [pool])
    await sdk.setIdentityPoolRoles({ IdentityPoolId: other, Roles: roles })
    const take = async () => {
      const Logins = await login()
      const { IdentityId } = await sdk.getId({ IdentityPoolId: other, Logins })
      return await refusalOf(sdk.getCredentialsForIdentity({ IdentityId, Logins }))
    }
    const refused =
      'InvalidIdentityPoolConfigurationException: Invalid identity pool configuration. Check assigned IAM roles for this pool.'
    expect(await take()).toBe(refused)
    const name = nameOf(`${here()}/cognito-identity`)
    await iamFor(opened(aws)).addClientIDToOpenIDConnectProvider({
      OpenIDConnectProviderArn: `arn:aws:iam::${AWS_ACCOUNT}:oidc-provider/${name}`,
      ClientID: other,
    })
    expect(await take()).toBe(refused)
  })
})
