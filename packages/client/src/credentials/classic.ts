/** The basic (classic) flow: a token of the identity pool, taken to STS for a role that the client names. */

import { callIdentityPool } from '../wire/identity-pool.ts'
import { assumeRoleWithWebIdentity } from '../wire/sts.ts'
import { awsEndpoint } from '../wire/user-pool.ts'
import { type Exchange, loginsMember, noCredentials } from './exchange.ts'

export interface ClassicFlowOptions {
  readonly authenticatedRoleArn: string
  /** Needed where guests are let in. */
  readonly guestRoleArn?: string
  /** How the session is called in AWS's logs. */
  readonly sessionName?: string
  /** Between 900 and what the role allows; 3600 unless given. */
  readonly durationSeconds?: number
  /** Where STS answers; AWS in the identity pool's region unless given. */
  readonly stsEndpoint?: string
}

/** GetOpenIdToken, then AssumeRoleWithWebIdentity. The identity pool has to allow it. */
export function classicFlow(options: ClassicFlowOptions): Exchange {
  const { sessionName = 'poolhouse-client', durationSeconds = 3600 } = options
  return {
    lifetimeMs: durationSeconds * 1000,
    async run(core, identityId, { tokens }) {
      const isAuthenticated = Object.keys(tokens).length > 0
      const roleArn = isAuthenticated ? options.authenticatedRoleArn : options.guestRoleArn
      if (!roleArn) throw noCredentials('No role is configured for guests: the classic flow')
      const { IdentityId = identityId, Token } = await callIdentityPool(core, 'GetOpenIdToken', {
        IdentityId: identityId,
        ...loginsMember(tokens),
      })
      if (!Token) throw noCredentials('The identity pool')
      const region = core.config.identityPoolId?.split(':')[0]
      const url = options.stsEndpoint ?? awsEndpoint('sts', region)
      const role = { roleArn, sessionName, durationSeconds, token: Token }
      return {
        identityId: IdentityId,
        credentials: await assumeRoleWithWebIdentity(core, url, role),
      }
    },
  }
}
