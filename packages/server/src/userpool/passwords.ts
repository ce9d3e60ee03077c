import { operation } from '../call/operation.ts'
import { changePassword } from '../flows/change-password.ts'
import { forgotPassword } from '../flows/recovery.ts'
import { resetPassword } from '../flows/reset-password.ts'

export const ForgotPassword = operation(
  'ForgotPassword',
  async ({ pool, client, input, services }) => ({
    CodeDeliveryDetails: await forgotPassword(
      { pool, client, username: input.Username, clientMetadata: input.ClientMetadata },
      services,
    ),
  }),
)

export const ConfirmForgotPassword = operation(
  'ConfirmForgotPassword',
  async ({ pool, client, input, services }) =>
    resetPassword(
      {
        pool,
        client,
        username: input.Username,
        code: input.ConfirmationCode,
        password: input.Password,
        clientMetadata: input.ClientMetadata,
      },
      services,
    ),
)

export const ChangePassword = operation('ChangePassword', async ({ pool, user, input, services }) =>
  changePassword(
    { pool, user },
    { previous: input.PreviousPassword, proposed: input.ProposedPassword },
    services,
  ),
)
