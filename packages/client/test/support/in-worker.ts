/** A worker that signs somebody in: of Node by its data, of a browser by its message. It says who it is then. */
import { createAuth } from '../../src/index.ts'

export interface Work {
  readonly cognito: Readonly<Record<string, unknown>>
  readonly username: string
  readonly password: string
}

/** Signs in, asks for new tokens, and answers who is signed in. */
export async function signInAlone({ cognito, username, password }: Work): Promise<string> {
  const auth = createAuth({ Auth: { Cognito: cognito } })
  await auth.signIn({ username, password })
  await auth.fetchAuthSession({ forceRefresh: true })
  return (await auth.getCurrentUser()).username
}
