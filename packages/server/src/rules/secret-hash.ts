import { createHmac } from 'node:crypto'

/**
 * What a client with a secret sends to prove it: base64(HMAC-SHA-256(secret, username + client id)).
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 */
export const secretHash = (username: string, clientId: string, secret: string): string =>
  createHmac('sha256', secret).update(`${username}${clientId}`).digest('base64')
