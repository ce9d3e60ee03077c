import { attemptsIn } from './attempts.ts'
import { clientSettingsIn } from './client-settings.ts'
import { clientsIn } from './clients.ts'
import { codesIn } from './codes.ts'
import { customChallengesIn } from './custom-challenges.ts'
import { devicesIn } from './devices.ts'
import { everythingIn } from './everything.ts'
import { groupsIn } from './groups.ts'
import { inboxIn } from './inbox.ts'
import { keysIn } from './keys.ts'
import { mfaIn } from './mfa.ts'
import { passkeysIn } from './passkeys.ts'
import { passwordsIn } from './passwords.ts'
import { poolSettingsIn } from './pool-settings.ts'
import { poolsIn } from './pools.ts'
import { propertiesIn } from './properties.ts'
import type { Queries } from './queries.ts'
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
  inbox: inboxIn(queries),
  properties: propertiesIn(queries),
  everything: everythingIn(queries),
})

export type Repositories = ReturnType<typeof repositories>
