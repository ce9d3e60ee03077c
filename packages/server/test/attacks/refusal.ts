/** What is said to a call that should fail: `accepted` where it did not, else the error's name and text. */
export const refusalOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : 'no error'),
  )

/** How often each answer was given. */
export function tally(answers: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1
  return counts
}

/** The same call, many times at once. */
export const atOnce = <Result>(
  times: number,
  call: (index: number) => Promise<Result>,
): Promise<Result[]> => Promise.all(Array.from({ length: times }, (_, index) => call(index)))

export const WRONG_PASSWORD = 'NotAuthorizedException: Incorrect username or password.'
export const LOCKED = 'NotAuthorizedException: Password attempts exceeded'
export const INVALID_SESSION = 'NotAuthorizedException: Invalid session for the user.'
