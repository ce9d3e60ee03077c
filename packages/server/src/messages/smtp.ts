import { createTransport } from 'nodemailer'
import type { Sender } from '../ports/sender.ts'

/** A mail server that does not answer must not hold a sign-up for longer than its client waits. */
const TIMEOUTS_MS = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 }

export interface SmtpOptions {
  /** `smtp://user:password@host:587` (STARTTLS where the server offers it), or `smtps://…:465`. */
  readonly url: string
  /** The sender's address, with or without a name: `Poolhouse <no-reply@example.com>`. */
  readonly from: string
}

/** Sends email over SMTP. A template is HTML, as Cognito's are; the plain text goes along. */
export function makeSmtpSender(
  { url, from }: SmtpOptions,
  timeouts = TIMEOUTS_MS,
): Sender & { close(): void } {
  const transport = createTransport({ url, pool: true, ...timeouts })
  return {
    async send({ channel, to, subject, body, html }) {
      if (channel !== 'email') throw new Error('SMTP carries email only')
      await transport.sendMail({
        from,
        // As an object, so that nothing in an address can add another one to it.
        to: { name: '', address: to },
        subject: subject ?? '',
        text: body,
        html: html ?? body,
      })
    },
    close: () => transport.close(),
  }
}
