import type { Client } from '../../records/client.ts'
import type { Pool } from '../../records/pool.ts'
import type { User } from '../../records/user.ts'
import { isFlowAllowed } from '../../rules/auth-flows.ts'
import type { Services } from '../../store/services.ts'
import { findUser } from '../find-user.ts'
import { readChoice, sealChoice, spendChoice } from './choice.ts'
import type { Outcome } from './outcome.ts'
import type { SignInCall } from './request.ts'
import { invalidSession } from './session.ts'

/**
 * The Session with which whoever just confirmed a sign-up is signed in, where their client lets people sign in
 * by choice (API reference of ConfirmSignUp).
 */
export const sessionAfterSignUp = (
  { pool, client, user }: { pool: Pool; client: Client; user: Pick<User, 'id' | 'username'> },
  services: Services,
): string | undefined =>
  isFlowAllowed('USER_AUTH', client.document)
    ? sealChoice('SIGNED_UP', { pool, client }, { name: user.username, id: user.id }, services)
    : undefined

/**
 * Signs in who confirmed their sign-up, once: the code that confirmed it is the factor that was proven. What a
 * pool asks for beside it is still asked for.
 *
 * @throws NotAuthorizedException for a Session of another client or user, or one that was used or expired.
 */
export async function continueSignUp(
  call: SignInCall,
  name: string,
  services: Services,
): Promise<Outcome> {
  const state = readChoice('SIGNED_UP', call, services)
  const user = await findUser(call.pool, name, services)
  if (!user || user.id !== state.userId) throw invalidSession()
  return { passed: { user, proven: [provenBy(user)] }, settle: spendChoice(state) }
}

/** The code went to the address that it verified. */
const provenBy = ({ attributes }: User) =>
  attributes.phone_number_verified === 'true' ? 'sms' : 'email_otp'
