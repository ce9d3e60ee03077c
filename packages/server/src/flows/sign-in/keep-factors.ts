import type { MfaSettings } from '../../records/mfa.ts'
import type { User } from '../../records/user.ts'
import { isProvable } from '../../rules/attribute-changes.ts'
import { type MfaConfig, usableFactors } from '../../rules/mfa.ts'
import type { Repositories } from '../../store/repositories.ts'

type Changes = Readonly<Record<string, string>>

/**
 * Which address a change takes from somebody of a pool that asks for second factors: whoever knows no more than
 * a temporary password would take the second factor away, or have its codes sent to themselves.
 */
export const takenAddress = (
  changes: Changes,
  { attributes }: User,
  { MfaConfiguration = 'OFF' }: MfaConfig,
): string | undefined =>
  MfaConfiguration === 'OFF'
    ? undefined
    : Object.keys(changes).find(
        (name) => isProvable(name) && attributes[name] && attributes[name] !== changes[name],
      )

/** Whether a change gives an address to somebody who has a second factor, which it must not stand in for. */
export const addsBesideFactor = (
  changes: Changes,
  user: User,
  config: MfaConfig,
  settings: MfaSettings,
): boolean =>
  Object.keys(changes).some((name) => isProvable(name) && !user.attributes[name]) &&
  usableFactors(config, user, settings).length > 0

/**
 * Keeps the second factors that somebody has as the only ones they are asked for, where an address comes along
 * that nobody proved: a pool that demands a factor would else take it for one more.
 */
export async function keepFactors(
  changes: Changes,
  user: User,
  config: MfaConfig,
  { mfa }: Pick<Repositories, 'mfa'>,
): Promise<void> {
  const settings = await mfa.ofUser(user.id)
  if (!addsBesideFactor(changes, user, config, settings)) return
  const enabled = usableFactors(config, user, settings)
  const preferred = enabled.find((factor) => factor === settings.preferred)
  await mfa.choose(user.id, { enabled, preferred })
}
