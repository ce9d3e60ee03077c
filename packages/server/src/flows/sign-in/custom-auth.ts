import { ServiceError } from '../../api/errors.ts'
import type { Pool } from '../../records/pool.ts'
import type { Services } from '../../store/services.ts'
import { callTrigger, type Trigger, unrecognizable } from '../../triggers/call-trigger.ts'
import { createAuthChallenge, defineAuthChallenge } from '../../triggers/custom-challenge.ts'
import { attributesOf } from '../../triggers/user-attributes.ts'
import { simulateUserId, simulateUsername } from '../unknown-user.ts'
import { type CustomProgress, sealCustom } from './custom-session.ts'
import { wrongPassword } from './lockout.ts'
import type { Outcome, Settle } from './outcome.ts'
import { requireValue, type SignInCall } from './request.ts'
import { isStillProven, markOf } from './session.ts'
import { askForProof } from './start-srp.ts'

/** Steps of one sign-in: a function that never comes to an end must not fill the store. */
const MOST_STEPS = 50

/**
 * Goes on with a custom sign-in as the pool's function defines it: to a challenge, to a refusal, or past it.
 *
 * Two things are not left to the function, since what it is told begins with what a client says: nobody is
 * let in who proved nothing, nor under a name that nobody has. SRP_A counts as nothing: it is a public value,
 * yet it stands in the history as a success, and functions that look at the last result alone were
 * bypassed with it.
 *
 * @throws NotAuthorizedException where it fails the sign-in; what the triggers throw.
 */
export async function continueCustom(
  call: SignInCall,
  progress: CustomProgress,
  services: Services,
): Promise<Outcome> {
  if (progress.history.length > MOST_STEPS) throw wrongPassword()
  const session = progress.history
  const verdict = await ask(defineAuthChallenge, call, progress, { session }, services)
  if (verdict.isFailed) throw wrongPassword()
  if (verdict.isPassed) return pass(call, progress, services)
  if (verdict.challenge === 'CUSTOM_CHALLENGE') return await challenge(call, progress, services)
  const isAsked = verdict.challenge === 'PASSWORD_VERIFIER'
  if (!isAsked || session.at(-1)?.challengeName !== 'SRP_A') throw unrecognizable()
  const proof = {
    name: progress.name,
    publicValue: requireValue(call, 'SRP_A'),
    isCustom: true,
  } as const
  const { ChallengeParameters } = await askForProof(call, proof, services)
  return { answer: { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters } }
}

/** Calls one of the three functions, each of which a custom sign-in needs. */
export async function ask<Answer>(
  trigger: Trigger<Answer>,
  { pool, client, clientMetadata }: SignInCall,
  { name, user }: CustomProgress,
  more: object,
  services: Services,
): Promise<Answer> {
  const request = {
    userAttributes: attributesOf(user),
    ...more,
    userNotFound: user === undefined,
    ...(clientMetadata && { clientMetadata }),
  }
  const source = `${trigger.name}_Authentication`
  const occasion = { pool, client, userName: user?.username ?? name, source, request }
  const answer = await callTrigger(trigger, occasion, services)
  if (answer !== undefined) return answer
  const message = 'Custom auth lambda trigger is not configured for the user pool.'
  throw new ServiceError('InvalidUserPoolConfigurationException', message)
}

async function challenge(
  call: SignInCall,
  progress: CustomProgress,
  services: Services,
): Promise<Outcome> {
  const more = { challengeName: 'CUSTOM_CHALLENGE', session: progress.history }
  const made = await ask(createAuthChallenge, call, progress, more, services)
  const { name, user } = progress
  const USERNAME = user?.username ?? simulateUsername(call.pool, name, services)
  const kept = { parameters: made.kept, metadata: made.metadata }
  return {
    answer: {
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: await sealCustom(call, progress, kept, services),
      ChallengeParameters: { ...made.shown, USERNAME },
    },
  }
}

function pass(
  { pool }: SignInCall,
  { name, user, history, password }: CustomProgress,
  services: Services,
): Outcome {
  if (!user) throw wrongPassword()
  const isProven = history.some((step) => step.challengeResult && step.challengeName !== 'SRP_A')
  if (!isProven) {
    const where = { trigger: 'DefineAuthChallenge', userPoolId: pool.id }
    services.logger.error(where, 'trigger issued tokens before anything was proven')
    throw unrecognizable()
  }
  const lock = customLock(pool, { name, user }, services)
  const mark = password && markOf(password, services.keyring)
  const settle: Settle = async ({ attempts, passwords }) => {
    const state = mark === undefined ? {} : { password: mark }
    if (!isStillProven(state, await passwords.ofUser(user.id), services)) return 'spent'
    return (await attempts.succeed(lock, services.clock.now())) ? undefined : 'locked'
  }
  const proven = password ? (['pwd', 'custom'] as const) : (['custom'] as const)
  return { passed: { user, proven, password }, settle }
}

/** Under what wrong answers are counted: five in a row lock, as wrong passwords do. */
export const customLock = (
  pool: Pool,
  { name, user }: Pick<CustomProgress, 'name' | 'user'>,
  services: Services,
): string => {
  const userId = user?.id ?? simulateUserId(pool, name, services)
  return services.keyring.digest('attempts', `${pool.id} custom challenge ${userId}`)
}
