import type { Password, User } from '../../records/user.ts'
import type { Services } from '../../store/services.ts'
import type { Progress, ProvenPassword, Settle } from './outcome.ts'

interface Proof {
  readonly user: User
  readonly password: Password
  /** Whose failures are forgotten now; see lockout. */
  readonly lockoutSubject: string
  /** The challenge that was answered, which can be answered only once. */
  readonly spent?: { readonly id: string; readonly expiresAt: number }
}

/** The outcome of a right password, by whichever flow: it counts once, and not while a lock holds. */
export function passwordProven(
  { user, password, lockoutSubject, spent }: Proof,
  { clock }: Pick<Services, 'clock'>,
): { passed: Progress & { password: ProvenPassword }; settle: Settle } {
  const settle: Settle = async ({ attempts, spentSessions }) => {
    if (spent && !(await spentSessions.spend(spent.id, spent.expiresAt))) return 'spent'
    return (await attempts.succeed(lockoutSubject, clock.now())) ? undefined : 'locked'
  }
  const proven = { ...password, provenAt: clock.now() }
  return { passed: { user, proven: ['pwd'], password: proven }, settle }
}
