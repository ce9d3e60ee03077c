import { expect, it } from 'vitest'
import { verifySignature } from '../http/sigv4.ts'
import { signRequest } from './sign-request.ts'

const key = { id: 'AKIATEST', secret: 'a secret for tests' }
const now = Date.UTC(2026, 10, 3, 9, 5, 1)
const url = new URL(
  'https://lambda.example.com/2015-03-31/functions/arn%3Aaws%3Alambda/invocations',
)
const body = '{"a":1}'

it('signs what our own verification takes', () => {
  const signed = signRequest(
    { method: 'POST', url, headers: { 'content-type': 'application/json' }, body },
    { region: 'eu-west-1', service: 'lambda', key, now },
  )
  const check = (sent: string) =>
    verifySignature(
      { method: 'POST', url, headers: new Headers(signed), body: Buffer.from(sent) },
      { service: 'lambda', region: 'eu-west-1', now, find: () => key },
    )
  expect(check(body)).toEqual({ accessKeyId: 'AKIATEST' })
  expect(() => check('{"a":2}')).toThrow('does not match')
})
