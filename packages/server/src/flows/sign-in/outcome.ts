import type { ServiceError } from '../../api/errors.ts'
import type { Factor } from '../../records/session.ts'
import type { Password, User } from '../../records/user.ts'
import type { Level } from '../../rules/acr.ts'
import type { Repositories } from '../../store/repositories.ts'
import type { Services } from '../../store/services.ts'
import type { SignInAnswer, SignInCall } from './request.ts'

/** How far a sign-in has come. */
export interface Progress {
  readonly user: User
  /** The first factor, then what came after it. */
  readonly proven: readonly Factor[]
  /** The password that was just proven. */
  readonly password?: Password | undefined
  /** The key of the device that was proven. */
  readonly device?: string | undefined
  /** The levels that the sign-in is to come to one of, where it was asked to; see rules/acr. */
  readonly targets?: readonly Level[] | undefined
}

/** Why a write that ends a step came to nothing. */
export type Failure = 'spent' | 'locked'

/** What stands or falls with a step, in one write with what it leads to. */
export type Settle = (repositories: Repositories) => Promise<Failure | undefined>

/**
 * What a step of a sign-in came to: a factor was proven, and what follows is decided in one place for every
 * step; or an answer that the client gets as it is.
 */
export type Outcome =
  | { readonly passed: Progress; readonly settle: Settle }
  | { readonly answer: SignInAnswer }

/** One call of the conversation: the start of a flow, or the answer to a challenge. */
export type Step = (call: SignInCall, services: Services) => Promise<Outcome>

/**
 * Something that may stand between a proven factor and the tokens. Answers how it is asked for; or undefined
 * where nothing is due; or why the step cannot be taken as it was, which uses nothing up: the client may take it
 * again, otherwise.
 */
export type Gate = (
  call: SignInCall,
  progress: Progress,
  services: Services,
) => Promise<(() => Promise<SignInAnswer>) | ServiceError | undefined>
