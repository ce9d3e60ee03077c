export type Channel = 'email' | 'sms'

/** One message to one person, ready to go. */
export interface Message {
  readonly channel: Channel
  /** An email address or an E.164 phone number. */
  readonly to: string
  /** Absent for SMS. */
  readonly subject?: string
  readonly body: string
  /** Email only: the body as HTML, where what a user chose is escaped. */
  readonly html?: string
  /** Why it is sent: the suffix of Cognito's CustomMessage trigger source (SignUp, ResendCode, …). */
  readonly purpose: string
  /** The code inside the body, empty where there is none. A sender other than the development inbox must not keep or log it. */
  readonly code: string
  readonly userPoolId: string
  readonly username: string
}

/** Carries messages out. A rejected promise is a failed delivery; its message tells the operator why. */
export interface Sender {
  send(message: Message): Promise<void>
  /**
   * Whether messages of a channel only go as far as this house, as into the development inbox: waiting for that
   * takes no time that would tell anything. Left out, they do not.
   */
  isLocal?(channel: Channel): boolean
}
