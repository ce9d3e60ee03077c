import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider'
import type { Group } from '../records/group.ts'
import { API_SCOPE } from '../rules/claims.ts'
import { groupClaims } from '../rules/group-claims.ts'
import { tokenEventVersion } from '../rules/lambda-config.ts'
import { MOST_GROUPS_A_USER } from '../rules/quotas.ts'
import type { Services } from '../store/services.ts'
import type { SignedIn } from '../tokens/access-token.ts'
import { signTokens } from '../tokens/issue.ts'
import { callTrigger, hasTrigger, type Metadata } from '../triggers/call-trigger.ts'
import { preTokenGeneration } from '../triggers/pre-token-generation.ts'
import { attributesOf } from '../triggers/user-attributes.ts'

/** What tokens are issued for. */
export interface Issue {
  readonly occasion:
    | 'Authentication'
    | 'NewPasswordChallenge'
    | 'AuthenticateDevice'
    | 'RefreshTokens'
  readonly clientMetadata: Metadata | undefined
}

/**
 * Signs the ID and the access token of a session, with what the pool's function wants changed in them.
 *
 * @throws what the trigger throws.
 */
export async function issueTokens(
  signedIn: SignedIn,
  issue: Issue,
  services: Services,
): Promise<AuthenticationResultType> {
  const { pool, user } = signedIn
  if (!hasTrigger('PreTokenGeneration', pool)) return await signTokens(signedIn, services)
  const groups = await services.groups.ofUser(user.id, MOST_GROUPS_A_USER)
  const overrides = await callTrigger(
    preTokenGeneration(tokenEventVersion(pool.document.LambdaConfig)),
    occasionOf(signedIn, groups, issue),
    services,
  )
  return await signTokens(signedIn, services, overrides)
}

function occasionOf(
  { pool, client, user }: SignedIn,
  groups: readonly Group[],
  { occasion, clientMetadata }: Issue,
) {
  const version = tokenEventVersion(pool.document.LambdaConfig)
  const { id } = groupClaims(groups)
  return {
    pool,
    client,
    version,
    userName: user.username,
    source: `TokenGeneration_${occasion}`,
    request: {
      userAttributes: attributesOf(user),
      groupConfiguration: {
        groupsToOverride: groups.map(({ name }) => name),
        iamRolesToOverride: id['cognito:roles'] ?? [],
        preferredRole: id['cognito:preferred_role'] ?? null,
      },
      ...(version !== '1' && { scopes: [API_SCOPE] }),
      ...(clientMetadata && { clientMetadata }),
    },
  }
}
