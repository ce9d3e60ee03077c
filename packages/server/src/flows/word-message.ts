import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { callTrigger, type Metadata, type TriggerServices } from '../triggers/call-trigger.ts'
import {
  CODE_MARK,
  type CustomTexts,
  customMessage,
  NAME_MARK,
} from '../triggers/custom-message.ts'
import { attributesOf } from '../triggers/user-attributes.ts'

/** A message that is about to be composed. */
export interface Wording {
  readonly pool: Pool
  readonly client: Client | undefined
  readonly user: User
  /** The source's suffix: SignUp, AdminCreateUser, ResendCode, … */
  readonly purpose: string
  /** Absent in the invitation of somebody who signs in without a password. */
  readonly code: string | undefined
  readonly clientMetadata?: Metadata | undefined
}

/** Asks the pool's function for the texts of a message. @throws what the trigger throws. */
export async function wordMessage(
  { pool, client, user, purpose, code, clientMetadata }: Wording,
  services: TriggerServices,
): Promise<CustomTexts> {
  const isInvitation = purpose === 'AdminCreateUser'
  const marks = [...(code === undefined ? [] : [CODE_MARK]), ...(isInvitation ? [NAME_MARK] : [])]
  const ownsEmail = pool.document.EmailConfiguration?.EmailSendingAccount === 'DEVELOPER'
  const texts = await callTrigger(
    customMessage(marks, ownsEmail),
    {
      pool,
      client,
      userName: user.username,
      source: `CustomMessage_${purpose}`,
      request: {
        userAttributes: attributesOf(user),
        codeParameter: CODE_MARK,
        linkParameter: '{##Click Here##}',
        usernameParameter: isInvitation ? NAME_MARK : null,
        ...(clientMetadata && { clientMetadata }),
      },
    },
    services,
  )
  return texts ?? {}
}
