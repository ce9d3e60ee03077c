import type { RoleSession } from '../records/principal.ts'
import type { Services } from '../store/services.ts'

type Keys = Record<string, string | readonly string[]>

/**
 * The condition keys of every request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function requestKeys({ clock, identity }: Pick<Services, 'clock' | 'identity'>): Keys {
  const now = clock.now()
  return {
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:RequestedRegion': identity.region,
  }
}

/** The condition keys of whoever acts in a session. */
export function sessionKeys(session: RoleSession, { identity }: Pick<Services, 'identity'>): Keys {
  const { roleId, roleArn, sessionName } = session
  return {
    ...session.keys,
    ...tagKeys('aws:PrincipalTag', session.tags),
    'aws:PrincipalAccount': identity.account,
    'aws:PrincipalArn': roleArn,
    'aws:PrincipalType': 'AssumedRole',
    'aws:userid': `${roleId}:${sessionName}`,
  }
}

/** The condition keys of tags: of the one who asks, or that a request brings. */
export const tagKeys = (prefix: string, tags: Readonly<Record<string, string>>): Keys =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]))
