import { operation } from '../call/operation.ts'
import { confirmSignUp } from '../flows/confirm-sign-up.ts'
import { resendConfirmationCode } from '../flows/resend-code.ts'
import { signUp } from '../flows/sign-up.ts'

export const SignUp = operation('SignUp', async ({ pool, client, input, services }) =>
  signUp(
    {
      pool,
      client,
      username: input.Username,
      password: input.Password,
      attributes: input.UserAttributes,
      validationData: input.ValidationData,
      clientMetadata: input.ClientMetadata,
    },
    services,
  ),
)

export const ConfirmSignUp = operation('ConfirmSignUp', async ({ pool, client, input, services }) =>
  confirmSignUp(
    {
      pool,
      client,
      username: input.Username,
      code: input.ConfirmationCode,
      forceAlias: input.ForceAliasCreation ?? false,
      session: input.Session,
      clientMetadata: input.ClientMetadata,
    },
    services,
  ),
)

export const ResendConfirmationCode = operation(
  'ResendConfirmationCode',
  async ({ pool, client, input, services }) => ({
    CodeDeliveryDetails: await resendConfirmationCode(
      { pool, client, username: input.Username, clientMetadata: input.ClientMetadata },
      services,
    ),
  }),
)
