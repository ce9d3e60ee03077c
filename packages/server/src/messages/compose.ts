import type { Message } from '../ports/sender.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import type { MfaConfig } from '../rules/mfa.ts'
import { signInName } from '../rules/usernames.ts'
import { DEFAULT_TEXTS } from './texts.ts'

/** What stands for the code in a text. */
const CODE_MARK = '{####}'

/** An attribute that a code can be sent to. */
export type Address = 'email' | 'phone_number'

interface Destination {
  readonly attribute: Address
  readonly value: string
}

/** What is said in a message of one kind, with its marks for what is filled in. */
interface Texts {
  readonly subject: string
  readonly email: string
  readonly sms: string
}

interface Content {
  readonly pool: Pool
  readonly user: User
  readonly code: string
  readonly purpose: string
  /** What stands for `{username}`. */
  readonly name: string
}

/**
 * Fills a pool's verification template, or Cognito's default text, for one user and one code. A template is
 * for every purpose; the defaults tell a code that opens a password reset from one that proves an address.
 */
export function composeVerification(
  pool: Pool,
  user: User,
  address: Destination,
  { code, purpose, custom = {} }: { code: string; purpose: string; custom?: Partial<Texts> },
): Message {
  const template = pool.document.VerificationMessageTemplate
  const defaults = purpose === 'ForgotPassword' ? DEFAULT_TEXTS.reset : DEFAULT_TEXTS.verification
  const texts = {
    subject: template?.EmailSubject ?? defaults.subject,
    email: template?.EmailMessage ?? defaults.email,
    sms: template?.SmsMessage ?? defaults.sms,
    ...custom,
  }
  return compose(texts, address, { pool, user, code, purpose, name: user.username })
}

/**
 * Fills a pool's invitation template, or Cognito's default text, with a name and a password to begin with. Who has
 * none is told the name alone. A template that is for the other kind of user gives way to the default; Cognito
 * does not deliver then.
 */
export function composeInvitation(
  pool: Pool,
  user: User,
  address: Destination,
  password: string | undefined,
  custom: Partial<Texts> = {},
): Message {
  const template = pool.document.AdminCreateUserConfig?.InviteMessageTemplate
  const defaults = password === undefined ? DEFAULT_TEXTS.welcome : DEFAULT_TEXTS.invitation
  const fitting = (text: string | undefined) =>
    text?.includes(CODE_MARK) === (password !== undefined) ? text : undefined
  const texts = {
    subject: template?.EmailSubject ?? defaults.subject,
    email: fitting(template?.EmailMessage) ?? defaults.email,
    sms: fitting(template?.SMSMessage) ?? defaults.sms,
    ...custom,
  }
  const name = signInName(user, pool.document)
  return compose(texts, address, {
    pool,
    user,
    code: password ?? '',
    purpose: 'AdminCreateUser',
    name,
  })
}

/** Fills a pool's text for a code that is a second factor, or Cognito's default. */
export function composeMfa(
  pool: Pool,
  config: MfaConfig,
  user: User,
  address: Destination,
  code: string,
  custom: Partial<Texts> = {},
): Message {
  const defaults = DEFAULT_TEXTS.authentication
  const texts = {
    subject: config.EmailMfaConfiguration?.Subject ?? defaults.subject,
    email: config.EmailMfaConfiguration?.Message ?? defaults.email,
    sms:
      config.SmsMfaConfiguration?.SmsAuthenticationMessage ??
      pool.document.SmsAuthenticationMessage ??
      defaults.sms,
    ...custom,
  }
  return compose(texts, address, {
    pool,
    user,
    code,
    purpose: 'Authentication',
    name: user.username,
  })
}

function compose(texts: Texts, address: Destination, content: Content): Message {
  const { pool, user, code, purpose } = content
  const common = {
    to: address.value,
    purpose,
    code,
    userPoolId: pool.id,
    username: user.username,
  }
  if (address.attribute === 'phone_number') {
    return { ...common, channel: 'sms', body: fill(texts.sms, content) }
  }
  return {
    ...common,
    channel: 'email',
    subject: fill(texts.subject, content),
    body: fill(texts.email, content),
    html: fill(texts.email, content, escapeHtml),
  }
}

/** All marks at once, and by a function: a password or a name may itself look like a mark, or hold a `$&`. */
const fill = (
  text: string,
  { code, name }: Content,
  encode: (value: string) => string = (value) => value,
): string =>
  text.replace(/\{####\}|\{username\}/g, (mark) => encode(mark === CODE_MARK ? code : name))

/** A template is HTML that an administrator wrote; what is filled in is text that anybody chose. */
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
