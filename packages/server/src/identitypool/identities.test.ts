import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { DEVELOPER, loginKey, makeIdentityPool } from '../../test/support/identities.ts'
import { makePool, makeUser, signIn, type TestPool } from '../../test/support/people.ts'
import { identitySdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const MISMATCH =
  "NotAuthorizedException: Logins don't match. Please include at least one valid login for this identity or identity pool."

onEachStore('identities', (open) => {
  let house: Poolhouse
  let ours: TestPool
  let theirs: TestPool
  let IdentityPoolId: string
  /** Logins maps by person: two pools with the same people. */
  const people: Record<string, Record<string, string>> = {}
  beforeAll(async () => {
    house = await open()
    ours = await makePool(house)
    theirs = await makePool(house)
    for (const name of ['ada', 'bob']) {
      for (const [pool, where] of [
        [ours, 'ours'],
        [theirs, 'theirs'],
      ] as const) {
        await makeUser(house, pool, name)
        const { IdToken } = await signIn(house, pool, name)
        people[`${name} ${where}`] = { [loginKey(pool.poolId)]: IdToken }
      }
    }
  })
  const sdk = () => identitySdkFor(house)
  const fresh = async (more = {}) => {
    IdentityPoolId = await makeIdentityPool(house, [ours, theirs], more)
  }
  const login = (...names: string[]): Record<string, string> =>
    Object.assign({}, ...names.map((name) => people[name]))
  const getId = async (...names: string[]) => {
    const Logins = login(...names)
    return (
      (await sdk().getId({ IdentityPoolId, ...(names.length > 0 && { Logins }) })).IdentityId ?? ''
    )
  }
  /** Comes to an identity as its owner does, and answers the identity that it is then. */
  const come = async (IdentityId: string, ...names: string[]) =>
    (await sdk().getOpenIdToken({ IdentityId, Logins: login(...names) })).IdentityId
  const linked = async (IdentityId: string) => (await sdk().describeIdentity({ IdentityId })).Logins

  it('are the same for one person, and another for another', async () => {
    await fresh()
    const ada = await getId('ada ours')
    expect(ada).toMatch(/^us-east-1:[0-9a-f-]{36}$/)
    expect(await getId('ada ours')).toBe(ada)
    expect(await getId('bob ours')).not.toBe(ada)
    expect(await linked(ada)).toEqual([loginKey(ours.poolId)])
  })

  it('of guests are new each time', async () => {
    await fresh()
    expect(await getId()).not.toBe(await getId())
  })

  it('are found under the issuer as under the key of AWS', async () => {
    const issuer = { [`localhost:7665/${ours.poolId}`]: Object.values(login('ada ours'))[0] ?? '' }
    await fresh()
    const ada = await getId('ada ours')
    expect((await sdk().getId({ IdentityPoolId, Logins: issuer })).IdentityId).toBe(ada)
  })

  it('are linked by several logins at once', async () => {
    await fresh()
    const both = await getId('ada ours', 'ada theirs')
    expect(await getId('ada ours')).toBe(both)
    expect(await getId('ada theirs')).toBe(both)
    expect(await linked(both)).toHaveLength(2)
  })

  it('gain a login that comes with one they have', async () => {
    await fresh()
    const ada = await getId('ada ours')
    expect(await come(ada, 'ada ours', 'ada theirs')).toBe(ada)
    expect(await getId('ada theirs')).toBe(ada)
  })

  it('merge when they are presented together; the younger is disabled', async () => {
    await fresh()
    const first = await getId('ada ours')
    const second = await getId('ada theirs')
    expect(await come(second, 'ada ours', 'ada theirs')).toBe(first)
    expect(await getId('ada theirs')).toBe(first)
    expect(await linked(second)).toEqual([])
    expect(await come(second, 'ada theirs')).toBe(first)
    const visible = await sdk().listIdentities({
      IdentityPoolId,
      MaxResults: 9,
      HideDisabled: true,
    })
    expect(visible.Identities?.map(({ IdentityId }) => IdentityId)).toEqual([first])
    const all = await sdk().listIdentities({ IdentityPoolId, MaxResults: 9 })
    expect(all.Identities?.map(({ IdentityId }) => IdentityId)).toEqual([first, second])
  })

  it('of guests become those of whoever signs in', async () => {
    await fresh()
    const guest = await getId()
    expect(await come(guest, 'ada ours')).toBe(guest)
    expect(await getId('ada ours')).toBe(guest)
    const asGuest = sdk().getOpenIdToken({ IdentityId: guest })
    expect(await refusalOf(asGuest)).toBe(
      `NotAuthorizedException: Access to Identity '${guest}' is forbidden.`,
    )
  })

  it('of guests end where whoever signs in has one already', async () => {
    await fresh()
    const guest = await getId()
    const ada = await getId('ada ours')
    expect(await come(guest, 'ada ours')).toBe(ada)
    expect(await refusalOf(sdk().getOpenIdToken({ IdentityId: guest }))).toContain('is forbidden')
    expect(await refusalOf(come(guest, 'bob ours'))).toBe(MISMATCH)
  })

  it('are not for another login, known or unknown', async () => {
    await fresh()
    const ada = await getId('ada ours')
    expect(await refusalOf(come(ada, 'bob ours'))).toBe(MISMATCH)
    await getId('bob theirs')
    expect(await refusalOf(come(ada, 'bob theirs'))).toBe(MISMATCH)
    expect(await linked(ada)).toEqual([loginKey(ours.poolId)])
  })

  it('have one login of a provider: two people are not merged', async () => {
    await fresh()
    await getId('ada ours', 'ada theirs')
    await getId('bob ours')
    expect(await refusalOf(getId('bob ours', 'ada theirs'))).toMatch(
      /^ResourceConflictException: Logins already linked/,
    )
    expect(await getId('bob ours')).not.toBe(await getId('ada ours'))
  })

  it('lose logins, and with the last one their owner', async () => {
    await fresh()
    const ada = await getId('ada ours', 'ada theirs')
    const unlink = (names: string[], ...LoginsToRemove: string[]) =>
      sdk().unlinkIdentity({ IdentityId: ada, Logins: login(...names), LoginsToRemove })
    expect(await refusalOf(unlink(['bob ours'], loginKey(ours.poolId)))).toBe(MISMATCH)
    await unlink(['ada ours'], loginKey(theirs.poolId), 'not.linked')
    expect(await linked(ada)).toEqual([loginKey(ours.poolId)])
    expect(await getId('ada theirs')).not.toBe(ada)
    await unlink(['ada ours'], `localhost:7665/${ours.poolId}`)
    expect(await linked(ada)).toEqual([])
    expect(await refusalOf(come(ada, 'ada ours'))).toBe(MISMATCH)
    expect(await refusalOf(sdk().getOpenIdToken({ IdentityId: ada }))).toContain('is forbidden')
  })

  it('are deleted; those that are not there are told of', async () => {
    await fresh()
    const ada = await getId('ada ours')
    const nobody = 'us-east-1:00000000-0000-4000-8000-000000000000'
    const { UnprocessedIdentityIds } = await sdk().deleteIdentities({
      IdentityIdsToDelete: [ada, nobody, ada],
    })
    expect(UnprocessedIdentityIds).toEqual([{ IdentityId: nobody, ErrorCode: 'AccessDenied' }])
    expect(await refusalOf(linked(ada))).toBe(
      `ResourceNotFoundException: Identity '${ada}' not found.`,
    )
    expect(await getId('ada ours')).not.toBe(ada)
  })

  it('are listed page by page', async () => {
    await fresh()
    const made = [await getId(), await getId(), await getId()]
    const found = []
    let NextToken: string | undefined
    do {
      const page = await sdk().listIdentities({ IdentityPoolId, MaxResults: 2, NextToken })
      found.push(...(page.Identities ?? []).map(({ IdentityId }) => IdentityId))
      NextToken = page.NextToken
    } while (NextToken)
    expect(found.toSorted()).toEqual(made.toSorted())
  })

  it('of another identity pool are not here', async () => {
    await fresh()
    const ada = await getId('ada ours')
    await fresh()
    const elsewhere = sdk().getOpenIdTokenForDeveloperIdentity({
      IdentityPoolId,
      IdentityId: ada,
      Logins: { [DEVELOPER]: 'x' },
    })
    expect(await refusalOf(elsewhere)).toContain('ResourceNotFoundException')
    expect(await getId('ada ours')).not.toBe(ada)
  })

  it('of guests are not made where guests are not allowed', async () => {
    await fresh()
    const guest = await getId()
    await fresh({ AllowUnauthenticatedIdentities: false })
    const message =
      'NotAuthorizedException: Unauthenticated access is not supported for this identity pool.'
    expect(await refusalOf(getId())).toBe(message)
    const pool = await sdk().describeIdentity({ IdentityId: guest })
    expect(pool.Logins).toEqual([])
  })

  describe('of a backend', () => {
    const register = (Logins: Record<string, string>, IdentityId?: string) =>
      sdk().getOpenIdTokenForDeveloperIdentity({ IdentityPoolId, IdentityId, Logins })
    const user = (name: string) => ({ [DEVELOPER]: name })

    it('are one for each of its users', async () => {
      await fresh()
      const first = await register(user('kim'))
      expect((await register(user('kim'))).IdentityId).toBe(first.IdentityId)
      expect((await register(user('lee'))).IdentityId).not.toBe(first.IdentityId)
      const found = await sdk().lookupDeveloperIdentity({
        IdentityPoolId,
        DeveloperUserIdentifier: 'kim',
      })
      expect(found).toMatchObject({
        IdentityId: first.IdentityId,
        DeveloperUserIdentifierList: ['kim'],
      })
    })

    it('are proven by the token that the backend hands out', async () => {
      await fresh()
      const { IdentityId = '', Token = '' } = await register(user('kim'))
      const Logins = { 'cognito-identity.amazonaws.com': Token }
      const again = await sdk().getOpenIdToken({ IdentityId, Logins })
      expect(again.IdentityId).toBe(IdentityId)
      expect((await sdk().getId({ IdentityPoolId, Logins })).IdentityId).toBe(IdentityId)
      const other = await getId('ada ours')
      expect(await refusalOf(sdk().getOpenIdToken({ IdentityId: other, Logins }))).toBe(MISMATCH)
    })

    it('are linked to an identity that the backend names, and to no second one', async () => {
      await fresh()
      const ada = await getId('ada ours')
      expect((await register(user('kim'), ada)).IdentityId).toBe(ada)
      expect((await register(user('kim-too'), ada)).IdentityId).toBe(ada)
      const guest = await getId()
      expect(await refusalOf(register(user('kim'), guest))).toBe(
        'DeveloperUserAlreadyRegisteredException: The provided developer user identifier is already registered with Cognito under a different identity ID.',
      )
      expect((await register(user('lee'), guest)).IdentityId).toBe(guest)
      const lookup = { IdentityPoolId, IdentityId: ada, MaxResults: 1 }
      const page = await sdk().lookupDeveloperIdentity(lookup)
      expect(page.DeveloperUserIdentifierList).toEqual(['kim'])
      const rest = await sdk().lookupDeveloperIdentity({ ...lookup, NextToken: page.NextToken })
      expect(rest.DeveloperUserIdentifierList).toEqual(['kim-too'])
      expect(rest.NextToken).toBeUndefined()
      const wrong = { IdentityPoolId, IdentityId: guest, DeveloperUserIdentifier: 'kim' }
      expect(await refusalOf(sdk().lookupDeveloperIdentity(wrong))).toContain('ResourceConflict')
    })

    it('are merged, but not into themselves', async () => {
      await fresh()
      const source = (await register({ ...user('kim'), ...login('ada ours') })).IdentityId ?? ''
      const destination = (await register(user('lee'))).IdentityId
      const merge = (SourceUserIdentifier: string, DestinationUserIdentifier: string) =>
        sdk().mergeDeveloperIdentities({
          IdentityPoolId,
          DeveloperProviderName: DEVELOPER,
          SourceUserIdentifier,
          DestinationUserIdentifier,
        })
      const itself = /^InvalidParameterException: .* the same identity/
      expect(await refusalOf(merge('kim', 'kim'))).toMatch(itself)
      expect(await refusalOf(merge('kim', 'nobody'))).toContain('ResourceNotFoundException')
      expect((await merge('kim', 'lee')).IdentityId).toBe(destination)
      expect((await register(user('kim'))).IdentityId).toBe(destination)
      expect(await getId('ada ours')).toBe(destination)
      expect(await linked(source)).toEqual([])
      expect(await refusalOf(merge('kim', 'lee'))).toMatch(itself)
      await register({ ...user('max'), ...login('bob ours') })
      expect(await refusalOf(merge('max', 'lee'))).toContain('ResourceConflictException')
    })

    it('are unlinked by the backend', async () => {
      await fresh()
      const { IdentityId } = await register(user('kim'))
      const other = await getId()
      const unlink = (id: string | undefined, more = {}) =>
        sdk().unlinkDeveloperIdentity({
          IdentityPoolId,
          IdentityId: id,
          DeveloperProviderName: DEVELOPER,
          DeveloperUserIdentifier: 'kim',
          ...more,
        })
      expect(await refusalOf(unlink(other))).toContain('ResourceNotFoundException')
      const foreign = unlink(IdentityId, { DeveloperProviderName: 'else' })
      expect(await refusalOf(foreign)).toContain('InvalidParameterException')
      await unlink(IdentityId)
      expect((await register(user('kim'))).IdentityId).not.toBe(IdentityId)
    })

    it('need the developer provider', async () => {
      await fresh({ DeveloperProviderName: undefined })
      for (const call of [
        () => register(user('kim')),
        () => sdk().lookupDeveloperIdentity({ IdentityPoolId, DeveloperUserIdentifier: 'kim' }),
      ]) {
        expect(await refusalOf(call())).toContain('has no developer provider')
      }
      await fresh()
      const without = register(login('ada ours'))
      expect(await refusalOf(without)).toContain('InvalidParameterException')
      const nothing = sdk().lookupDeveloperIdentity({ IdentityPoolId })
      expect(await refusalOf(nothing)).toContain('InvalidParameterException')
    })

    it('are not presented by themselves: their name alone is no login', async () => {
      await fresh()
      await register(user('kim'))
      const alone = sdk().getId({ IdentityPoolId, Logins: user('kim') })
      expect(await refusalOf(alone)).toBe(
        'NotAuthorizedException: Token is not from a supported provider of this identity pool.',
      )
    })
  })

  it('have at most twenty logins', async () => {
    await fresh()
    const register = (name: string, IdentityId?: string) =>
      sdk().getOpenIdTokenForDeveloperIdentity({
        IdentityPoolId,
        IdentityId,
        Logins: { [DEVELOPER]: name },
      })
    const { IdentityId } = await register('user0')
    for (let index = 1; index < 20; index++) await register(`user${index}`, IdentityId)
    expect(await refusalOf(register('one-more', IdentityId))).toBe(
      'ResourceConflictException: An identity has at most 20 linked logins.',
    )
  })
})
