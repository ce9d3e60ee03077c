import type { ClientDocument } from '../records/client.ts'
import type { User } from '../records/user.ts'

/** What a user's application is told of them: what it may read, and never what is for developers only. */
export function readableAttributes(
  { attributes }: Pick<User, 'attributes'>,
  client: ClientDocument,
): User['attributes'] {
  const readable = client.ReadAttributes && new Set(client.ReadAttributes)
  const isReadable = (name: string) => !name.startsWith('dev:') && (!readable || readable.has(name))
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isReadable(name)))
}
