import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPoolhouse, type Poolhouse } from '../index.ts'

/** As far as anybody reads it before a signature is checked. */
const signedFor = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIATEST/20261103/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`

describe('a client of another service', () => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await openPoolhouse({ store: 'memory' })
  })
  afterAll(() => house.close())
  const ask = async (service: string, path: string, init: RequestInit = {}) => {
    const headers = { authorization: signedFor(service), ...init.headers }
    const response = await house.fetch(
      new Request(new URL(path, house.publicUrl), { ...init, headers }),
    )
    return { status: response.status, headers: response.headers, body: await response.text() }
  }

  it('learns that it came to the wrong door', async () => {
    const target = { 'x-amz-target': 'DynamoDB_20120810.ListTables' }
    const { status, headers, body } = await ask('dynamodb', '/', {
      method: 'POST',
      headers: target,
    })
    expect([status, headers.get('x-amzn-errortype')]).toEqual([400, 'UnknownOperationException:'])
    expect(JSON.parse(body).message).toBe(
      'Poolhouse is no dynamodb. Where AWS_ENDPOINT_URL sends every service here, unset it or set AWS_ENDPOINT_URL_DYNAMODB too.',
    )
  })

  it.each(['GET', 'PUT'])('of objects is told in XML, by %s', async (method) => {
    const { status, headers, body } = await ask('s3', '/bucket/key', { method })
    expect([status, headers.get('content-type')]).toEqual([400, 'application/xml'])
    expect(body).toMatch(
      /^<Error><Code>UnknownOperationException<\/Code><Message>Poolhouse is no s3\./,
    )
  })

  it('finds nothing of what it sent in the answer but a name', async () => {
    const { body } = await ask('<script>"alert&', '/')
    expect(body).toContain('Poolhouse is no scriptalert.')
  })

  it('is not whoever signs a call of ours wrongly', async () => {
    const target = { 'x-amz-target': 'AWSCognitoIdentityProviderService.ListUserPools' }
    const { body } = await ask('s3', '/', { method: 'POST', headers: target, body: '{}' })
    expect(body).not.toContain('Poolhouse is no')
  })
})
