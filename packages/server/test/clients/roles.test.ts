import { STS } from '@aws-sdk/client-sts'
import { fromTemporaryCredentials, fromWebToken } from '@aws-sdk/credential-providers'
import { expect, it, vi } from 'vitest'
import { refusalOf } from '../attacks/refusal.ts'
import { makeTokenPool, openIdToken } from '../support/open-id-tokens.ts'
import { ACCOUNT, makeRole, policy, trust, trustInPool } from '../support/roles.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { openTerminal } from './aws-cli.ts'
import { useServer } from './serve.ts'

// Every command starts a Python anew, which takes a second or two.
vi.setConfig({ testTimeout: 120_000 })

const LIST = policy({ Action: 'cognito-idp:ListUserPools' })

interface Assumed {
  readonly Credentials: {
    readonly AccessKeyId: string
    readonly SecretAccessKey: string
    readonly SessionToken: string
  }
}

onEachStore('roles and their sessions', (open, store) => {
  const server = useServer(open)
  const house = () => ({ fetch: server().house.fetch, publicUrl: server().url })
  const clientConfig = () => ({ endpoint: server().url, region: 'us-east-1' })

  it('are taken with a web token by the SDK’s own provider', async () => {
    await makeTokenPool(house())
    const { token } = await openIdToken(house())
    const role = await makeRole(house(), trustInPool(), LIST)
    const credentials = fromWebToken({
      roleArn: role.arn,
      roleSessionName: 'web',
      webIdentityToken: token,
      clientConfig: clientConfig(),
    })
    const sts = new STS({ ...clientConfig(), credentials })
    expect(await sts.getCallerIdentity()).toMatchObject({
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role.name}/web`,
    })
  })

  it('are taken with a key by the SDK’s own provider', async () => {
    const role = await makeRole(house(), trust({ AWS: ACCOUNT }), LIST)
    const credentials = fromTemporaryCredentials({
      params: { RoleArn: role.arn, RoleSessionName: 'ada' },
      masterCredentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'any' },
      clientConfig: clientConfig(),
    })
    const sdk = sdkFor(house(), await credentials())
    expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toBe('accepted')
    expect(await refusalOf(sdk.createUserPool({ PoolName: 'x' }))).toMatch(/^AccessDeniedException/)
  })

  // One store is enough for the rest: it shows nothing of itself to this client.
  if (store === 'postgres') return

  it('are made, taken and deleted with the AWS CLI', async () => {
    const { url } = server()
    const iam = openTerminal(url, undefined, 'iam')
    const sts = openTerminal(url, undefined, 'sts')
    const named = ['--role-name', 'reader']
    await iam.aws`create-role ${named} --assume-role-policy-document ${trust({ AWS: ACCOUNT })}
      --tags Key=team,Value=red`
    await iam.aws`put-role-policy ${named} --policy-name list --policy-document ${LIST}`
    expect(await iam.aws`get-role ${named}`).toMatchObject({
      Role: {
        RoleName: 'reader',
        AssumeRolePolicyDocument: JSON.parse(trust({ AWS: ACCOUNT })),
        Tags: [{ Key: 'team', Value: 'red' }],
      },
    })
    expect(await iam.aws`get-role-policy ${named} --policy-name list`).toMatchObject({
      PolicyDocument: JSON.parse(LIST),
    })
    const arn = `arn:aws:iam::${ACCOUNT}:role/reader`
    const { Credentials } = await sts.aws<Assumed>`assume-role --role-arn ${arn}
      --role-session-name ada`
    const key = {
      id: Credentials.AccessKeyId,
      secret: Credentials.SecretAccessKey,
      token: Credentials.SessionToken,
    }
    expect(await openTerminal(url, key, 'sts').aws`get-caller-identity`).toMatchObject({
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/ada`,
    })
    const pools = openTerminal(url, key)
    expect(await pools.aws`list-user-pools --max-results 1`).toHaveProperty('UserPools')
    expect(await pools.refused`create-user-pool --pool-name mine`).toContain(
      'An error occurred (AccessDeniedException) when calling the CreateUserPool operation: User: arn:aws:sts::',
    )
    expect(await iam.refused`delete-role ${named}`).toContain(
      'An error occurred (DeleteConflict) when calling the DeleteRole operation: Cannot delete entity, must delete policies first.',
    )
    await iam.aws`delete-role-policy ${named} --policy-name list`
    await iam.aws`delete-role ${named}`
    expect(await iam.refused`get-role ${named}`).toContain(
      'An error occurred (NoSuchEntity) when calling the GetRole operation: The role with name reader cannot be found.',
    )
    expect(await pools.refused`list-user-pools --max-results 1`).toContain(
      'UnrecognizedClientException',
    )
  })
})
