import { ServiceError } from '../api/errors.ts'

/**
 * Refuses members that mean something which does not work yet: a session that goes on without what it was
 * asked to have would pretend.
 */
export function refuseUnknown<Input extends object>(
  input: Input,
  members: readonly (keyof Input & string)[],
): void {
  const given = members.find((member) => input[member] !== undefined)
  if (given === undefined) return
  throw new ServiceError('NotImplementedException', `${given} does not work yet: see /status`)
}
