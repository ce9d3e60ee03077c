import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider'
import type { ClientDocument } from '../../records/client.ts'
import type { User } from '../../records/user.ts'

/** A user's attributes as the wire lists them: `sub` first, then the rest as far as a client may read them. */
export function listAttributes(user: User, client?: ClientDocument): AttributeType[] {
  const readable = client?.ReadAttributes && new Set(client.ReadAttributes)
  const visible = Object.entries(user.attributes).filter(
    ([name]) => !readable || (readable.has(name) && !name.startsWith('dev:')),
  )
  return [['sub', user.id], ...visible].map(([Name, Value]) => ({ Name, Value }))
}
