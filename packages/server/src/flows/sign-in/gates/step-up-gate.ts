import { ServiceError } from '../../../api/errors.ts'
import type { PoolDocument } from '../../../records/pool.ts'
import { describeNeeds, judgeStepUp, type Level, secondFactors } from '../../../rules/acr.ts'
import { readMfaConfig } from '../../mfa-config.ts'
import type { Gate } from '../outcome.ts'
import { askForFactor } from './ask-mfa.ts'

/**
 * Asks for what is missing to a level that the sign-in was asked to come to. It is all or nothing: where none of
 * the levels can be reached there are no tokens of a lower one.
 */
export const stepUpGate: Gate = async (call, progress, services) => {
  const { user, proven, targets } = progress
  if (!targets) return undefined
  const able = secondFactors(user, await services.mfa.ofUser(user.id))
  const verdict = judgeStepUp(targets, proven, able)
  if (verdict.kind === 'reached') return undefined
  return async () => {
    if (verdict.kind === 'unreachable') throw unreachable(targets, call.pool.document)
    const config = await readMfaConfig(call.pool, services)
    return await askForFactor(verdict.factor, call, progress, config, services)
  }
}

/** The wording is ours. Whoever is told has proven a factor: it says nothing to strangers. */
export const unreachable = (targets: readonly Level[], pool: PoolDocument): ServiceError =>
  new ServiceError(
    'NotAuthorizedException',
    `The user cannot reach any of the requested ACR levels: ${describeNeeds(targets, pool)}.`,
  )
