import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { cognitoIdentity } from '../../src/api/cognito-identity.generated.ts'
import { cognitoIdp } from '../../src/api/cognito-idp.generated.ts'
import { COMMON_ERRORS } from '../../src/api/errors.ts'
import { operationNamed, type ServiceTable } from '../../src/api/table.ts'
import * as identitypool from '../../src/identitypool/catalogue.ts'
import { openPoolhouse, type Poolhouse } from '../../src/index.ts'
import * as userpool from '../../src/userpool/catalogue.ts'
import { customFunctions } from '../attacks/stand.ts'
import { type Digest, digestOf, leaveOut } from '../support/digest.ts'
import { CLIENT, json, type LoginProvider, startLoginProvider } from '../support/login-provider.ts'
import { openRawStore, type RawStore } from '../support/raw-store.ts'
import { IDENTITY_POOL, makeRole, trustInAll } from '../support/roles.ts'
import { injectedKeys, TEST_MASTER_KEY, useDatabase } from '../support/stores.ts'
import { arbitraryCall, fillIn } from './arbitrary-call.ts'
import { beginSignIns } from './begun-sign-ins.ts'
import { isOfSignIn, takesBegunSignIn } from './fitting.ts'
import { ANY_ROLE, furnish, isStanding, SOCIAL, WORDS } from './furniture.ts'
import type { Inventory } from './real-members.ts'

const OPERATIONS = [
  ...Object.keys(userpool).map((name) => [name, cognitoIdp] as const),
  ...Object.keys(identitypool).map((name) => [name, cognitoIdentity] as const),
]

/** Shared among the operations of a store, so that the suite takes as long when there are more of them. */
const CALLS = process.env.POOLHOUSE_TEST_LONG === 'true' ? 10_000 : 1_000
const CALLS_EACH = Math.max(10, Math.round(CALLS / OPERATIONS.length))

/** Where most of what must not change is behind several checks. */
const FEWEST_OF_SIGN_IN = 20

function callsOf(operation: string): number {
  if (takesBegunSignIn(operation)) return CALLS_EACH * 3
  return isOfSignIn(operation) ? Math.max(FEWEST_OF_SIGN_IN, CALLS_EACH) : CALLS_EACH
}

/** A set of furniture costs more than the calls made with it, so a few operations share one. */
const OPERATIONS_A_SET = 4

/** Counters of guesses get texts of their own in the digest. */
const APART = { codes: ['attempts'] }
const COUNTERS = ['attempts', 'codes.attempts', 'spent_sessions']

/**
 * Answers about credentials are outcomes, not refused inputs: a wrong one is counted, by design, and so is a
 * code that was asked for too often; a right one of somebody who may not sign in yet ends the row of
 * failures and spends its challenge. Nothing but these counters may change by it.
 */
const COUNTED = [
  'CodeMismatchException',
  'ExpiredCodeException',
  'LimitExceededException',
  'NotAuthorizedException',
  'PasswordResetRequiredException',
  'TooManyFailedAttemptsException',
  'UserNotConfirmedException',
]

/** A function that refuses to word a code: that one was asked for is counted first, by design, and nothing else. */
const UNWORDED = 'UserLambdaValidationException'

/** Now and then, in operations of sign-in: others keep what is to be sent first, so that it can be asked for again. */
const isUnworded = fc.boolean()

/** By design: a refresh token that was exchanged before ends its session (RFC 9700 §4.14.2). */
const ENDING_SESSIONS = 'RefreshTokenReuseException'

/** A token or a client's proof that does not hold is refused before anything is counted. */
const UNCOUNTED = /Access Token|Refresh Token|secret/i

