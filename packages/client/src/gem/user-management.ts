/** The Gem's `AWSCognitoUserManagementRequestBus`: calls that answer by notification. */
import { confirmResetPassword, resetPassword } from '../actions/passwords.ts'
import { confirmSignUp, signUp } from '../actions/sign-up.ts'
import type { AuthCore } from '../core/core.ts'
import { messageOf } from '../core/errors.ts'
import { callUserPool } from '../wire/user-pool.ts'
import { NO_APP_CLIENT } from './cognito-provider.ts'
import type { FailName, NotificationBus, UserManagementNotifications } from './notifications.ts'

export interface UserManagementRequests {
  /** Whether there is an app client to call with. */
  Initialize(): boolean
  EmailSignUpAsync(username: string, password: string, email: string): Promise<void>
  PhoneSignUpAsync(username: string, password: string, phoneNumber: string): Promise<void>
  ConfirmSignUpAsync(username: string, confirmationCode: string): Promise<void>
  ForgotPasswordAsync(username: string): Promise<void>
  ConfirmForgotPasswordAsync(
    username: string,
    confirmationCode: string,
    newPassword: string,
  ): Promise<void>
  /** Asks for a code by text message from now on. */
  EnableMFAAsync(accessToken: string): Promise<void>
}

/** The requests. Each ends in exactly one notification; a failure carries the service's words. */
export function makeUserManagement(
  bus: NotificationBus<UserManagementNotifications>,
  core: AuthCore,
): UserManagementRequests {
  const tell = async <Outcome>(
    failure: FailName<UserManagementNotifications>,
    run: () => Promise<Outcome>,
    succeed: (outcome: Outcome) => void,
  ): Promise<void> => {
    try {
      succeed(await run())
    } catch (error) {
      bus.Broadcast(failure, messageOf(error))
    }
  }
  const signUpWith = (
    [username, password]: readonly [string, string],
    userAttributes: Readonly<Record<string, string>>,
  ) => signUp(core, { username, password, options: { userAttributes } })

  return {
    Initialize() {
      const isReady = Boolean(core.config.userPoolClientId)
      if (!isReady) console.warn(NO_APP_CLIENT)
      return isReady
    },

    EmailSignUpAsync: (username, password, email) =>
      tell(
        'OnEmailSignUpFail',
        () => signUpWith([username, password], { email }),
        ({ userId = '' }) => bus.Broadcast('OnEmailSignUpSuccess', userId),
      ),
    PhoneSignUpAsync: (username, password, phone_number) =>
      tell(
        'OnPhoneSignUpFail',
        () => signUpWith([username, password], { phone_number }),
        ({ userId = '' }) => bus.Broadcast('OnPhoneSignUpSuccess', userId),
      ),
    ConfirmSignUpAsync: (username, confirmationCode) =>
      tell(
        'OnConfirmSignUpFail',
        () => confirmSignUp(core, { username, confirmationCode }),
        () => bus.Broadcast('OnConfirmSignUpSuccess'),
      ),
    ForgotPasswordAsync: (username) =>
      tell(
        'OnForgotPasswordFail',
        () => resetPassword(core, { username }),
        () => bus.Broadcast('OnForgotPasswordSuccess'),
      ),
    ConfirmForgotPasswordAsync: (username, confirmationCode, newPassword) =>
      tell(
        'OnConfirmForgotPasswordFail',
        () => confirmResetPassword(core, { username, newPassword, confirmationCode }),
        () => bus.Broadcast('OnConfirmForgotPasswordSuccess'),
      ),
    EnableMFAAsync: (accessToken) =>
      tell(
        'OnEnableMFAFail',
        () =>
          callUserPool(core, 'SetUserMFAPreference', {
            AccessToken: accessToken,
            SMSMfaSettings: { Enabled: true, PreferredMfa: true },
          }),
        () => bus.Broadcast('OnEnableMFASuccess'),
      ),
  }
}
