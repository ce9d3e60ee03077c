import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openPoolhouse } from '../../src/index.ts'
import { lookInto } from '../support/raw-store.ts'
import { type AnsweringHouse, sdkFor } from '../support/sdk.ts'
import {
  addPerson,
  addWithApp,
  beginTo,
  codeAt,
  makeMfaPool,
  respondTo,
} from '../support/second-factor.ts'
import { injectedKeys, TEST_MASTER_KEY, useDatabase } from '../support/stores.ts'
import { startLogged } from './logged-server.ts'
import { refusalOf } from './refusal.ts'
import { findIn, type Secrets } from './secrets.ts'

/** Sets apps up in both ways and signs in with them; answers what was secret, and every other answer. */
async function live(house: AnsweringHouse & Parameters<typeof addWithApp>[0]) {
  const told: string[] = []
  const listening = {
    ...house,
    publicUrl: house.publicUrl,
    clock: house.clock,
    async fetch(request: Request) {
      const isGivingOut = request.headers.get('x-amz-target')?.endsWith('AssociateSoftwareToken')
      const response = await house.fetch(request)
      if (!isGivingOut) told.push(await response.clone().text())
      return response
    },
  }
  const optional = await makeMfaPool(listening, 'OPTIONAL')
  const { ids, secret, USERNAME } = await addWithApp(listening, optional, 'ada')
  const session = await beginTo(listening, optional, 'SOFTWARE_TOKEN_MFA', USERNAME)
  const answer = (SOFTWARE_TOKEN_MFA_CODE: string) =>
    respondTo(listening, optional, 'SOFTWARE_TOKEN_MFA', session, {
      USERNAME,
      SOFTWARE_TOKEN_MFA_CODE,
    })
  await refusalOf(answer('a-guess'))
  const { AuthenticationResult } = await answer(codeAt(secret, house.clock.now()))
  const sdk = sdkFor(listening)
  const AccessToken = AuthenticationResult?.AccessToken
  const pending = (await sdk.associateSoftwareToken({ AccessToken })).SecretCode ?? ''
  await refusalOf(sdk.verifySoftwareToken({ AccessToken, UserCode: '000000' }))
  await sdk.getUser({ AccessToken })
  await sdk.adminGetUser(ids)
  await sdk.adminGetUserAuthFactors(ids)

  const required = await makeMfaPool(listening, 'ON')
  await addPerson(listening, required, 'bob')
  const setUp = await beginTo(listening, required, 'MFA_SETUP', 'bob')
  const { SecretCode = '', Session } = await sdk.associateSoftwareToken({ Session: setUp })
  const UserCode = codeAt(SecretCode, house.clock.now())
  const verified = await sdk.verifySoftwareToken({ Session, UserCode })
  await respondTo(listening, required, 'MFA_SETUP', verified.Session, { USERNAME: 'bob' })
  const secrets: Secrets = {
    'the secret of an app': secret,
    'a secret that was given out': pending,
    'a secret that was set up by Session': SecretCode,
    'a Session': verified.Session ?? '',
  }
  return { secrets, told }
}

describe.each(['sqlite', 'postgres'] as const)('on %s', (store) => {
  const database = store === 'postgres' ? useDatabase() : undefined
  const folder = mkdtempSync(join(tmpdir(), 'poolhouse-second-factor-'))
  const place = () => (database ? { postgres: database() } : { sqlite: folder })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('the secret of an app is in no answer but the one that gives it out, and in no table', async () => {
    const house = await openPoolhouse({
      store: place(),
      masterKey: TEST_MASTER_KEY,
      keyStock: injectedKeys(),
      isStrict: true,
    })
    const { secrets, told } = await live(house)
    const { 'a Session': _, ...apps } = secrets
    expect(Object.values(apps).every((secret) => secret.length === 52)).toBe(true)
    expect(told.length).toBeGreaterThan(10)
    expect(findIn(told.join('\n'), apps)).toEqual([])
    await house.close()
    await lookInto(place(), async (raw) => {
      const tables = await raw.everything()
      expect(tables.user_mfa).toHaveLength(2)
      expect(findIn(JSON.stringify(tables), secrets)).toEqual([])
    })
  })
})

it('nothing of it is in the log', async () => {
  const server = await startLogged({ POOLHOUSE_KEY: TEST_MASTER_KEY.toString('base64') })
  let now = Date.now()
  const clock = {
    now: () => now,
    advance() {
      now += 30_000 // the next step, which the server takes for one of drift
    },
  }
  const { secrets } = await live({ ...server, clock })
  const log = await server.stop()
  expect(log).toContain('VerifySoftwareToken')
  expect(findIn(log, secrets)).toEqual([])
})
