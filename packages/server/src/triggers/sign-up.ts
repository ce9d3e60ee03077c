import type { Trigger } from './call-trigger.ts'
import { flag, member } from './shape.ts'

/** Before somebody is made: may refuse them, confirm them, and vouch for their addresses. */
export const preSignUp: Trigger<{
  readonly isConfirmed: boolean
  /** The addresses that count as verified. */
  readonly verified: readonly ('email' | 'phone_number')[]
}> = {
  name: 'PreSignUp',
  blank: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  read: (response) => ({
    isConfirmed: member(response, 'autoConfirmUser', flag) ?? false,
    verified: [
      ...(member(response, 'autoVerifyEmail', flag) ? (['email'] as const) : []),
      ...(member(response, 'autoVerifyPhone', flag) ? (['phone_number'] as const) : []),
    ],
  }),
}

/** After somebody was confirmed, or chose a new password by a code. */
export const postConfirmation: Trigger<void> = {
  name: 'PostConfirmation',
  blank: {},
  read: () => {},
}
