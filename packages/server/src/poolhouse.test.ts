import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, expect, it } from 'vitest'
import { makePool, makeUser, PASSWORD, signIn } from '../test/support/people.ts'
import { sdkFor } from '../test/support/sdk.ts'
import { injectedKeys, onEachStore, TEST_MASTER_KEY } from '../test/support/stores.ts'
import { openPoolhouse } from './index.ts'

const folders: string[] = []
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'poolhouse-house-'))
  folders.push(made)
  return made
}
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true })
})

it('opens in one line, with nothing given', async () => {
  const house = await openPoolhouse({ store: 'memory', demo: true, keyStock: injectedKeys() })
  expect(house.demo).toEqual({
    poolId: 'us-east-1_Poolhouse',
    clientId: 'poolhousedemo',
    identityPoolId: 'us-east-1:00000000-0000-4000-8000-000000000001',
  })
  const ready = await house.fetch(new Request('http://localhost:7665/health/ready'))
  expect(await ready.json()).toEqual({ status: 'ok' })
  await makeUser(house, house.demo ?? { clientId: '' }, 'ada')
  expect(await house.inbox.last('ada')).toMatchObject({ to: 'ada@example.com' })
  expect(await house.inbox.last('nobody')).toBeUndefined()
  expect(await house.inbox.all()).toHaveLength(1)
  await house.close()
})

it('finds everything again in its folder', async () => {
  const sqlite = folder()
  const options = { store: { sqlite }, demo: true, keyStock: injectedKeys() }
  const first = await openPoolhouse(options)
  const demo = first.demo ?? { poolId: '', clientId: '' }
  await makeUser(first, demo, 'ada')
  const { RefreshToken } = await signIn(first, demo, 'ada')
  await first.close()

  const second = await openPoolhouse(options)
  expect(second.demo).toEqual(first.demo)
  await signIn(second, demo, 'ada')
  await sdkFor(second).getTokensFromRefreshToken({ ClientId: demo.clientId, RefreshToken })
  expect(await second.inbox.last('ada')).toBeDefined()
  await second.close()
})

it('leaves one whole file when it is closed, so that a copy of it is a backup', async () => {
  const sqlite = folder()
  const house = await openPoolhouse({ store: { sqlite }, demo: true, keyStock: injectedKeys() })
  await house.close()
  expect(readdirSync(sqlite).toSorted()).toEqual(['master.key', 'owner.lock', 'poolhouse.db'])
  const file = new Sqlite(join(sqlite, 'poolhouse.db'), { readonly: true })
  expect(file.prepare('select id from pools').all()).toEqual([{ id: 'us-east-1_Poolhouse' }])
  file.close()
})

it('says in one line what is wrong with a folder', async () => {
  const place = folder()
  const file = join(place, 'file')
  writeFileSync(file, 'no folder')
  const at = (sqlite: string) => openPoolhouse({ store: { sqlite }, masterKey: TEST_MASTER_KEY })
  await expect(at(file)).rejects.toThrow('is a file, and a folder is needed')
  await expect(at(join(file, 'below'))).rejects.toThrow('is a file, and a folder is needed')
  writeFileSync(join(place, 'poolhouse.db'), 'x'.repeat(5000))
  await expect(at(place)).rejects.toThrow('no SQLite database')
})

it('never makes a new key beside an old database', async () => {
  const sqlite = folder()
  await (await openPoolhouse({ store: { sqlite } })).close()
  rmSync(join(sqlite, 'master.key'))
  await expect(openPoolhouse({ store: { sqlite } })).rejects.toThrow('master.key is gone')
  expect(existsSync(join(sqlite, 'master.key'))).toBe(false)
})

it('refuses a folder that another process has open, and one sealed under another key', async () => {
  const sqlite = folder()
  const first = await openPoolhouse({ store: { sqlite }, keyStock: injectedKeys() })
  await expect(openPoolhouse({ store: { sqlite } })).rejects.toThrow('Another Poolhouse process')
  await first.close()
  await expect(
    openPoolhouse({ store: { sqlite }, masterKey: Buffer.alloc(32, 'another') }),
  ).rejects.toThrow('sealed under another master key')
  await (await openPoolhouse({ store: { sqlite } })).close()
})

it('refuses a database that a newer Poolhouse wrote', async () => {
  const sqlite = folder()
  await (await openPoolhouse({ store: { sqlite } })).close()
  const file = new Sqlite(join(sqlite, 'poolhouse.db'))
  file.exec("insert into poolhouse_migrations values (999, 'from the future', 0)")
  file.close()
  await expect(openPoolhouse({ store: { sqlite } })).rejects.toThrow('start the newer version')
})

onEachStore('time', (open) => {
  it('moves when told: tokens expire, refresh goes on, then that ends too', async () => {
    const house = await open()
    const pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    const { AccessToken, RefreshToken } = await signIn(house, pool, 'ada')
    house.clock.advance('61m')
    await expect(sdkFor(house).getUser({ AccessToken })).rejects.toThrow('Access Token has expired')
    const refresh = () =>
      sdkFor(house).getTokensFromRefreshToken({ ClientId: pool.clientId, RefreshToken })
    await refresh()
    house.clock.advance('30d')
    await expect(refresh()).rejects.toThrow('Refresh Token has expired')
  })

  it('lets codes lapse', async () => {
    const house = await open()
    const { clientId } = await makePool(house)
    const UserAttributes = [{ Name: 'email', Value: 'bea@example.com' }]
    const person = { ClientId: clientId, Username: 'bea' }
    await sdkFor(house).signUp({ ...person, Password: PASSWORD, UserAttributes })
    const { code = '' } = (await house.inbox.last('bea')) ?? {}
    house.clock.advance('24h')
    await expect(
      sdkFor(house).confirmSignUp({ ...person, ConfirmationCode: code }),
    ).rejects.toMatchObject({ name: 'ExpiredCodeException' })
  })
})
