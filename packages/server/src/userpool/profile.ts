import { operation } from '../call/operation.ts'
import { leave, trimProfile, updateProfile } from '../flows/profile.ts'
import { requireReady } from '../flows/user-status.ts'
import { sendVerificationCode, verifyAttribute } from '../flows/verification.ts'
import { describeMfa } from '../rules/shapes/factors.ts'
import { listAttributes } from '../rules/shapes/user.ts'

export const GetUser = operation('GetUser', async ({ user, client, mfa }) => {
  requireReady(user)
  return {
    Username: user.username,
    UserAttributes: listAttributes(user, client.document),
    ...describeMfa(await mfa.ofUser(user.id)),
  }
})

export const UpdateUserAttributes = operation(
  'UpdateUserAttributes',
  async ({ pool, client, user, input, services }) => ({
    CodeDeliveryDetailsList: await updateProfile(
      { pool, client, user, clientMetadata: input.ClientMetadata },
      input.UserAttributes,
      services,
    ),
  }),
)

export const DeleteUserAttributes = operation(
  'DeleteUserAttributes',
  async ({ pool, client, user, input, services }) =>
    trimProfile({ pool, client, user }, input.UserAttributeNames, services),
)

export const GetUserAttributeVerificationCode = operation(
  'GetUserAttributeVerificationCode',
  async ({ pool, client, user, input, services }) => ({
    CodeDeliveryDetails: await sendVerificationCode(
      { pool, client, user, clientMetadata: input.ClientMetadata },
      input.AttributeName,
      services,
    ),
  }),
)

export const VerifyUserAttribute = operation(
  'VerifyUserAttribute',
  async ({ pool, user, input, services }) =>
    verifyAttribute({ pool, user }, { name: input.AttributeName, code: input.Code }, services),
)

export const DeleteUser = operation('DeleteUser', async ({ user, services }) =>
  leave({ user }, services),
)
