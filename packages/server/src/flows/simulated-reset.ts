import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider'
import type { Pool } from '../records/pool.ts'
import { recoveryChannels } from '../rules/recovery.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import { attemptSubject } from './attempt-limit.ts'
import { CODE_LIFE_MS, MOST_GUESSES } from './codes.ts'
import { deliveryDetails } from './send-code.ts'
import { simulateAddress, simulateUserId } from './unknown-user.ts'

/** A name that has no user, or none whom a reset code could be sent to. */
interface Name {
  readonly pool: Pool
  readonly username: string
}

const LIFE_MS = CODE_LIFE_MS['reset-password']

/**
 * Does for a name that nobody has what can be seen of sending a reset code: answers where it went, and
 * remembers that it was asked for, so that guesses fare as they would with a code.
 */
export async function simulateResetCode(
  name: Name,
  services: Services,
): Promise<CodeDeliveryDetailsType> {
  const { pool, username } = name
  const subject = subjectOf(name, services)
  const now = services.clock.now()
  await services.write(async ({ attempts }) => {
    await attempts.forget(subject)
    await attempts.take(subject, 1, LIFE_MS, now)
  })
  const channels = recoveryChannels(pool.document)
  const address = simulateAddress(pool, username, services, channels)
  return address ? deliveryDetails(address) : {}
}

/** What a guess at a code that was never sent comes to, inside a write: as many are wrong as of a real one. */
export async function guessSimulatedCode(
  name: Name,
  { attempts }: Pick<Repositories, 'attempts'>,
  services: Pick<Services, 'keyring' | 'clock'>,
): Promise<'wrong' | 'none'> {
  const subject = subjectOf(name, services)
  const now = services.clock.now()
  if (!(await attempts.isCountedSince(subject, now - LIFE_MS))) return 'none'
  // The first count is the asking itself.
  return (await attempts.take(subject, 1 + MOST_GUESSES, LIFE_MS, now)) ? 'wrong' : 'none'
}

const subjectOf = ({ pool, username }: Name, services: Pick<Services, 'keyring'>): string =>
  attemptSubject(
    { pool, userId: simulateUserId(pool, username, services), what: 'simulated reset' },
    services,
  )
