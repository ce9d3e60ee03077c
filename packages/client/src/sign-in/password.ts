/** Proving a password without sending it. */
import { userPoolOf } from '../core/core.ts'
import { AuthError } from '../core/errors.ts'
import { drawKeys, prove } from '../srp/srp.ts'
import type { AuthAnswer } from '../wire/operations.ts'
import { type Conversation, respond, withDevice } from './conversation.ts'

/** Sends SRP_A with a first call, and answers the password's challenge if that is what comes. */
export async function provePassword(
  talk: Conversation,
  password: string,
  ask: (srp: { SRP_A: string }) => Promise<AuthAnswer>,
): Promise<AuthAnswer> {
  const keys = drawKeys()
  const asked = await ask({ SRP_A: keys.open.toString(16) })
  if (asked.ChallengeName !== 'PASSWORD_VERIFIER') return asked

  const { USER_ID_FOR_SRP: user, SALT, SRP_B, SECRET_BLOCK } = asked.ChallengeParameters ?? {}
  if (!user || !SALT || !SRP_B || !SECRET_BLOCK) {
    throw new AuthError('EmptyUserIdForSRPException', 'The challenge lacks what SRP needs.')
  }
  const { signature, timestamp } = await prove(keys, {
    group: userPoolOf(talk.core).userPoolId.split('_')[1] ?? '',
    user,
    password,
    salt: SALT,
    serverKey: SRP_B,
    secretBlock: SECRET_BLOCK,
  })
  return await withDevice(talk, (device) =>
    respond(
      talk,
      'PASSWORD_VERIFIER',
      {
        USERNAME: user,
        PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
        TIMESTAMP: timestamp,
        PASSWORD_CLAIM_SIGNATURE: signature,
        ...device,
      },
      asked.Session,
    ),
  )
}
