import { type AuthCore, userPoolOf } from '../core/core.ts'
import { requireInput } from '../core/errors.ts'
import type { AuthCodeDeliveryDetails, ClientMetadata } from '../sign-in/types.ts'
import { userContext } from '../wire/user-context.ts'
import { callUserPool } from '../wire/user-pool.ts'
import { describeDelivery } from './code-delivery.ts'
import { requireTokens } from './session.ts'
import type { UsernameInput } from './sign-up.ts'

export interface ResetPasswordOutput {
  readonly isPasswordReset: boolean
  readonly nextStep: {
    readonly resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE' | 'DONE'
    readonly codeDeliveryDetails: AuthCodeDeliveryDetails
  }
}

export interface ConfirmResetPasswordInput {
  readonly username: string
  readonly newPassword: string
  readonly confirmationCode: string
  readonly options?: { readonly clientMetadata?: ClientMetadata | undefined }
}

/**
 * Has a code sent with which a forgotten password can be set anew.
 *
 * @throws EmptyResetPasswordUsername, or the service's error.
 */
export async function resetPassword(
  core: AuthCore,
  { username, options }: UsernameInput,
): Promise<ResetPasswordOutput> {
  requireInput(username, 'EmptyResetPasswordUsername', 'resetPassword needs a user name.')
  const { CodeDeliveryDetails } = await callUserPool(core, 'ForgotPassword', {
    Username: username,
    ClientMetadata: options?.clientMetadata,
    ClientId: userPoolOf(core).userPoolClientId,
    UserContextData: userContext(core, username),
  })
  return {
    isPasswordReset: false,
    nextStep: {
      resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE',
      codeDeliveryDetails: describeDelivery(CodeDeliveryDetails),
    },
  }
}

/**
 * Sets a forgotten password anew, with the code that was sent.
 *
 * @throws EmptyConfirmResetPasswordUsername, …NewPassword or …ConfirmationCode, or the service's error.
 */
export async function confirmResetPassword(
  core: AuthCore,
  { username, newPassword, confirmationCode, options }: ConfirmResetPasswordInput,
): Promise<void> {
  const name = 'EmptyConfirmResetPassword'
  requireInput(username, `${name}Username`, 'confirmResetPassword needs a user name.')
  requireInput(newPassword, `${name}NewPassword`, 'confirmResetPassword needs a new password.')
  requireInput(confirmationCode, `${name}ConfirmationCode`, 'confirmResetPassword needs a code.')
  await callUserPool(core, 'ConfirmForgotPassword', {
    Username: username,
    ConfirmationCode: confirmationCode,
    Password: newPassword,
    ClientMetadata: options?.clientMetadata,
    ClientId: userPoolOf(core).userPoolClientId,
    UserContextData: userContext(core, username),
  })
}

/**
 * Changes the password of whoever is signed in.
 *
 * @throws EmptyUpdatePassword, UserUnAuthenticatedException, or the service's error.
 */
export async function updatePassword(
  core: AuthCore,
  { oldPassword, newPassword }: { readonly oldPassword: string; readonly newPassword: string },
): Promise<void> {
  const message = 'updatePassword needs the old and the new password.'
  requireInput(oldPassword, 'EmptyUpdatePassword', message)
  requireInput(newPassword, 'EmptyUpdatePassword', message)
  const { accessToken } = await requireTokens(core)
  await callUserPool(core, 'ChangePassword', {
    AccessToken: accessToken,
    PreviousPassword: oldPassword,
    ProposedPassword: newPassword,
  })
}
