import { operation } from '../call/operation.ts'
import { listAttributes } from '../rules/shapes/user.ts'

export const GetUser = operation('GetUser', async ({ user, client }) => ({
  Username: user.username,
  UserAttributes: listAttributes(user, client.document),
}))
