import { SignatureV4 } from '@smithy/signature-v4'
import { describe, expect, it } from 'vitest'
import { Sha256 } from '../../test/support/aws-signer.ts'
import { verifySignature } from '../http/sigv4.ts'
import { type SigningKey, signRequest } from './sign-request.ts'

const key = { id: 'AKIATEST', secret: 'a secret for tests' }
const now = Date.UTC(2026, 10, 3, 9, 5, 1)
const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:greet'
const invocation = `https://lambda.example.com/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`
const body = '{"a":1}'

const sign = (url: URL, by: SigningKey, service = 'lambda') =>
  signRequest(
    { method: 'POST', url, headers: { 'content-type': 'application/json' }, body },
    { region: 'eu-west-1', service, key: by, now },
  )

it('signs what our own verification takes', () => {
  const url = new URL(invocation)
  const signed = sign(url, key)
  const check = (sent: string) =>
    verifySignature(
      { method: 'POST', url, headers: new Headers(signed), body: Buffer.from(sent) },
      { service: 'lambda', region: 'eu-west-1', now, find: () => key },
    )
  expect(check(body)).toEqual({ accessKeyId: 'AKIATEST' })
  expect(() => check('{"a":2}')).toThrow('does not match')
})

describe.each([
  ['a key', key],
  ['temporary credentials', { ...key, id: 'ASIATEST', sessionToken: 'a/session+token==' }],
])('%s', (_, by: SigningKey) => {
  it.each([
    ['lambda', invocation],
    ['lambda', 'http://127.0.0.1:3001/here/2015-03-31/functions/greet/invocations?Qualifier=a b'],
    ['sns', 'https://sns.eu-west-1.amazonaws.com/'],
  ])('signs for %s as the AWS SDK does: %s', async (service, address) => {
    const url = new URL(address)
    const signer = new SignatureV4({
      service,
      region: 'eu-west-1',
      sha256: Sha256,
      credentials: {
        accessKeyId: by.id,
        secretAccessKey: by.secret,
        ...(by.sessionToken && { sessionToken: by.sessionToken }),
      },
    })
    const { protocol, hostname, host, pathname: path, searchParams } = url
    const { headers } = await signer.sign(
      {
        ...{ method: 'POST', protocol, hostname, path, body },
        query: Object.fromEntries(searchParams),
        headers: { host, 'content-type': 'application/json' },
      },
      { signingDate: new Date(now) },
    )
    expect({ host, ...sign(url, by, service) }).toEqual(headers)
  })
})
