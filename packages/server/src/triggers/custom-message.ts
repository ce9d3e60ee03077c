import type { Trigger } from './call-trigger.ts'
import { member, ShapeError, textUpTo } from './shape.ts'

const LONGEST_SMS = 140
const LONGEST_EMAIL = 20_000
const LONGEST_SUBJECT = 140

/** What stands for the code and, in invitations, for the user name. */
export const CODE_MARK = '{####}'
export const NAME_MARK = '{username}'

/** The texts of one message, where the function has its own. */
export interface CustomTexts {
  readonly sms?: string
  readonly email?: string
  readonly subject?: string
}

/**
 * Words a message. A text without its marks would be of no use to whoever gets it.
 *
 * @param marks what a text of its own must hold.
 * @param ownsEmail whether the pool sends email by an account of its own: "you can only use this if
 *   EmailSendingAccount is DEVELOPER" (developer guide, custom message trigger).
 */
export const customMessage = (
  marks: readonly string[],
  ownsEmail: boolean,
): Trigger<CustomTexts> => ({
  name: 'CustomMessage',
  blank: { smsMessage: null, emailMessage: null, emailSubject: null },
  read: (response) => {
    const sms = member(response, 'smsMessage', textUpTo(LONGEST_SMS))
    const email = member(response, 'emailMessage', textUpTo(LONGEST_EMAIL))
    const subject = member(response, 'emailSubject', textUpTo(LONGEST_SUBJECT))
    for (const said of [sms, email]) {
      const missing = said === undefined ? undefined : marks.find((mark) => !said.includes(mark))
      if (missing) throw new ShapeError(`a message is without ${missing}`)
    }
    if (!ownsEmail && (email ?? subject) !== undefined) {
      throw new ShapeError('emailMessage: only where EmailSendingAccount is DEVELOPER')
    }
    return {
      ...(sms !== undefined && { sms }),
      ...(email !== undefined && { email }),
      ...(subject !== undefined && { subject }),
    }
  },
})
