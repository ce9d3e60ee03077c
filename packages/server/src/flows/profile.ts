import type {
  AttributeType,
  CodeDeliveryDetailsType,
} from '@aws-sdk/client-cognito-identity-provider'
import { checkOwnChanges, checkOwnRemoval, toAttributes } from '../rules/user-attributes.ts'
import type { Services } from '../store/services.ts'
import type { SignedIn } from '../tokens/access-token.ts'
import type { Metadata } from '../triggers/call-trigger.ts'
import { demand } from './accept.ts'
import { applyChanges } from './change-attributes.ts'
import { requireReady } from './user-status.ts'
import { sendChallenge } from './verification.ts'

type Person = Pick<SignedIn, 'pool' | 'client' | 'user'>

/**
 * Changes what a person says of themselves. A new address is unverified and gets a code; where the pool
 * holds new addresses back, it waits outside the profile until its code comes.
 *
 * @throws InvalidParameterException, NotAuthorizedException, AliasExistsException,
 *   PasswordResetRequiredException, TooManyRequestsException, CodeDeliveryFailureException (the change stands, and another code may be
 *   asked for).
 */
export async function updateProfile(
  { pool, client, user, clientMetadata }: Person & { clientMetadata: Metadata | undefined },
  list: readonly AttributeType[],
  services: Services,
): Promise<CodeDeliveryDetailsType[]> {
  requireReady(user)
  const changes = toAttributes(list)
  demand(checkOwnChanges(changes, pool.document, client.document))
  const challenges = await applyChanges({ pool, user, isLimited: true }, changes, services)
  return await Promise.all(
    challenges.map((challenge) =>
      sendChallenge(
        { pool, client, user, challenge, purpose: 'UpdateUserAttribute', clientMetadata },
        services,
      ),
    ),
  )
}

/**
 * Takes attributes from a person's profile, and with an address that it was verified.
 *
 * @throws InvalidParameterException, NotAuthorizedException, PasswordResetRequiredException.
 */
export async function trimProfile(
  { pool, client, user }: Person,
  names: readonly string[],
  services: Services,
): Promise<void> {
  requireReady(user)
  demand(checkOwnRemoval(names, pool.document, client.document))
  const blank = Object.fromEntries(names.map((name) => [name, '']))
  await applyChanges({ pool, user }, blank, services)
}

/** Removes a person and everything of theirs. Of two requests at once both find it done. */
export async function leave({ user }: Pick<Person, 'user'>, { write }: Services): Promise<void> {
  requireReady(user)
  await write(({ users }) => users.remove(user.id))
}
