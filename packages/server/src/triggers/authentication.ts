import type { Trigger } from './call-trigger.ts'

/** Before a password is looked at: may refuse the sign-in. */
export const preAuthentication: Trigger<void> = {
  name: 'PreAuthentication',
  blank: {},
  read: () => {},
}

/** After a sign-in, before its tokens: may withhold them. */
export const postAuthentication: Trigger<void> = {
  name: 'PostAuthentication',
  blank: {},
  read: () => {},
}
