import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { guestOpenIdToken, makeTokenPool, openIdToken } from '../support/open-id-tokens.ts'
import { ACCOUNT, IDENTITY_POOL, makeRole, trust } from '../support/roles.ts'
import { iamFor, stsFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { refusalOf } from './refusal.ts'

const AWS = 'cognito-identity.amazonaws.com'
const OURS = 'localhost:7665/cognito-identity'
const NAMES = [AWS, OURS].flatMap((name) => [name, `arn:aws:iam::${ACCOUNT}:oidc-provider/${name}`])
const DENIED = 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity'
const OTHER_POOL = 'us-east-1:99999999-2222-4333-8444-555555555555'

/** Trust in what the conditions say, which each take the name by which claims are asked for. */
const trustBy = (Federated: string, conditions: (name: string) => object) =>
  trust(
    { Federated },
    {
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: conditions(Federated.replace(/^.*oidc-provider\//, '')),
    },
  )
const pinned = (name: string) => ({
  StringEquals: { [`${name}:aud`]: IDENTITY_POOL },
  'ForAnyValue:StringLike': { [`${name}:amr`]: 'authenticated' },
})
const unpinned: Record<string, (name: string) => object> = {
  nothing: () => ({}),
  'the pool alone': (name) => ({ StringEquals: { [`${name}:aud`]: IDENTITY_POOL } }),
  'every pool and everyone': (name) => ({
    StringLike: { [`${name}:aud`]: 'us-east-1:*' },
    'ForAnyValue:StringLike': { [`${name}:amr`]: '*authenticated' },
  }),
}

onEachStore('trust in identity pools', (open, store) => {
  const folder = mkdtempSync(join(tmpdir(), 'poolhouse-trust-'))
  const place = store === 'sqlite' ? { store: { sqlite: folder } } : {}
  let house: Poolhouse
  const roles = new Map<string, string>()
  const tokens: Record<'ours' | 'foreign' | 'guest', string> = { ours: '', foreign: '', guest: '' }
  beforeAll(async () => {
    // A house of another address knows nothing of what our name will mean: so come roles that we would refuse.
    const earlier = await open({ ...place, identityIssuer: 'https://earlier.example/identities' })
    for (const name of NAMES.filter((each) => each.includes(OURS))) {
      for (const [what, conditions] of Object.entries(unpinned)) {
        roles.set(`${name} ${what}`, (await makeRole(earlier, trustBy(name, conditions))).arn)
      }
    }
    await earlier.close()
    house = await open(place)
    for (const pool of [IDENTITY_POOL, OTHER_POOL]) await makeTokenPool(house, pool)
    tokens.ours = (await openIdToken(house)).token
    tokens.foreign = (await openIdToken(house, { pool: OTHER_POOL })).token
    tokens.guest = (await guestOpenIdToken(house)).token
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const take = (RoleArn: string, WebIdentityToken: string) =>
    refusalOf(
      stsFor(house).assumeRoleWithWebIdentity({ RoleArn, RoleSessionName: 'x1', WebIdentityToken }),
    )

  describe.each(NAMES)('by the name %s', (name) => {
    it('lets in whom it means', async () => {
      const { arn } = await makeRole(house, trustBy(name, pinned))
      expect(await take(arn, tokens.ours)).toBe('accepted')
      for (const token of [tokens.foreign, tokens.guest])
        expect(await take(arn, token)).toBe(DENIED)
    })

    it.each(Object.keys(unpinned))('is not written where it asks for %s', async (what) => {
      const document = trustBy(name, unpinned[what] ?? pinned)
      const refused = /^MalformedPolicyDocumentException: A statement that trusts /
      expect(await refusalOf(makeRole(house, document))).toMatch(refused)
      const { name: RoleName } = await makeRole(house, trustBy(name, pinned))
      const update = iamFor(house).updateAssumeRolePolicy({ RoleName, PolicyDocument: document })
      expect(await refusalOf(update)).toMatch(refused)
    })
  })

  it('that was written before counts for nothing where it says too little', async () => {
    expect(roles.size).toBe(6)
    for (const arn of roles.values()) {
      for (const token of Object.values(tokens)) expect(await take(arn, token)).toBe(DENIED)
    }
  })
})
