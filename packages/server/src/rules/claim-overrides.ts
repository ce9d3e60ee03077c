import type { Claims } from './claims.ts'

/** What a function wants changed in one token. */
export interface TokenChanges {
  readonly add: Claims
  readonly suppress: readonly string[]
}

/** What a function wants changed in the tokens of one issue. */
export interface ClaimOverrides {
  readonly id: TokenChanges
  readonly access: TokenChanges & {
    readonly addScopes: readonly string[]
    readonly suppressScopes: readonly string[]
  }
  /** In place of the user's groups; undefined leaves those. */
  readonly groups?: GroupOverride
}

/** What is left out is taken away. */
export interface GroupOverride {
  readonly groups?: readonly string[]
  readonly roles?: readonly string[]
  readonly preferredRole?: string
}

/**
 * Claims that say who signed in, how, when and for whom: they are ours to say. A function that names one is
 * not heard, but it is no error (developer guide, "Customizing the ID/access token: excluded claims").
 */
const OURS: ReadonlySet<string> = new Set([
  'acr',
  'amr',
  'at_hash',
  'auth_time',
  'azp',
  'client_id',
  'device_key',
  'event_id',
  'exp',
  'iat',
  'identities',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'scope',
  'sub',
  'token_use',
  'username',
  'version',
])

const isOurs = (name: string): boolean => OURS.has(name) || name.startsWith('cognito:')

/** The claims of a token after a function's changes. What is suppressed stays so, if added as well. */
export function overrideClaims(
  use: 'id' | 'access',
  claims: Claims,
  overrides: ClaimOverrides,
): Claims {
  const { add, suppress } = overrides[use]
  const grouped = overrides.groups ? withGroups(use, claims, overrides.groups) : claims
  const added = Object.entries(add).filter(([name, value]) => mayAdd(use, name, value, claims))
  const suppressed = new Set(suppress.filter((name) => !isOurs(name) && name !== 'aud'))
  const all = [...Object.entries(grouped), ...added].filter(([name]) => !suppressed.has(name))
  const changed = Object.fromEntries(all)
  return use === 'id' ? changed : { ...changed, scope: changeScopes(claims.scope, overrides) }
}

/** An audience is the client, and may be nobody else; what developers alone write cannot be made up. */
function mayAdd(use: 'id' | 'access', name: string, value: unknown, claims: Claims): boolean {
  if (name === 'aud') return use === 'access' && value === claims.client_id
  return !isOurs(name) && !name.startsWith('dev:')
}

function withGroups(use: 'id' | 'access', claims: Claims, to: GroupOverride): Claims {
  const others = Object.entries(claims).filter(
    ([name]) => !['cognito:groups', 'cognito:roles', 'cognito:preferred_role'].includes(name),
  )
  return {
    ...Object.fromEntries(others),
    ...(to.groups?.length && { 'cognito:groups': to.groups }),
    ...(use === 'id' && to.roles?.length && { 'cognito:roles': to.roles }),
    ...(use === 'id' && to.preferredRole && { 'cognito:preferred_role': to.preferredRole }),
  }
}

function changeScopes(scope: unknown, { access }: ClaimOverrides): string {
  const scopes = [...String(scope ?? '').split(' '), ...access.addScopes]
  const left = scopes.filter((each) => each !== '' && !access.suppressScopes.includes(each))
  return [...new Set(left)].join(' ')
}
