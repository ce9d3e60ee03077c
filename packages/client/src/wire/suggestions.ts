import { entryOf } from '../encoding/entry.ts'

/**
 * What to do about the errors that people and applications meet, by Cognito's name for them. A name has many
 * cases, and its text is true of all: a code may be of a message or of an app, a limit one of time or of number.
 */
const SUGGESTIONS: Readonly<Record<string, string>> = {
  CodeMismatchException: 'Enter the newest code.',
  EnableSoftwareTokenMFAException: 'Enter the newest code.',
  ExpiredCodeException: 'Enter a newer code.',
  InvalidPasswordException: 'Choose another password.',
  LimitExceededException: 'Wait or remove some.',
  NotAuthorizedException: 'After a wrong password or an ended session, sign in again.',
  NotImplementedException: 'Leave out what the message names.',
  ResourceNotFoundException: 'Check ids, region and endpoint.',
}

export const suggestionFor = (name: string): string | undefined => entryOf(SUGGESTIONS, name)
