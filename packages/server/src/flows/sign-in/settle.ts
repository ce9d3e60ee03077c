/** The write that ends a step: what was proven is used up in it, once. */
import type { ServiceError } from '../../api/errors.ts'
import type { Repositories } from '../../store/repositories.ts'
import type { Services } from '../../store/services.ts'
import { locked } from './lockout.ts'
import type { Failure, Settle } from './outcome.ts'
import { invalidSession } from './session.ts'

/** Runs a settlement in a write, with what follows only where it holds. @throws what its failure means. */
export async function settleIn(
  { write }: Pick<Services, 'write'>,
  settle: Settle,
  follow: (repositories: Repositories) => Promise<void>,
): Promise<void> {
  const failure = await write(async (repositories) => {
    const failed = await settle(repositories)
    if (!failed) await follow(repositories)
    return failed
  })
  if (failure) throw FAILURES[failure]()
}

/** Thrown inside a write, so that it leaves nothing behind. */
class Undone extends Error {}

/** Runs a settlement without keeping it: a lock that holds is told, and nothing is used up. @throws as `settleIn`. */
export async function tryIn(services: Pick<Services, 'write'>, settle: Settle): Promise<void> {
  const undo = async () => {
    throw new Undone()
  }
  await settleIn(services, settle, undo).catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error
  })
}

/**
 * Settles a step once it is known what it leads to: where that cannot be asked for (a function refuses the message,
 * it cannot be delivered, too many were sent), nothing was used up, and the step can be taken again. Of several
 * answers at once each may ask, and one is answered. A lock is told before anything is asked: what fails behind
 * it would tell of a right guess.
 *
 * @throws as `settleIn`, and what `ask` throws.
 */
export async function settleAfter<Asked>(
  services: Pick<Services, 'write'>,
  settle: Settle,
  ask: () => Promise<Asked>,
): Promise<Asked> {
  await tryIn(services, settle)
  const asked = await ask()
  await settleIn(services, settle, async () => {})
  return asked
}

/**
 * Uses a Session up for the message that its answer leads to, and gives it back where that could not be sent: of
 * several answers at once, one sends.
 *
 * @throws as `settleIn`, and what `ask` throws.
 */
export async function spendWhile<Asked>(
  services: Pick<Services, 'write'>,
  { id, spend }: { id: string; spend: Settle },
  ask: () => Promise<Asked>,
): Promise<Asked> {
  await settleIn(services, spend, async () => {})
  try {
    return await ask()
  } catch (error) {
    await services.write(({ spentSessions }) => spentSessions.giveBack(id))
    throw error
  }
}

const FAILURES: Readonly<Record<Failure, () => ServiceError>> = {
  spent: invalidSession,
  locked,
}
