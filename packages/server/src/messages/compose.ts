import type { Message } from '../ports/sender.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { DEFAULT_TEXTS } from './texts.ts'

/** An attribute that a code can be sent to. */
export type Address = 'email' | 'phone_number'

/** Fills a pool's verification template, or Cognito's default text, for one user and one code. */
export function composeVerification(
  pool: Pool,
  user: User,
  address: { attribute: Address; value: string },
  { code, purpose }: { code: string; purpose: string },
): Message {
  const template = pool.document.VerificationMessageTemplate
  const defaults = DEFAULT_TEXTS.verification
  const fill = (text: string) =>
    text.replaceAll('{####}', code).replaceAll('{username}', user.username)
  const common = {
    to: address.value,
    purpose,
    code,
    userPoolId: pool.id,
    username: user.username,
  }
  if (address.attribute === 'phone_number') {
    return { ...common, channel: 'sms', body: fill(template?.SmsMessage ?? defaults.sms) }
  }
  const text = template?.EmailMessage ?? defaults.email
  return {
    ...common,
    channel: 'email',
    subject: fill(template?.EmailSubject ?? defaults.subject),
    body: fill(text),
    html: text
      .replaceAll('{####}', escapeHtml(code))
      .replaceAll('{username}', escapeHtml(user.username)),
  }
}

/** A template is HTML that an administrator wrote; what is filled in is text that anybody chose. */
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
