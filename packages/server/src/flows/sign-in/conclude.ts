import { ServiceError } from '../../api/errors.ts'
import type { Services } from '../../store/services.ts'
import { refusedStatus } from '../user-status.ts'
import { newPasswordGate } from './challenges/new-password-required.ts'
import { finishSignIn } from './finish.ts'
import { deviceGate, deviceInsteadGate } from './gates/device-gate.ts'
import { mfaGate } from './gates/mfa-gate.ts'
import { stepUpGate } from './gates/step-up-gate.ts'
import type { Gate, Outcome, Progress } from './outcome.ts'
import type { SignInAnswer, SignInCall } from './request.ts'
import { settleAfter, settleIn, tryIn } from './settle.ts'

/** What may still be due once a factor was proven, in the order in which it is asked for. */
const GATES: readonly Gate[] = [newPasswordGate, deviceInsteadGate, mfaGate, stepUpGate, deviceGate]

/**
 * Goes on from a step, the same way for every step of every flow: to a refusal, to the next challenge, or to
 * tokens. No order of calls leads past a gate, since each of them is asked here every time.
 *
 * The step is settled first for those too who may not sign in: of guesses made all at once, the right one
 * would else be told by their status, however many wrong ones came before it.
 *
 * @throws UserNotConfirmedException, PasswordResetRequiredException, NotAuthorizedException (disabled,
 *   locked, expired, or the step was answered before).
 */
export async function conclude(
  call: SignInCall,
  outcome: Outcome,
  services: Services,
): Promise<SignInAnswer> {
  if ('answer' in outcome) return outcome.answer
  const { settle } = outcome
  const passed = { ...outcome.passed, targets: outcome.passed.targets ?? call.targets }
  const refusal = refusalOf(passed, services.clock.now())
  const due = refusal ? undefined : await firstDue(call, passed, services)
  if (!refusal && !due) return await finishSignIn(call, passed, settle, services)
  if (due instanceof ServiceError) {
    await tryIn(services, settle)
    throw due
  }
  if (due) return await settleAfter(services, settle, due)
  await settleIn(services, settle, async () => {})
  throw refusal
}

async function firstDue(call: SignInCall, progress: Progress, services: Services) {
  for (const gate of GATES) {
    const due = await gate(call, progress, services)
    if (due) return due
  }
  return undefined
}

/** Who proved a factor may still not sign in. Said only now: before, it would tell who exists. */
function refusalOf({ user, password }: Progress, now: number): ServiceError | undefined {
  if (!user.enabled) return new ServiceError('NotAuthorizedException', 'User is disabled.')
  const until = password?.temporaryUntil
  if (until === undefined || now < until) return refusedStatus(user)
  const message = 'Temporary password has expired and must be reset by an administrator.'
  return new ServiceError('NotAuthorizedException', message)
}
