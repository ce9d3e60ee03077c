import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Functions, namedBy } from '../../test/support/functions.ts'
import { makePool, makeUser, PASSWORD, signIn, type TestPool } from '../../test/support/people.ts'
import { lookInto, openRawStore } from '../../test/support/raw-store.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { injectedKeys, TEST_MASTER_KEY, useDatabase } from '../../test/support/stores.ts'
import { openPoolhouse, type Poolhouse } from '../index.ts'

const AFTER_SIGN_IN = ['PostAuthentication', 'PreTokenGeneration'] as const

/** What can be seen, or brought about, in the stored rows only. */
describe.each(['sqlite', 'postgres'] as const)('a person stored in %s', (store) => {
  const folder = mkdtempSync(join(tmpdir(), 'poolhouse-people-'))
  const database = store === 'postgres' ? useDatabase() : undefined
  const place = () => (database ? { postgres: database() } : { sqlite: folder })
  const functions = new Functions(...AFTER_SIGN_IN)
  let house: Poolhouse
  let pool: TestPool

  beforeAll(async () => {
    house = await openPoolhouse({
      store: place(),
      masterKey: TEST_MASTER_KEY,
      keyStock: injectedKeys(),
      isStrict: true,
      ...functions.options,
    })
    pool = await makePool(house, { AliasAttributes: ['email'] })
  })
  afterAll(async () => {
    await house.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Changes rows beside the server. */
  async function execute(sql: string): Promise<void> {
    const chosen = place()
    if ('sqlite' in chosen) {
      const file = new Sqlite(join(chosen.sqlite, 'poolhouse.db'))
      file.exec(sql)
      file.close()
      return
    }
    const client = new pg.Client({ connectionString: chosen.postgres })
    await client.connect()
    await client.query(sql)
    await client.end()
  }

  it('leaves nothing behind when deleted', async () => {
    const sub = await makeUser(house, pool, 'ada')
    const sdk = sdkFor(house)
    const { AccessToken } = await signIn(house, pool, 'ada')
    const { poolId: UserPoolId, clientId: ClientId } = pool
    await sdk.createGroup({ UserPoolId, GroupName: 'swimmers' })
    await sdk.adminAddUserToGroup({ UserPoolId, GroupName: 'swimmers', Username: 'ada' })
    await sdk.forgotPassword({ ClientId, Username: 'ada' })
    await sdk.changePassword({
      AccessToken,
      PreviousPassword: PASSWORD,
      ProposedPassword: 'Dive-Every-Day-2',
    })
    const tablesNaming = async () => {
      const raw = await openRawStore(place())
      const everything = Object.entries(await raw.everything())
      await raw.close()
      return everything
        .filter(([, rows]) => rows.some((row) => Object.values(row).includes(sub)))
        .map(([table]) => table)
    }
    expect(await tablesNaming()).toEqual(
      expect.arrayContaining([
        'aliases',
        'codes',
        'group_members',
        'passwords',
        'sessions',
        'users',
      ]),
    )
    await sdk.deleteUser({ AccessToken })
    expect(await tablesNaming()).toEqual([])
  })

  it.each(AFTER_SIGN_IN)('has no session of a sign-in that %s refused', async (name) => {
    const own = await makePool(house, { LambdaConfig: namedBy(name) })
    const sub = await makeUser(house, own, 'ada')
    functions.put(name, () => {
      throw new Error('Not today')
    })
    await expect(signIn(house, own, 'ada')).rejects.toThrow('Not today')
    functions.reset()
    await signIn(house, own, 'ada')
    await lookInto(place(), async (raw) => {
      const rows = await raw.query(`select revoked_at from sessions where user_id = '${sub}'`)
      expect(rows.map((row) => row.revoked_at !== null).sort()).toEqual([false, true])
    })
  })

  it('may choose a first password without a previous one', async () => {
    const sub = await makeUser(house, pool, 'bea')
    const { AccessToken } = await signIn(house, pool, 'bea')
    await execute(`delete from passwords where user_id = '${sub}'`)
    const change = (ProposedPassword: string, PreviousPassword?: string) =>
      sdkFor(house).changePassword({ AccessToken, PreviousPassword, ProposedPassword })
    await expect(change('Dive-Every-Day-2', PASSWORD)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    })
    await change('Dive-Every-Day-2')
    await signIn(house, pool, 'bea', 'Dive-Every-Day-2')
    await expect(change('Float-Every-Day-3')).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })

  it('does nothing by an old session while not confirmed', async () => {
    const sub = await makeUser(house, pool, 'cy')
    const { AccessToken } = await signIn(house, pool, 'cy')
    await execute(`update users set status = 'UNCONFIRMED' where id = '${sub}'`)
    const sdk = sdkFor(house)
    const results = await Promise.allSettled([
      sdk.getUser({ AccessToken }),
      sdk.updateUserAttributes({ AccessToken, UserAttributes: [{ Name: 'name', Value: 'Cy' }] }),
      sdk.deleteUser({ AccessToken }),
      sdk.changePassword({ AccessToken, PreviousPassword: PASSWORD, ProposedPassword: PASSWORD }),
    ])
    const refused = { name: 'UserNotConfirmedException', message: 'User is not confirmed.' }
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: refused })
    }
  })
})
