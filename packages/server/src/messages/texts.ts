/** Cognito's default messages, word for word: people's tests and mail filters match them. */
export const DEFAULT_TEXTS = {
  verification: {
    subject: 'Your verification code',
    email: 'Your confirmation code is {####}',
    sms: 'Your verification code is {####}',
  },
} as const
