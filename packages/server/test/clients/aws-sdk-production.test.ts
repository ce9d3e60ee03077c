import {
  CognitoIdentityProvider,
  type CognitoIdentityProviderClientConfig,
  ResourceNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, it } from 'vitest'
import { onEachStore } from '../support/stores.ts'
import { useServer } from './serve.ts'

const KEY = { accessKeyId: 'AKIAPOOLHOUSE', secretAccessKey: 'the secret of an administrator' }

onEachStore('the AWS SDK under production rules', (open) => {
  const accessKeys = [{ id: KEY.accessKeyId, secret: KEY.secretAccessKey }]
  const server = useServer(open, { accessKeys })

  const connect = (config: CognitoIdentityProviderClientConfig) =>
    new CognitoIdentityProvider({ region: 'us-east-1', endpoint: server().url, ...config })

  /** What is said to a call that must fail. */
  const refusalOf = (call: Promise<unknown>) =>
    call.then(
      () => 'accepted',
      (error: Error & { $metadata?: object }) => error,
    )

  it('administrates with a right key', async () => {
    const sdk = connect({ credentials: KEY })
    const { UserPool } = await sdk.createUserPool({
      PoolName: 'signed',
      UserPoolTags: { motto: 'ä €, + and %2F' },
    })
    const { UserPoolClient } = await sdk.createUserPoolClient({
      UserPoolId: UserPool?.Id,
      ClientName: 'app',
    })
    const { UserPoolClients } = await sdk.listUserPoolClients({ UserPoolId: UserPool?.Id })
    expect(UserPoolClients?.map(({ ClientId }) => ClientId)).toEqual([UserPoolClient?.ClientId])
  })

  it('is refused with a wrong secret', async () => {
    const sdk = connect({ credentials: { ...KEY, secretAccessKey: 'a guess' } })
    expect(await refusalOf(sdk.createUserPool({ PoolName: 'mine' }))).toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringContaining('does not match the signature you provided'),
      $metadata: { httpStatusCode: 400 },
    })
  })

  it('is refused with a key that nobody has', async () => {
    const sdk = connect({ credentials: { ...KEY, accessKeyId: 'AKIANOBODY' } })
    expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toMatchObject({
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
      $metadata: { httpStatusCode: 400 },
    })
  })

  it('is refused without a signature', async () => {
    const sdk = connect({ credentials: KEY, signer: { sign: async (request) => request } })
    expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toMatchObject({
      name: 'MissingAuthenticationTokenException',
      $metadata: { httpStatusCode: 400 },
    })
  })

  it('is refused when it signed for another region', async () => {
    const sdk = connect({ credentials: KEY, region: 'eu-west-1' })
    expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toMatchObject({
      name: 'InvalidSignatureException',
      message: 'Credential should be scoped to a valid region.',
    })
  })

  it('calls what is public without any key', async () => {
    const sdk = connect({})
    const unknown = sdk.signUp({ ClientId: 'nobody', Username: 'ada', Password: 'Swim-Daily-1' })
    await expect(unknown).rejects.toBeInstanceOf(ResourceNotFoundException)
  })
  it('sets its clock by the service, whatever its own says', async () => {
    server().house.clock.advance('1h')
    const sdk = connect({ credentials: KEY })
    expect(await sdk.listUserPools({ MaxResults: 1 })).toHaveProperty('UserPools')
  })
})
