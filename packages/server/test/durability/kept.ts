/** What must be true after a server was killed and started again. */
import { expect } from 'vitest'
import { PASSWORD, type TestPool } from '../support/people.ts'
import type { RawStore } from '../support/raw-store.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { call } from '../support/wire.ts'
import { type Person, readCode, type Step } from './workload.ts'

/** Rows that must not be, each found by a query that both databases understand. */
const HALF_MADE: Readonly<Record<string, string>> = {
  'a user without a password': `select id from users
    where id not in (select user_id from passwords)`,
  'an unconfirmed user without a code': `select id from users
    where status = 'UNCONFIRMED' and id not in (select user_id from codes)`,
  'a confirmed user whose code was not used up': `select id from users
    where status = 'CONFIRMED' and id in (select user_id from codes)`,
  'a confirmed user without the alias': `select id from users
    where status = 'CONFIRMED' and id not in (select user_id from aliases)`,
  'an alias of somebody unconfirmed, or of nobody': `select alias from aliases
    where user_id not in (select id from users where status = 'CONFIRMED')`,
  'a password of nobody': `select user_id from passwords
    where user_id not in (select id from users)`,
  'a code of nobody': 'select user_id from codes where user_id not in (select id from users)',
  'a session of nobody': 'select id from sessions where user_id not in (select id from users)',
  'a session with no client': `select id from sessions
    where client_id not in (select id from clients)`,
  'a user of no pool': 'select id from users where pool_id not in (select id from pools)',
  'a client of no pool': 'select id from clients where pool_id not in (select id from pools)',
  'a pool without its two keys': `select id from pools
    where (select count(*) from signing_keys where pool_id = pools.id) <> 2`,
}

export async function expectWhole(store: RawStore): Promise<void> {
  for (const [what, sql] of Object.entries(HALF_MADE)) {
    expect(await store.query(sql), what).toEqual([])
  }
}

/** Whatever a person was told still holds; of what they were not told, all of it or none. */
export async function expectKept(
  server: ServerProcess,
  pool: TestPool,
  person: Person,
): Promise<void> {
  if (!person.sent.includes('sign-up')) return
  if (person.acknowledged.includes('sign-up')) {
    await expectUser(server, pool, person)
    await expectSession(server, pool, person)
  } else await expectWayOn(server, pool, person)
}

const CONFIRMED = 'User cannot be confirmed. Current status is CONFIRMED'

async function expectUser(server: ServerProcess, { clientId }: TestPool, person: Person) {
  const { username } = person
  const code = person.code || (await readCode(person, server))
  const input = { ClientId: clientId, Username: username, ConfirmationCode: code }
  const { body } = await call(server, 'ConfirmSignUp', input)
  // A used code stays used, an unused one stays good.
  const possible = { done: [CONFIRMED], cutOff: [CONFIRMED, undefined], unsent: [undefined] }
  expect(possible[stateOf(person, 'confirm')], describe(person)).toContain(body.message)
  const parameters = { USERNAME: username, PASSWORD }
  const signedIn = await signIn(server, clientId, 'USER_PASSWORD_AUTH', parameters)
  expect(signedIn, describe(person)).toMatchObject({ status: 200 })
}

async function expectSession(server: ServerProcess, { clientId }: TestPool, person: Person) {
  if (stateOf(person, 'sign-in') !== 'done') return
  const ends = [stateOf(person, 'sign-out'), stateOf(person, 'revoke')]
  if (ends.includes('cutOff')) return
  const expected = ends.includes('done')
    ? { status: 400, body: { __type: 'NotAuthorizedException' } }
    : { status: 200 }
  const parameters = { REFRESH_TOKEN: person.refreshToken }
  const refreshed = await signIn(server, clientId, 'REFRESH_TOKEN_AUTH', parameters)
  expect(refreshed, describe(person)).toMatchObject(expected)
  for (const AccessToken of [person.accessToken, person.refreshedToken].filter(Boolean)) {
    expect(await call(server, 'GetUser', { AccessToken }), describe(person)).toMatchObject(expected)
  }
}

/** Who was cut off while signing up can do it again, or has a code sent again: nobody is stuck. */
async function expectWayOn(server: ServerProcess, { clientId }: TestPool, person: Person) {
  const { username } = person
  const again = await call(server, 'SignUp', {
    ClientId: clientId,
    Username: username,
    Password: PASSWORD,
    UserAttributes: [{ Name: 'email', Value: `${username}@example.com` }],
  })
  if (again.status === 200) return
  expect(again.body.__type).toBe('UsernameExistsException')
  const input = { ClientId: clientId, Username: username }
  expect(await call(server, 'ResendConfirmationCode', input)).toMatchObject({ status: 200 })
}

const signIn = (
  server: ServerProcess,
  ClientId: string,
  AuthFlow: string,
  AuthParameters: Record<string, string>,
) => call(server, 'InitiateAuth', { ClientId, AuthFlow, AuthParameters })

function stateOf(person: Person, step: Step): 'done' | 'cutOff' | 'unsent' {
  if (person.acknowledged.includes(step)) return 'done'
  return person.sent.includes(step) ? 'cutOff' : 'unsent'
}

const describe = ({ username, sent, acknowledged }: Person) =>
  `${username} did ${sent.join(', ')}; acknowledged ${acknowledged.join(', ')}`
