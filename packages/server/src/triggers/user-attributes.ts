import type { User } from '../records/user.ts'

/** A user as functions see them; nothing of somebody who is not there. */
export const attributesOf = (user: User | undefined): Readonly<Record<string, string>> =>
  user ? { sub: user.id, 'cognito:user_status': user.status, ...user.attributes } : {}
