import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { toAttributes } from '../rules/user-attributes.ts'
import type { Services } from '../store/services.ts'
import { callTrigger, type Metadata, unrecognizable } from '../triggers/call-trigger.ts'
import { preSignUp } from '../triggers/sign-up.ts'

/** Somebody who is about to be made. */
interface Newcomer {
  readonly pool: Pool
  readonly client: Client | undefined
  readonly user: User
  readonly by: 'SignUp' | 'AdminCreateUser'
  readonly validationData: readonly AttributeType[] | undefined
  readonly clientMetadata: Metadata | undefined
}

/**
 * Asks the pool's function about somebody who is about to be made: it may refuse them. What it says of their
 * confirmation counts at sign-up only.
 *
 * @throws what the trigger throws; InvalidLambdaResponseException where it vouches for an address that is
 *   not there.
 */
export async function beforeSignUp(
  { pool, client, user, by, validationData, clientMetadata }: Newcomer,
  services: Services,
): Promise<{ isConfirmed: boolean; verified: Readonly<Record<string, string>> }> {
  const request = {
    userAttributes: user.attributes,
    ...(validationData && { validationData: toAttributes(validationData) }),
    ...(clientMetadata && { clientMetadata }),
  }
  const occasion = { pool, client, userName: user.username, source: `PreSignUp_${by}`, request }
  const said = await callTrigger(preSignUp, occasion, services)
  if (!said || by === 'AdminCreateUser') return { isConfirmed: false, verified: {} }
  const missing = said.verified.find((name) => !user.attributes[name])
  if (missing) {
    const where = { trigger: 'PreSignUp', userPoolId: pool.id }
    services.logger.error(where, `trigger verified ${missing}, which the user does not have`)
    throw unrecognizable()
  }
  const verified = said.verified.map((name) => [`${name}_verified`, 'true'])
  return { isConfirmed: said.isConfirmed, verified: Object.fromEntries(verified) }
}
