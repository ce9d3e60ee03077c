/** People who sign up, confirm, sign in, refresh and sign out, many at once, and what each was told. */
import { PASSWORD, type TestPool } from '../support/people.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { call } from '../support/wire.ts'

export type Step = 'sign-up' | 'confirm' | 'sign-in' | 'refresh' | 'sign-out' | 'revoke'

/** A person's own record, kept outside the server. */
export interface Person {
  readonly username: string
  /** The last one may have been cut off: it was done, or it was not. */
  readonly sent: Step[]
  /** Answered with success, each before the next was sent. */
  readonly acknowledged: Step[]
  code: string
  accessToken: string
  refreshedToken: string
  refreshToken: string
}

type Act = (person: Person, server: ServerProcess, pool: TestPool) => Promise<void>

const ACTS: Readonly<Record<Step, Act>> = {
  async 'sign-up'({ username }, server, { clientId }) {
    await demand(server, 'SignUp', {
      ClientId: clientId,
      Username: username,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: `${username}@example.com` }],
    })
  },
  async confirm({ username, code }, server, { clientId }) {
    const input = { ClientId: clientId, Username: username, ConfirmationCode: code }
    await demand(server, 'ConfirmSignUp', input)
  },
  async 'sign-in'(person, server, { clientId }) {
    const result = await authenticate(server, {
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: person.username, PASSWORD },
    })
    person.accessToken = String(result.AccessToken)
    person.refreshToken = String(result.RefreshToken)
  },
  async refresh(person, server, { clientId }) {
    const result = await authenticate(server, {
      ClientId: clientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: person.refreshToken },
    })
    person.refreshedToken = String(result.AccessToken)
  },
  async 'sign-out'({ accessToken }, server) {
    await demand(server, 'GlobalSignOut', { AccessToken: accessToken })
  },
  async revoke({ refreshToken }, server, { clientId }) {
    await demand(server, 'RevokeToken', { ClientId: clientId, Token: refreshToken })
  },
}

/** Lives that differ in their end. */
const BEGINNING: readonly Step[] = ['sign-up', 'confirm', 'sign-in', 'refresh']
const LIVES: readonly (readonly Step[])[] = [
  BEGINNING,
  [...BEGINNING, 'sign-out'],
  [...BEGINNING, 'revoke'],
]

/**
 * Lets so many people live at a time, one after the other, until the server answers no more.
 *
 * @throws when the server refuses a step: every one of them is right.
 */
export async function keepBusy(
  server: ServerProcess,
  pool: TestPool,
  { name, atOnce, onAcknowledged }: { name: string; atOnce: number; onAcknowledged: () => void },
): Promise<Person[]> {
  const people: Person[] = []
  const beOne = async () => {
    for (;;) {
      const steps = LIVES[people.length % LIVES.length] ?? []
      const person = newPerson(`${name}-${people.length}`)
      people.push(person)
      for (const step of steps) {
        if (step === 'confirm') person.code = (await readCode(person, server)) ?? ''
        person.sent.push(step)
        await ACTS[step](person, server, pool)
        person.acknowledged.push(step)
        onAcknowledged()
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, () => beOne().catch(expectHangUp)))
  return people
}

const newPerson = (username: string): Person => ({
  username,
  sent: [],
  acknowledged: [],
  code: '',
  accessToken: '',
  refreshedToken: '',
  refreshToken: '',
})

/** What the inbox has for a person, if anything. */
export async function readCode(
  { username }: Person,
  server: ServerProcess,
): Promise<string | undefined> {
  return (await server.inbox.last(username))?.code
}

async function authenticate(server: ServerProcess, input: object) {
  const { AuthenticationResult } = await demand(server, 'InitiateAuth', input)
  return AuthenticationResult as Record<string, unknown> // as every answer without a challenge has it
}

async function demand(server: ServerProcess, operation: string, input: object) {
  const { status, body } = await call(server, operation, input)
  if (status === 200) return body
  throw new Error(`${operation} was refused: ${JSON.stringify(body)}`)
}

/** `fetch` throws TypeErrors where there is no answer, or half of one. */
function expectHangUp(error: unknown): void {
  if (!(error instanceof TypeError)) throw error
}
