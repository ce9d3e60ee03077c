import { CognitoIdentity } from '@aws-sdk/client-cognito-identity'
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { IAM } from '@aws-sdk/client-iam'
import { STS } from '@aws-sdk/client-sts'
import type { Poolhouse } from '../../src/index.ts'

/** A house that answers, in this process or in another. */
export type AnsweringHouse = Pick<Poolhouse, 'fetch' | 'publicUrl'>

/** As much of the SDK's HTTP request as it takes to make a Request of it. */
interface SdkRequest {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body?: BodyInit
}

/** The AWS SDK's own client, talking to a house in this process: signed and parsed as over the network. */
export const sdkFor = (
  house: AnsweringHouse,
  credentials: Credentials = ANYONE,
): CognitoIdentityProvider => new CognitoIdentityProvider(inProcess(house, credentials))

/** The same for identity pools. */
export const identitySdkFor = (
  house: AnsweringHouse,
  credentials: Credentials = ANYONE,
): CognitoIdentity => new CognitoIdentity(inProcess(house, credentials))

export const iamFor = (house: AnsweringHouse, credentials: Credentials = ANYONE): IAM =>
  new IAM(inProcess(house, credentials))

export const stsFor = (house: AnsweringHouse, credentials: Credentials = ANYONE): STS =>
  new STS(inProcess(house, credentials))

/** What requests are signed with. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

const ANYONE: Credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'a secret for tests' }

const inProcess = (house: AnsweringHouse, credentials: Credentials) => ({
  region: 'us-east-1',
  endpoint: house.publicUrl,
  credentials,
  maxAttempts: 1,
  requestHandler: {
    handle: async (request: SdkRequest) => ({ response: await answer(house, request) }),
  },
})

async function answer(house: AnsweringHouse, { method, path, headers, body }: SdkRequest) {
  const url = new URL(path, house.publicUrl)
  const response = await house.fetch(
    new Request(url, { method, headers, ...(body !== undefined && { body }) }),
  )
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  }
}
