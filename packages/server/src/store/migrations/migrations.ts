import { foundation } from './0001-foundation.ts'
import { everyday } from './0002-everyday.ts'
import { factors } from './0003-factors.ts'
import { triggers } from './0004-triggers.ts'
import { sessions } from './0005-sessions.ts'
import { roles } from './0006-roles.ts'
import { identityPools } from './0007-identity-pools.ts'
import { assurance } from './0008-assurance.ts'
import { openIdProviders } from './0009-open-id-providers.ts'
import { deviceTrust } from './0010-device-trust.ts'
import { sessionAssurance } from './0011-session-assurance.ts'
import { roleBoundaries } from './0012-role-boundaries.ts'
import type { Migration } from './migration.ts'

/** In order. A new one is a new file and a new line at the end. */
export const migrations: readonly Migration[] = [
  foundation,
  everyday,
  factors,
  triggers,
  sessions,
  roles,
  identityPools,
  assurance,
  openIdProviders,
  deviceTrust,
  sessionAssurance,
  roleBoundaries,
]
