import type {
  AdminGetUserResponse,
  AttributeType,
  UserType,
} from '@aws-sdk/client-cognito-identity-provider'
import type { ClientDocument } from '../../records/client.ts'
import type { User } from '../../records/user.ts'
import { readableAttributes } from '../readable-attributes.ts'

/** A user's attributes as the wire lists them: `sub` first, then the rest as far as a client may read them. */
export function listAttributes(user: User, client?: ClientDocument): AttributeType[] {
  const visible = client ? readableAttributes(user, client) : user.attributes
  return [['sub', user.id], ...Object.entries(visible)].map(([Name, Value]) => ({ Name, Value }))
}

/** A user as AdminGetUser returns it. */
export const describeUser = (user: User) =>
  ({
    Username: user.username,
    UserAttributes: listAttributes(user),
    ...circumstances(user),
  }) satisfies AdminGetUserResponse

/** A user as lists and AdminCreateUser return it; with `names`, only those attributes. */
export const summarizeUser = (user: User, names?: readonly string[]): UserType => ({
  Username: user.username,
  Attributes: listAttributes(user).filter(({ Name }) => !names || names.includes(Name ?? '')),
  ...circumstances(user),
})

const circumstances = (user: User) => ({
  UserCreateDate: new Date(user.createdAt),
  UserLastModifiedDate: new Date(user.modifiedAt),
  Enabled: user.enabled,
  UserStatus: user.status,
})
