import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import {
  DEVELOPER,
  identityCredentials,
  loginKey,
  makeIdentityPool,
} from '../support/identities.ts'
import { makePool, makeUser, signIn, type TestPool } from '../support/people.ts'
import { makeRole, policy, trustInAll } from '../support/roles.ts'
import { iamFor, identitySdkFor, sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, refusalOf, tally } from './refusal.ts'

const RACERS = 8
const ROUNDS = process.env.POOLHOUSE_TEST_LONG === 'true' ? 200 : 10

/** On PostgreSQL the racers meet on two servers with one database. */
onEachStore('of devices that link at once', (open, store) => {
  let houses: readonly Poolhouse[]
  let pools: readonly TestPool[]
  const tokens: Record<string, string>[] = []
  beforeAll(async () => {
    const house = await open()
    houses = store === 'postgres' ? [house, await open()] : [house]
    pools = [await makePool(house), await makePool(house)]
    for (const pool of pools) {
      await makeUser(house, pool, 'ada')
      tokens.push({ [loginKey(pool.poolId)]: (await signIn(house, pool, 'ada')).IdToken })
    }
  })
  const at = (index: number) => {
    const house = houses[index % houses.length]
    if (!house) throw new Error('there is no house')
    return identitySdkFor(house)
  }
  const makeRoom = () => makeIdentityPool(houses[0] as Poolhouse, pools)
  const [one, other] = [() => tokens[0] ?? {}, () => tokens[1] ?? {}]
  const both = () => ({ ...one(), ...other() })

  /** What is left: the identities that are not disabled, and which login is whose. */
  async function expectOne(IdentityPoolId: string): Promise<string> {
    const page = { IdentityPoolId, MaxResults: 60, HideDisabled: true }
    const { Identities = [] } = await at(0).listIdentities(page)
    expect(Identities).toHaveLength(1)
    expect(Identities[0]?.Logins).toHaveLength(2)
    const id = Identities[0]?.IdentityId ?? ''
    for (const Logins of [one(), other()]) {
      expect((await at(1).getId({ IdentityPoolId, Logins })).IdentityId).toBe(id)
    }
    return id
  }

  it('the same two logins, all end with one identity', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const IdentityPoolId = await makeRoom()
      const ids = await atOnce(RACERS, async (index) => {
        // In either order, as devices happen to list them.
        const Logins = index % 2 ? both() : { ...other(), ...one() }
        return (await at(index).getId({ IdentityPoolId, Logins })).IdentityId ?? ''
      })
      expect(tally(ids)).toEqual({ [await expectOne(IdentityPoolId)]: RACERS })
    }
  })

  it('two logins that had an identity each, all end with one identity', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const IdentityPoolId = await makeRoom()
      const first = await at(0).getId({ IdentityPoolId, Logins: one() })
      const second = await at(0).getId({ IdentityPoolId, Logins: other() })
      const ids = await atOnce(RACERS, async (index) => {
        const { IdentityId } = index % 2 ? first : second
        const answer = await at(index).getOpenIdToken({ IdentityId, Logins: both() })
        return answer.IdentityId ?? ''
      })
      expect(tally(ids)).toEqual({ [await expectOne(IdentityPoolId)]: RACERS })
    }
  })

  it('guests that sign in as one person at once become one identity', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const IdentityPoolId = await makeRoom()
      const guests = await atOnce(4, () => at(0).getId({ IdentityPoolId }))
      await atOnce(4, (index) =>
        at(index).getOpenIdToken({ IdentityId: guests[index]?.IdentityId, Logins: both() }),
      )
      await expectOne(IdentityPoolId)
    }
  })

  it('whoever asks for credentials gets them, and of the identity that they are told', async () => {
    const house = houses[0] as Poolhouse
    for (let round = 0; round < ROUNDS; round++) {
      const IdentityPoolId = await makeRoom()
      const { arn, name } = await makeRole(house, trustInAll(IdentityPoolId))
      await at(0).setIdentityPoolRoles({ IdentityPoolId, Roles: { authenticated: arn } })
      const guests = await atOnce(RACERS, () => at(0).getId({ IdentityPoolId }))
      const answers = await atOnce(RACERS, (index) => {
        const { IdentityId } = guests[index] ?? {}
        return at(index).getCredentialsForIdentity({ IdentityId, Logins: both() })
      })
      const last = await expectOne(IdentityPoolId)
      const PolicyDocument = policy({
        Action: 'cognito-idp:ListUserPools',
        Condition: { StringEquals: { 'cognito-identity.amazonaws.com:sub': last } },
      })
      await iamFor(house).putRolePolicy({ RoleName: name, PolicyName: 'own', PolicyDocument })
      const ofLast = answers.filter(({ IdentityId }) => IdentityId === last)
      expect(ofLast).not.toEqual([])
      for (const { Credentials } of ofLast) {
        const sdk = sdkFor(house, identityCredentials(Credentials))
        expect(await refusalOf(sdk.listUserPools({ MaxResults: 1 }))).toBe('accepted')
      }
    }
  })

  it('one login is never two identities, also while it is unlinked', async () => {
    const IdentityPoolId = await makeRoom()
    const { IdentityId } = await at(0).getId({ IdentityPoolId, Logins: both() })
    const answers = await atOnce(RACERS, (index) =>
      refusalOf(
        index % 2
          ? at(index).unlinkIdentity({
              IdentityId,
              Logins: both(),
              LoginsToRemove: Object.keys(other()),
            })
          : at(index).getId({ IdentityPoolId, Logins: other() }),
      ),
    )
    expect(tally(answers).accepted).toBe(RACERS)
    const page = { IdentityPoolId, MaxResults: 60 }
    const { Identities = [] } = await at(0).listIdentities(page)
    const holders = Identities.filter(({ Logins }) =>
      Logins?.includes(Object.keys(other())[0] ?? ''),
    )
    expect(holders.length).toBeLessThanOrEqual(1)
  })

  it('a backend that registers one user at once gets one identity', async () => {
    const IdentityPoolId = await makeRoom()
    const ids = await atOnce(RACERS, async (index) => {
      const Logins = { [DEVELOPER]: 'kim' }
      const made = await at(index).getOpenIdTokenForDeveloperIdentity({ IdentityPoolId, Logins })
      return made.IdentityId ?? ''
    })
    expect(Object.keys(tally(ids))).toHaveLength(1)
  })
})
