import { attemptsIn } from './attempts.ts'
import { clientSettingsIn } from './client-settings.ts'
import { clientsIn } from './clients.ts'
import { codesIn } from './codes.ts'
import { customChallengesIn } from './custom-challenges.ts'
import { devicesIn } from './devices.ts'
import { everythingIn } from './everything.ts'
import { groupsIn } from './groups.ts'
import { identitiesIn } from './identities.ts'
import { identityLoginsIn } from './identity-logins.ts'
import { identityPoolSettingsIn } from './identity-pool-settings.ts'
import { identityPoolsIn } from './identity-pools.ts'
import { inboxIn } from './inbox.ts'
import { keysIn } from './keys.ts'
import { managedPoliciesIn } from './managed-policies.ts'
import { mfaIn } from './mfa.ts'
import { openIdKeysIn } from './open-id-keys.ts'
import { openIdProvidersIn } from './open-id-providers.ts'
import { passkeysIn } from './passkeys.ts'
import { passwordsIn } from './passwords.ts'
import { poolSettingsIn } from './pool-settings.ts'
import { poolsIn } from './pools.ts'
import { propertiesIn } from './properties.ts'
import type { Queries } from './queries.ts'
import { roleBoundariesIn } from './role-boundaries.ts'
import { rolePoliciesIn } from './role-policies.ts'
import { rolesIn } from './roles.ts'
import { sessionsIn } from './sessions.ts'
import { spentSessionsIn } from './spent-sessions.ts'
import { trackedSessionsIn } from './tracked-sessions.ts'
import { usersIn } from './users.ts'

/** One repository an aggregate, all on the same connection or transaction. */
export const repositories = (queries: Queries) => ({
  pools: poolsIn(queries),
  clients: clientsIn(queries),
  clientSettings: clientSettingsIn(queries),
  keys: keysIn(queries),
  users: usersIn(queries),
  poolSettings: poolSettingsIn(queries),
  passwords: passwordsIn(queries),
  mfa: mfaIn(queries),
  passkeys: passkeysIn(queries),
  devices: devicesIn(queries),
  groups: groupsIn(queries),
  codes: codesIn(queries),
  customChallenges: customChallengesIn(queries),
  sessions: sessionsIn(queries),
  trackedSessions: trackedSessionsIn(queries),
  spentSessions: spentSessionsIn(queries),
  attempts: attemptsIn(queries),
  identityPools: identityPoolsIn(queries),
  identityPoolSettings: identityPoolSettingsIn(queries),
  identities: identitiesIn(queries),
  identityLogins: identityLoginsIn(queries),
  openIdKeys: openIdKeysIn(queries),
  openIdProviders: openIdProvidersIn(queries),
  inbox: inboxIn(queries),
  roles: rolesIn(queries),
  rolePolicies: rolePoliciesIn(queries),
  roleBoundaries: roleBoundariesIn(queries),
  managedPolicies: managedPoliciesIn(queries),
  properties: propertiesIn(queries),
  everything: everythingIn(queries),
})

export type Repositories = ReturnType<typeof repositories>
