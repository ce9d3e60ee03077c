import { ServiceError } from '../../../api/errors.ts'
import { isEqualSecret } from '../../../crypto/equal.ts'
import { poolNameInSrp } from '../../../records/pool.ts'
import type { Password, User } from '../../../records/user.ts'
import { expectedSignature } from '../../../rules/srp.ts'
import type { Services } from '../../../store/services.ts'
import { checkSecretHash } from '../../client-proof.ts'
import { openSrpSecret } from '../../passwords.ts'
import { simulateSrpSecret } from '../../unknown-user.ts'
import { readClaim } from '../claim.ts'
import { countFailure, lockoutSubject, refuseLocked } from '../lockout.ts'
import type { Outcome } from '../outcome.ts'
import { passwordProven } from '../prove-password.ts'
import { requireValue, type SignInCall } from '../request.ts'
import { openSecretBlock, type SrpState } from '../secret-block.ts'
import { invalidSession } from '../session.ts'
import { continueFromPassword } from './custom-challenge.ts'
import { requireSameExchange } from './password-srp.ts'

/**
 * PASSWORD_VERIFIER: the client's proof, by SRP, that it knows the password.
 *
 * The secret block must be ours, of this client, for this name, not expired and not answered before. The
 * classic exchange has no Session; one that comes along is that of a choice-based sign-in, or was made up.
 */
export async function answerPasswordVerifier(
  call: SignInCall,
  services: Services,
): Promise<Outcome> {
  const { pool, client, values, session } = call
  const { block, signature, timestamp } = readClaim(call)
  const name = requireValue(call, 'USERNAME')
  checkSecretHash(client, values.SECRET_HASH, [name], services.keyring)
  const state = readState(call, block, name, services)
  if (session !== undefined) requireSameExchange(call, state, services)

  const user = await services.users.byId(state.sub)
  const subject = lockoutSubject(pool, user, state.name, services)
  await refuseLocked(subject, services)
  const password = await services.passwords.ofUser(state.sub)
  const expected = sign(call, state, { user, password, block, timestamp }, services)
  const isRight = expected && isEqualSecret(expected, signature)
  if (!user || !password || !isRight) throw await countFailure(subject, services)
  const spent = { id: state.id, expiresAt: state.expiresAt }
  const proof = { user, password, lockoutSubject: subject, spent }
  const { passed, settle } = passwordProven(proof, services)
  const { targets } = state
  if (!state.isCustom) return { passed: { ...passed, targets }, settle }
  const step = { name: state.name, user, password: passed.password }
  return await continueFromPassword(call, step, settle, services)
}

function readState(call: SignInCall, block: string, name: string, services: Services): SrpState {
  const state = openSecretBlock(block, services.keyring)
  if (!state || state.clientId !== call.client.id) throw invalidSession()
  // A client that was deleted and made again under its id may belong to another pool.
  if (state.poolId !== call.pool.id) throw invalidSession()
  if (name !== state.name && name !== state.userId) throw invalidSession()
  if (services.clock.now() < state.expiresAt) return state
  const message = 'Invalid session for the user, session is expired.'
  throw new ServiceError('NotAuthorizedException', message)
}

/** The signature that the right password makes; for nobody's name one that no client can. */
function sign(
  { pool }: SignInCall,
  state: SrpState,
  {
    user,
    password,
    block,
    timestamp,
  }: {
    user: User | undefined
    password: Password | undefined
    block: string
    timestamp: string
  },
  services: Services,
): Uint8Array | undefined {
  const secret =
    (user && password && openSrpSecret(user, password, services)) ??
    simulateSrpSecret(pool, state.name, services)
  const answer = expectedSignature({
    poolName: poolNameInSrp(pool),
    userId: state.userId,
    A: BigInt(`0x${state.A}`),
    b: BigInt(`0x${state.b}`),
    B: BigInt(`0x${state.B}`),
    verifier: secret.verifier,
    secretBlock: Buffer.from(block, 'base64'),
    timestamp,
  })
  return answer.kind === 'signature' ? answer.signature : undefined
}