describe.each(['sqlite', 'postgres'] as const)('any input on %s', (store) => {
  const database = store === 'postgres' ? useDatabase() : undefined
  let folder: string
  let house: Poolhouse
  let outside: LoginProvider
  let raw: RawStore
  let inventory: Inventory
  let before: Digest
  let furnishedFor: number | undefined

  let hasWords = true
  const functions = customFunctions(WORDS)
  functions.put(WORDS, (event) => {
    if (!hasWords) throw new Error('no words')
    return event
  })

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'poolhouse-input-'))
    // Nothing is swept meanwhile: it would look like the doing of a call.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const choice = database ? { postgres: database() } : { sqlite: folder }
    outside = await startLoginProvider()
    outside.answers.set('/auth/o2/tokeninfo', json({ aud: CLIENT, user_id: 'amzn1.account.A' }))
    house = await openPoolhouse({
      store: choice,
      masterKey: TEST_MASTER_KEY,
      keyStock: injectedKeys(),
      isStrict: true,
      logins: {
        allowInsecureHosts: ['127.0.0.1'],
        openIdClients: { [outside.name]: [CLIENT] },
        endpoints: { [SOCIAL]: outside.origin },
      },
      ...functions.options,
    })
    await makeRole(house, trustInAll(IDENTITY_POOL), undefined, { RoleName: ANY_ROLE })
    raw = await openRawStore(choice)
  })
  afterAll(async () => {
    await raw.close()
    await house.close()
    await outside.close()
    vi.useRealTimers()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each(OPERATIONS)(
    'is answered as Cognito would, and changes nothing when %s refuses it',
    async (operation, table) => {
      const place = OPERATIONS.findIndex(([name, of]) => name === operation && of === table)
      const set = Math.floor(place / OPERATIONS_A_SET)
      if (set !== furnishedFor) await refurnish(set)
      await fc.assert(
        fc.asyncProperty(arbitraryCall(table, operation), isUnworded, async (call, isMute) => {
          const target = `${table.targetPrefix}.${operation}`
          hasWords = !(isMute && isOfSignIn(operation))
          const answer = await send(house, target, fillIn(call, inventory), call.isSigned)
          hasWords = true
          const was = before
          before = await digestOf(raw, APART)
          expectCognitosShape(answer, operation, table)
          if (answer.status !== 200) {
            const changeable = changeableBy(answer)
            expect(leaveOut(before, changeable)).toEqual(leaveOut(was, changeable))
          } else if (!isEqual(before, was) && !(await isStanding(house, inventory.furniture))) {
            await refurnish(set)
          }
        }),
        { numRuns: callsOf(operation) },
      )
    },
  )

  async function refurnish(set: number): Promise<void> {
    furnishedFor = set
    const served = OPERATIONS.slice(set * OPERATIONS_A_SET, (set + 1) * OPERATIONS_A_SET)
    const furniture = await furnish(house, outside)
    const begun = served.some(([name]) => takesBegunSignIn(name))
      ? await beginSignIns(house, WORDS)
      : undefined
    inventory = { furniture, begun }
    before = await digestOf(raw, APART)
  }
})

const isEqual = (one: Digest, other: Digest) => JSON.stringify(one) === JSON.stringify(other)

interface Answer {
  readonly status: number
  readonly errorType: string | null
  readonly body: Readonly<Record<string, unknown>>
}

/** What a refusal may leave changed. */
function changeableBy({ body }: Answer): readonly string[] {
  if (body.__type === ENDING_SESSIONS) return ['sessions']
  if (body.__type === UNWORDED) return ['attempts']
  const isCounted = COUNTED.includes(String(body.__type)) && !UNCOUNTED.test(String(body.message))
  return isCounted ? COUNTERS : []
}

async function send(
  house: Poolhouse,
  target: string,
  input: unknown,
  isSigned: boolean,
): Promise<Answer> {
  const credential = 'AKIATEST/20260101/us-east-1/cognito-idp/aws4_request'
  const response = await house.fetch(
    new Request(`${house.publicUrl}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': target,
        ...(isSigned && { authorization: `AWS4-HMAC-SHA256 Credential=${credential}` }),
      },
      body: JSON.stringify(input),
    }),
  )
  const errorType = response.headers.get('x-amzn-errortype')
  return { status: response.status, errorType, body: await response.json() }
}

function expectCognitosShape(
  { status, errorType, body }: Answer,
  operation: string,
  table: ServiceTable,
): void {
  if (status === 200) {
    expect(errorType).toBeNull()
    expect(body).not.toHaveProperty('__type')
    return
  }
  expect(body, 'an answer that is no success').not.toMatchObject({
    __type: 'InternalErrorException',
  })
  expect(status).toBe(400)
  const declared = operationNamed(table, operation)?.errors ?? []
  expect([...declared, ...COMMON_ERRORS]).toContain(body.__type)
  expect(errorType).toBe(`${body.__type}:`)
  if ('message' in body) expect(body.message).toEqual(expect.any(String))
}
