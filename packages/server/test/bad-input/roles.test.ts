import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { iam } from '../../src/api/iam.generated.ts'
import { sts } from '../../src/api/sts.generated.ts'
import { openPoolhouse, type Poolhouse } from '../../src/index.ts'
import { arbitraryBadInput, arbitraryInput } from '../support/arbitrary-input.ts'
import { digestOf } from '../support/digest.ts'
import { guestOpenIdToken, makeTokenPool, openIdToken } from '../support/open-id-tokens.ts'
import { openRawStore, type RawStore } from '../support/raw-store.ts'
import { ACCOUNT, makeRole, policy, trust, trustInPool } from '../support/roles.ts'
import { iamFor } from '../support/sdk.ts'
import { injectedKeys, TEST_MASTER_KEY, useDatabase } from '../support/stores.ts'

const LIST = policy({ Action: 'cognito-idp:ListUserPools' })
const ROUNDS = process.env.POOLHOUSE_TEST_LONG === 'true' ? 200 : 10

/** The fields of a form for an input, whatever it is. */
function toFields(name: string, value: unknown): [string, string][] {
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => toFields(`${name}.member.${i + 1}`, item))
  }
  if (typeof value !== 'object' || value === null) return [[name, String(value)]]
  return Object.entries(value).flatMap(([key, member]) =>
    toFields(name === '' ? key : `${name}.${key}`, member),
  )
}

describe.each(['sqlite', 'postgres'] as const)('whatever is asked on %s', (store) => {
  const database = store === 'postgres' ? useDatabase() : undefined
  const folder = mkdtempSync(join(tmpdir(), 'poolhouse-roles-'))
  let house: Poolhouse
  let raw: RawStore
  let real: Record<string, fc.Arbitrary<unknown>>
  afterAll(async () => {
    await raw.close()
    await house.close()
    rmSync(folder, { recursive: true, force: true })
  })
  beforeAll(async () => {
    const choice = database ? { postgres: database() } : { sqlite: folder }
    house = await openPoolhouse({
      store: choice,
      masterKey: TEST_MASTER_KEY,
      keyStock: injectedKeys(),
      isStrict: true,
    })
    raw = await openRawStore(choice)
    await makeTokenPool(house)
    const { token } = await openIdToken(house)
    const guest = await guestOpenIdToken(house)
    const role = await makeRole(house, trust({ AWS: ACCOUNT }), LIST)
    const webRole = await makeRole(house, trustInPool(), LIST)
    const made = await iamFor(house).createPolicy({ PolicyName: 'real', PolicyDocument: LIST })
    const provider = await iamFor(house).createOpenIDConnectProvider({
      Url: 'https://id.example.com/tenant',
      ClientIDList: ['app'],
    })
    const documents = fc.constantFrom(LIST, trust('*'), '{}', '{', '{"Statement":[{}]}')
    real = {
      RoleName: fc.constantFrom(role.name, webRole.name, 'nobody'),
      RoleArn: fc.constantFrom(role.arn, webRole.arn),
      PolicyName: fc.constantFrom('own', 'real'),
      PolicyArn: fc.constant(made.Policy?.Arn),
      OpenIDConnectProviderArn: fc.constant(provider.OpenIDConnectProviderArn),
      Url: fc.constantFrom('https://id.example.com/tenant', 'https://other.example.com'),
      PolicyDocument: documents,
      AssumeRolePolicyDocument: documents,
      Policy: documents,
      VersionId: fc.constantFrom('v1', 'v2', 'v99'),
      PermissionsBoundary: fc.constantFrom(undefined, made.Policy?.Arn),
      WebIdentityToken: fc.constantFrom(token, guest.token),
      Marker: fc.constantFrom(undefined, 'x'),
    }
  })

  describe.each([iam, sts])('of $service', (table) => {
    it.each(Object.keys(table.operations))(
      '%s answers in XML, never fails, and changes nothing when it refuses',
      async (name) => {
        const shape = table.shapes[table.operations[name]?.input ?? '']
        const members = shape?.type === 'structure' ? Object.keys(shape.members) : []
        const fitting = Object.entries(real).filter(([member]) => members.includes(member))
        const input = fc.oneof(arbitraryInput(table, name), arbitraryBadInput(table, name))
        const replaced = fc.record(Object.fromEntries(fitting), { requiredKeys: [] })
        await fc.assert(
          fc.asyncProperty(input, replaced, async (some, known) => {
            const whole = Object.entries({ ...Object(some), ...known })
            const given = whole.filter(([, value]) => value !== undefined)
            const fields = toFields('', Object.fromEntries(given))
            const body = new URLSearchParams([
              ['Action', name],
              ['Version', table.query?.version ?? ''],
              ...fields.filter(([field]) => field !== 'Action' && field !== 'Version'),
            ])
            const authorization = `AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/us-east-1/${table.service}/aws4_request`
            const before = await digestOf(raw)
            const answer = await house.fetch(
              new Request(house.publicUrl, { method: 'POST', headers: { authorization }, body }),
            )
            const text = await answer.text()
            expect([answer.status, text]).toEqual([
              expect.toSatisfy((status: number) => status < 500),
              expect.stringMatching(/^<(\w+Response) xmlns="[^"]+">.*<\/\1>$/s),
            ])
            if (answer.status >= 400) expect(await digestOf(raw)).toEqual(before)
          }),
          { numRuns: ROUNDS },
        )
      },
    )
  })
})
