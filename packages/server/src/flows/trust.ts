import type { Policy } from '../rules/policy/document.ts'
import { type Caller, decide } from '../rules/policy/evaluate.ts'
import { contextOf } from '../rules/policy/pattern.ts'
import type { Services } from '../store/services.ts'
import { requestKeys, tagKeys } from './condition-keys.ts'

/** Who asks for a role, and what else its trust policy may ask of the request, by condition key. */
export interface TrustRequest {
  readonly caller: Caller
  readonly sessionName: string
  readonly tags: Readonly<Record<string, string>>
  readonly keys: Readonly<Record<string, string | readonly string[]>>
}

/**
 * What a trust policy does not let a caller do, of taking the role and, where the session is to have tags,
 * tagging it. Undefined where it lets them.
 *
 * @param policy undefined where there is no such role.
 */
export function refusedByTrust(
  policy: Policy | undefined,
  action: 'sts:AssumeRole' | 'sts:AssumeRoleWithWebIdentity',
  { caller, sessionName, tags, keys }: TrustRequest,
  services: Services,
): string | undefined {
  const context = contextOf({
    ...requestKeys(services),
    ...keys,
    ...requestTags(tags),
    'sts:RoleSessionName': sessionName,
  })
  const isAllowed = (action: string) =>
    policy && decide([policy], { action, resource: '*', context, caller }) === 'allow'
  const needed = Object.keys(tags).length > 0 ? [action, 'sts:TagSession'] : [action]
  return needed.find((each) => !isAllowed(each))
}

/** The condition keys of the tags that a session is to have. */
export const requestTags = (tags: Readonly<Record<string, string>>) => ({
  ...tagKeys('aws:RequestTag', tags),
  ...(Object.keys(tags).length > 0 && { 'aws:TagKeys': Object.keys(tags) }),
})
