import { expect, it } from 'vitest'
import { useListener } from '../../../server/test/clients/serve.ts'
import { createCore } from '../index.ts'
import { poolKeys } from './pool-keys.ts'

const JWK = await crypto.subtle
  .generateKey(
    {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      modulusLength: 2048,
      publicExponent: Uint8Array.of(1, 0, 1),
    },
    true,
    ['sign', 'verify'],
  )
  .then(({ publicKey }) => crypto.subtle.exportKey('jwk', publicKey))
const publishing = useListener(() => Response.json({ keys: [{ ...JWK, kid: 'key' }] }))
const redirecting = useListener(({ url }) =>
  Response.redirect(new URL(new URL(url).pathname, publishing())),
)
const findKey = (userPoolEndpoint: string) => {
  const Cognito = { userPoolId: 'eu-west-1_Pool', userPoolClientId: 'client', userPoolEndpoint }
  return poolKeys(createCore({ Auth: { Cognito } }))('key')
}

it('are those that the pool publishes itself', async () => {
  expect(await findKey(publishing())).toBeDefined()
  expect(await findKey(redirecting())).toBeUndefined()
})
