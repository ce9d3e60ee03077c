import type { Client } from '../../records/client.ts'
import type { Pool } from '../../records/pool.ts'
import type { Factor } from '../../records/session.ts'
import type { User } from '../../records/user.ts'
import type { Provable } from '../../rules/attribute-changes.ts'
import { isFlowAllowed } from '../../rules/auth-flows.ts'
import type { Services } from '../../store/services.ts'
import { findUser } from '../find-user.ts'
import { beforeSignIn } from './around-sign-in.ts'
import { findChoice, readChoice, sealChoice, spendChoice } from './choice.ts'
import type { Outcome } from './outcome.ts'
import type { SignInCall } from './request.ts'
import { invalidSession } from './session.ts'

interface Newcomer {
  readonly pool: Pool
  readonly client: Client
  readonly user: Pick<User, 'id' | 'username'>
}

/**
 * The Session that leads from a sign-up over its confirmation to a sign-in, where the client lets people sign in
 * by choice. The one that SignUp answers only says whose sign-up is confirmed; the one that ConfirmSignUp answers
 * signs in (API reference of both).
 *
 * @param proven the address that the code of the confirmation went to.
 */
export const sessionOfSignUp = (
  purpose: 'SIGNING_UP' | 'SIGNED_UP',
  { pool, client, user }: Newcomer,
  services: Services,
  proven?: Provable,
): string | undefined => {
  if (!isFlowAllowed('USER_AUTH', client.document)) return undefined
  const newcomer = { name: user.username, id: user.id }
  return sealChoice(purpose, { pool, client }, newcomer, services, {
    ...(proven && { proven: PROVEN_BY[proven] }),
  })
}

/**
 * Whether whoever confirmed a sign-up goes on to be signed in. They do without the Session that SignUp answered
 * too, as aws-amplify has it; not with one of another sign-up, nor with one that expired while the code was on its
 * way, which confirms all the same.
 */
export function goesOn(
  session: string | undefined,
  { pool, client, user }: Newcomer,
  services: Services,
): boolean {
  if (session === undefined) return true
  const state = findChoice('SIGNING_UP', { pool, client, session }, services)
  return state?.userId === user.id && services.clock.now() < state.expiresAt
}

/**
 * Signs in who confirmed their sign-up, once: the code that confirmed it is the factor that was proven. What a
 * pool asks for beside it is still asked for, and its function may refuse.
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
  if (!user || user.id !== state.userId || !state.proven) throw invalidSession()
  await beforeSignIn(call, { name, user }, services)
  return { passed: { user, proven: [state.proven] }, settle: spendChoice(state) }
}

const PROVEN_BY: Readonly<Record<Provable, Factor>> = { email: 'email_otp', phone_number: 'sms' }
