import { afterAll, beforeAll, expect, it } from 'vitest'
import { injectedKeys } from '../../test/support/stores.ts'
import { call } from '../../test/support/wire.ts'
import { cognitoIdp } from '../api/cognito-idp.generated.ts'
import { catalogues, tables } from '../catalogues.ts'
import * as identitypool from '../identitypool/catalogue.ts'
import { openPoolhouse, type Poolhouse } from '../index.ts'
import * as userpool from '../userpool/catalogue.ts'
import { version } from '../version.ts'
import { describeStatus } from './status.ts'

let house: Poolhouse
beforeAll(async () => {
  house = await openPoolhouse({ demo: true, keyStock: injectedKeys(), isStrict: true })
})
afterAll(() => house.close())

const get = (path: string) => house.fetch(new Request(`${house.publicUrl}${path}`))

const operationsOf = (service: { areas: readonly { operations: readonly { name: string }[] }[] }) =>
  service.areas.flatMap(({ operations }) => operations.map(({ name }) => name))

it('lists every operation of every table once', () => {
  const services = describeStatus(tables, catalogues)
  expect(services.map(({ total }) => total)).toEqual([140, 23, 11, 43])
  for (const [i, { operations }] of tables.entries()) {
    const service = services[i]
    expect(service && operationsOf(service).sort()).toEqual(Object.keys(operations).sort())
  }
})

it('counts as working what the catalogue exports', async () => {
  const services = describeStatus(tables, catalogues)
  expect(services[0]?.working).toBe(Object.keys(userpool).length)
  expect(services[1]?.working).toBe(Object.keys(identitypool).length)
  const working = services.reduce((sum, service) => sum + service.working, 0)
  const total = services.reduce((sum, service) => sum + service.total, 0)
  const page = await (await get('/status')).text()
  expect(page).toContain(`<strong>${Object.keys(userpool).length}</strong> of 140 work`)
  expect(page.match(/ph-tag"><span aria-hidden="true">✓/g)).toHaveLength(working)
  expect(page.match(/>not yet</g)).toHaveLength(total - working)
})

it('tells the truth: what does not work answers so, and nothing else does', async () => {
  for (const name of Object.keys(cognitoIdp.operations)) {
    const { body } = await call(house, name, {})
    const isRefused = body.__type === 'NotImplementedException'
    expect([name, isRefused]).toEqual([name, !Object.hasOwn(userpool, name)])
  }
})

it('sends a page without scripts and with a strict policy', async () => {
  const response = await get('/status')
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; /)
  expect(response.headers.get('content-security-policy')).not.toContain('script-src')
  expect(await response.text()).not.toContain('<script')
})

it('welcomes whoever opens the endpoint', async () => {
  const page = await (await get('/')).text()
  for (const path of ['/inbox', '/status', '/health/ready'])
    expect(page).toContain(`href="${path}"`)
  expect(page).toContain(`<code>${version}</code>`)
  expect(page).toContain(`<code>${house.publicUrl}</code>`)
  expect(page).toContain('userPoolId: &#39;us-east-1_Poolhouse&#39;')
  expect(page).toContain(`userPoolEndpoint: &#39;${house.publicUrl}/&#39;`)
  expect(page).toContain('identityPoolId: &#39;us-east-1:00000000-0000-4000-8000-000000000001&#39;')
})

it('offers no configuration without a demo pool', async () => {
  const bare = await openPoolhouse({ keyStock: injectedKeys() })
  const page = await (await bare.fetch(new Request(`${bare.publicUrl}/`))).text()
  expect(page).not.toContain('Amplify.configure')
  await bare.close()
})
