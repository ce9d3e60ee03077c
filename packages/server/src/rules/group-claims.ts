import type { Group } from '../records/group.ts'

interface GroupClaims {
  readonly both: { readonly 'cognito:groups'?: string[] }
  readonly id: { readonly 'cognito:roles'?: string[]; readonly 'cognito:preferred_role'?: string }
}

/**
 * What a user's groups say in tokens: their names in both, in the ID token also the roles they give and
 * the one to prefer. The lowest precedence number is preferred; where several groups share it and differ in
 * their role, none is. A group without a precedence comes after all that have one.
 */
export function groupClaims(groups: readonly Group[]): GroupClaims {
  if (groups.length === 0) return { both: {}, id: {} }
  const roles = [...new Set(groups.flatMap(({ roleArn }) => roleArn ?? []))]
  const preferred = preferredRole(groups)
  return {
    both: { 'cognito:groups': groups.map(({ name }) => name) },
    id: {
      ...(roles.length > 0 && { 'cognito:roles': roles }),
      ...(preferred !== undefined && { 'cognito:preferred_role': preferred }),
    },
  }
}

function preferredRole(groups: readonly Group[]): string | undefined {
  const withRole = groups.filter(({ roleArn }) => roleArn !== undefined)
  const rank = ({ precedence }: Group) => precedence ?? Number.MAX_SAFE_INTEGER
  const best = Math.min(...withRole.map(rank))
  const roles = new Set(withRole.filter((group) => rank(group) === best).map((g) => g.roleArn))
  return roles.size === 1 ? [...roles][0] : undefined
}
