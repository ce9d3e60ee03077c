import { Agent } from 'node:http'
import { CognitoJwtVerifier, JwtVerifier } from 'aws-jwt-verify'
import { assertStringEquals } from 'aws-jwt-verify/assert'
import { SimpleFetcher } from 'aws-jwt-verify/https'
import { SimpleJwksCache } from 'aws-jwt-verify/jwk'
import type { PoolhouseOptions } from '../../src/index.ts'
import type { TestPool } from '../support/people.ts'

interface Trust {
  readonly url: string
  readonly pool: Pick<TestPool, 'poolId' | 'clientId'>
  readonly use: 'id' | 'access'
  /** How long after its end a token is still good; below zero, how long before. */
  readonly graceSeconds?: number
}

/** A verifier as an API behind Poolhouse has it: the claims of a good token, or a throw. */
type Verify = (token: string) => Promise<object>

interface Verifier {
  /** What the house must be told. */
  readonly options: PoolhouseOptions
  readonly create: (trust: Trust) => Promise<Verify>
}

const jwksUri = ({ url, pool }: Trust) => `${url}/${pool.poolId}/.well-known/jwks.json`

export const VERIFIERS: Readonly<Record<string, Verifier>> = {
  /** For any issuer: told where ours is, it fetches the keys itself. */
  JwtVerifier: {
    options: {},
    create: async (trust) => {
      const { clientId, poolId } = trust.pool
      const verifier = JwtVerifier.create(
        {
          issuer: `${trust.url}/${poolId}`,
          jwksUri: jwksUri(trust),
          audience: trust.use === 'id' ? clientId : null,
          graceSeconds: trust.graceSeconds ?? 0,
          customJwtCheck: ({ payload }) => {
            assertStringEquals('token_use', payload.token_use, trust.use)
            if (trust.use === 'access') assertStringEquals('client', payload.client_id, clientId)
          },
        },
        { jwksCache: cacheOverHttp() },
      )
      return async (token) => await verifier.verify(token)
    },
  },
  /** Knows Amazon's issuers only, so tokens must name one; the keys are handed to it. */
  CognitoJwtVerifier: {
    options: { issuer: 'https://cognito-idp.{region}.amazonaws.com/{poolId}' },
    create: async (trust) => {
      const verifier = CognitoJwtVerifier.create({
        userPoolId: trust.pool.poolId,
        clientId: trust.pool.clientId,
        tokenUse: trust.use,
        graceSeconds: trust.graceSeconds ?? 0,
      })
      const response = await fetch(jwksUri(trust))
      verifier.cacheJwks(await response.json())
      // The synchronous form never asks the network for a key it misses.
      return async (token) => verifier.verifySync(token)
    },
  },
}

/** It fetches by node:https; an agent for plain HTTP is how it reads from a server without TLS. */
function cacheOverHttp(): SimpleJwksCache {
  const fetcher = new SimpleFetcher({ defaultRequestOptions: { agent: new Agent() } })
  return new SimpleJwksCache({ fetcher })
}
