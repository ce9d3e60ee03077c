import { entryOf } from '../encoding/entry.ts'

/** What to do about the errors that people and applications meet, by Cognito's name for them. */
const SUGGESTIONS: Readonly<Record<string, string>> = {
  CodeMismatchException: 'Enter the code of the newest message.',
  ExpiredCodeException: 'Have a new code sent.',
  LimitExceededException: 'Wait before trying again.',
  NotAuthorizedException: 'Check user name and password, or sign in again.',
  ResourceNotFoundException: 'Check ids, region and endpoint in the configuration.',
}

export const suggestionFor = (name: string): string | undefined => entryOf(SUGGESTIONS, name)
