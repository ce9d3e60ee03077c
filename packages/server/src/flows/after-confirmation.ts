import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import type { Services } from '../store/services.ts'
import { callTrigger, hasTrigger, type Metadata } from '../triggers/call-trigger.ts'
import { postConfirmation } from '../triggers/sign-up.ts'
import { attributesOf } from '../triggers/user-attributes.ts'

/**
 * Tells the pool's function that somebody was confirmed, as they stand in the store now. It cannot take that
 * back: where it fails, whoever called is told so, and the user stays confirmed.
 *
 * @throws what the trigger throws.
 */
export async function afterConfirmation(
  {
    pool,
    client,
    userId,
    by,
    clientMetadata,
  }: {
    pool: Pool
    client: Client | undefined
    userId: string
    by: 'ConfirmSignUp' | 'ConfirmForgotPassword'
    clientMetadata: Metadata | undefined
  },
  services: Services,
): Promise<void> {
  if (!hasTrigger('PostConfirmation', pool)) return
  const user = await services.users.byId(userId)
  if (!user) return
  const request = {
    userAttributes: attributesOf(user),
    ...(clientMetadata && { clientMetadata }),
  }
  const source = `PostConfirmation_${by}`
  const occasion = { pool, client, userName: user.username, source, request }
  await callTrigger(postConfirmation, occasion, services)
}
