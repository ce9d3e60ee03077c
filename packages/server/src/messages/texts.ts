/**
 * Cognito's default messages, word for word: people's tests and mail filters match them. Only the welcome of who
 * has no password is ours.
 */
export const DEFAULT_TEXTS = {
  verification: {
    subject: 'Your verification code',
    email: 'Your confirmation code is {####}',
    sms: 'Your verification code is {####}',
  },
  reset: {
    subject: 'Your verification code',
    email: 'Your password reset code is {####}',
    sms: 'Your password reset code is {####}',
  },
  authentication: {
    subject: 'Your authentication code',
    email: 'Your authentication code is {####}',
    sms: 'Your authentication code is {####}',
  },
  invitation: {
    subject: 'Your temporary password',
    email: 'Your username is {username} and temporary password is {####}',
    sms: 'Your username is {username} and temporary password is {####}',
  },
  welcome: {
    subject: 'Your account',
    email: 'Your username is {username}',
    sms: 'Your username is {username}',
  },
} as const
