import { ServiceError } from '../../api/errors.ts'
import type { Factor } from '../../records/session.ts'
import type { User } from '../../records/user.ts'
import {
  judgeStepUp,
  type Level,
  levelNames,
  secondFactors,
  targetLevels,
} from '../../rules/acr.ts'
import type { Services } from '../../store/services.ts'
import { verifyAccessToken } from '../../tokens/access-token.ts'
import { findUser } from '../find-user.ts'
import { readMfaConfig } from '../mfa-config.ts'
import { beforeSignIn } from './around-sign-in.ts'
import { askForFactor } from './gates/ask-mfa.ts'
import { unreachable } from './gates/step-up-gate.ts'
import type { Outcome, ProvenPassword } from './outcome.ts'
import type { SignInCall } from './request.ts'
import { isStillProven } from './session.ts'

/** What an access token shows that its holder proved before. */
interface Credit {
  readonly user: User
  readonly proven: readonly Factor[]
  readonly password: ProvenPassword
}

/**
 * The levels that a choice-based sign-in asks for, in TARGET_ACR_VALUES: the first that can be reached is meant.
 *
 * @throws InvalidParameterException when none of the names is one, or MAX_AGE no number of seconds.
 */
export function readTargets({ pool, values }: SignInCall): readonly Level[] | undefined {
  const { TARGET_ACR_VALUES, ACCESS_TOKEN, MAX_AGE } = values
  if (MAX_AGE !== undefined && !/^\d{1,9}$/.test(MAX_AGE)) {
    throw invalid('MAX_AGE must be a number of seconds.')
  }
  if (TARGET_ACR_VALUES === undefined) {
    if (ACCESS_TOKEN === undefined) return undefined
    throw invalid('ACCESS_TOKEN requires TARGET_ACR_VALUES.')
  }
  const targets = targetLevels(TARGET_ACR_VALUES, pool.document)
  if (targets.length > 0) return targets
  const names = levelNames(pool.document)
  throw invalid(`None of TARGET_ACR_VALUES is an ACR level of this user pool, which has ${names}.`)
}

/**
 * What the ACCESS_TOKEN of a call is good for: nothing where no password was proven, since all that can be asked
 * for beside it is a second factor; nor once that was longer ago than MAX_AGE, whatever was proven since; nor once
 * another password took its place.
 *
 * @throws NotAuthorizedException for a token that does not stand, or that is somebody else's.
 */
export async function readCredit(
  { pool, client, values }: SignInCall,
  { name, targets }: { name: string; targets: readonly Level[] | undefined },
  services: Services,
): Promise<Credit | undefined> {
  const { ACCESS_TOKEN, MAX_AGE } = values
  if (ACCESS_TOKEN === undefined || !targets) return undefined
  const { user, session, client: owner } = await verifyAccessToken(ACCESS_TOKEN, services)
  const named = await findUser(pool, name, services)
  if (named?.id !== user.id || owner.id !== client.id) {
    const message = 'The access token was not issued for this user and client.'
    throw new ServiceError('NotAuthorizedException', message)
  }
  const { proven, password: kept } = session
  if (!proven.includes('pwd') || !kept) return undefined
  const age = services.clock.now() - kept.provenAt
  if (MAX_AGE !== undefined && age > Number(MAX_AGE) * 1000) return undefined
  const current = await services.passwords.ofUser(user.id)
  if (!current || !isStillProven({ password: kept.mark }, current, services)) return undefined
  return { user, proven, password: { ...current, provenAt: kept.provenAt } }
}

/**
 * Goes on from what was proven before to the first of the levels that can be reached.
 *
 * It only ever asks: tokens come from the answer, never from the access token alone.
 *
 * @throws InvalidParameterException when the token has such a level, NotAuthorizedException when none can be reached.
 */
export async function stepUp(
  call: SignInCall,
  { user, proven, password }: Credit,
  targets: readonly Level[],
  services: Services,
): Promise<Outcome> {
  const able = secondFactors(user, await services.mfa.ofUser(user.id))
  const verdict = judgeStepUp(targets, proven, able)
  if (verdict.kind === 'reached') throw invalid('The access token has the requested ACR level.')
  if (verdict.kind === 'unreachable') throw unreachable(targets, call.pool.document)
  await beforeSignIn(call, { name: user.username, user }, services)
  const progress = { user, proven, password, targets }
  const config = await readMfaConfig(call.pool, services)
  return { answer: await askForFactor(verdict.factor, call, progress, config, services) }
}

const invalid = (message: string) => new ServiceError('InvalidParameterException', message)
