import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { DEVELOPER, loginKey, makeIdentityPool } from '../support/identities.ts'
import { makeClient, makePool, makeUser, signIn, type TestPool } from '../support/people.ts'
import { makeRole, trustInAll } from '../support/roles.ts'
import { identitySdkFor, sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { byKey, encode, keyOf, takeApart, write } from './forge.ts'
import { refusalOf } from './refusal.ts'

const OWN = 'cognito-identity.amazonaws.com'
const INVALID = 'NotAuthorizedException: Invalid login token. '
const MALFORMED = `${INVALID}Not a valid OpenId Connect identity token.`
const UNSIGNED = `${INVALID}Couldn't verify signed token.`
const WRONG_ISSUER = `${INVALID}Issuer doesn't match providerName`
const WRONG_AUDIENCE = `${INVALID}Incorrect token audience.`
const REVOKED = `${INVALID}Token has been revoked.`
const MISMATCH =
  "NotAuthorizedException: Logins don't match. Please include at least one valid login for this identity or identity pool."

const stranger = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

onEachStore('a login token of a user pool', (open) => {
  let house: Poolhouse
  let pool: TestPool
  let IdentityPoolId: string
  let ada: Awaited<ReturnType<typeof signIn>>
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    for (const name of ['ada', 'bob']) await makeUser(house, pool, name)
    ada = await signIn(house, pool, 'ada')
    IdentityPoolId = await makeIdentityPool(house, [pool])
    const { arn } = await makeRole(house, trustInAll(IdentityPoolId))
    await sdk().setIdentityPoolRoles({ IdentityPoolId, Roles: { authenticated: arn } })
  })
  const sdk = () => identitySdkFor(house)
  const getId = (token: string, key = loginKey(pool.poolId), id = IdentityPoolId) =>
    sdk().getId({ IdentityPoolId: id, Logins: { [key]: token } })
  const refusal = (...args: Parameters<typeof getId>) => refusalOf(getId(...args))
  const rewrite = (claims: object, header: object = {}) => {
    const parts = takeApart(ada.IdToken)
    return write(
      { ...parts.header, ...header },
      { ...parts.claims, ...claims },
      byKey(keyOf(ada.IdToken)),
    )
  }

  it('is told from forgeries of it', async () => {
    expect(await refusal(ada.IdToken)).toBe('accepted')
    expect(await refusal(rewrite({}))).toBe('accepted')
    const { head, body, tail, claims } = takeApart(ada.IdToken)
    expect(await refusal(`${head}.${encode({ ...claims, sub: 'x' })}.${tail}`)).toBe(UNSIGNED)
    const access = byKey(keyOf(ada.AccessToken))
    const { header } = takeApart(ada.IdToken)
    expect(await refusal(write(header, { ...claims, sub: 'x' }, access))).toBe(UNSIGNED)
    expect(await refusal(`${encode({ alg: 'none' })}.${body}.`)).toBe(MALFORMED)
    expect(await refusal(rewrite({}, { alg: 'RS512' }))).toBe(MALFORMED)
    expect(await refusal(rewrite({}, { kid: 'unknown' }))).toBe(UNSIGNED)
    expect(await refusal('x')).toBe(MALFORMED)
  })

  it('is not an access token, nor a refresh token', async () => {
    expect(await refusal(ada.AccessToken)).toBe(
      'InvalidParameterException: Invalid login token. Missing a required claim: aud',
    )
    expect(await refusal(ada.RefreshToken)).toBe(MALFORMED)
    const dressed = takeApart(ada.AccessToken)
    const claims = { ...dressed.claims, aud: pool.clientId, token_use: 'id' }
    const signed = write(dressed.header, claims, byKey(keyOf(ada.AccessToken)))
    expect(await refusal(signed)).toBe(MALFORMED)
    expect(await refusal(rewrite({ token_use: 'access' }))).toBe(MALFORMED)
  })

  it('is of the pool under whose key it comes', async () => {
    const other = await makePool(house)
    await makeUser(house, other, 'ada')
    const { IdToken } = await signIn(house, other, 'ada')
    expect(await refusal(IdToken)).toBe(WRONG_ISSUER)
    expect(await refusal(IdToken, loginKey(other.poolId))).toBe(
      'NotAuthorizedException: Token is not from a supported provider of this identity pool.',
    )
    const { header, claims } = takeApart(IdToken)
    const iss = takeApart(ada.IdToken).claims.iss
    expect(await refusal(write(header, { ...claims, iss }, byKey(keyOf(IdToken))))).toBe(UNSIGNED)
  })

  it('is for a client that the identity pool names', async () => {
    const { clientId } = await makeClient(house, pool.poolId)
    const { IdToken } = await signIn(house, { clientId }, 'ada')
    expect(await refusal(IdToken)).toBe(WRONG_AUDIENCE)
    expect(await refusal(rewrite({ aud: [pool.clientId, clientId] }))).toBe(WRONG_AUDIENCE)
  })

  it('ends at its time', async () => {
    const over = 1_000_000
    expect(await refusal(rewrite({ exp: over }))).toMatch(
      /^NotAuthorizedException: Invalid login token\. Token expired: \d+ >= 1000000$/,
    )
    expect(await refusal(rewrite({ exp: 'never' }))).toBe(MALFORMED)
  })

  it('counts after sign-out only where nobody asks the user pool', async () => {
    const { poolId, clientId } = pool
    const asking = await makeIdentityPool(house, [], {
      CognitoIdentityProviders: [
        { ProviderName: loginKey(poolId), ClientId: clientId, ServerSideTokenCheck: true },
      ],
    })
    const bob = await signIn(house, pool, 'bob')
    const come = (id: string) => refusal(bob.IdToken, loginKey(poolId), id)
    expect(await come(asking)).toBe('accepted')
    await sdkFor(house).globalSignOut({ AccessToken: bob.AccessToken })
    expect(await come(asking)).toBe(`${INVALID}Token has been revoked.`)
    expect(await come(IdentityPoolId)).toBe('accepted')
    const again = await signIn(house, pool, 'bob')
    await sdkFor(house).adminDisableUser({ UserPoolId: poolId, Username: 'bob' })
    const disabled = refusal(again.IdToken, loginKey(poolId), asking)
    expect(await disabled).toBe(`${INVALID}Token has been revoked.`)
    await sdkFor(house).adminEnableUser({ UserPoolId: poolId, Username: 'bob' })
  })

  it('of somebody who was deleted counts only where nobody asks the user pool', async () => {
    const { poolId, clientId } = pool
    const asking = await makeIdentityPool(house, [], {
      CognitoIdentityProviders: [
        { ProviderName: loginKey(poolId), ClientId: clientId, ServerSideTokenCheck: true },
      ],
    })
    await makeUser(house, pool, 'kim')
    const { IdToken } = await signIn(house, pool, 'kim')
    const come = (id: string) => refusal(IdToken, loginKey(poolId), id)
    expect(await come(asking)).toBe('accepted')
    await sdkFor(house).adminDeleteUser({ UserPoolId: poolId, Username: 'kim' })
    expect(await come(asking)).toBe(REVOKED)
    // The name alone is nobody: whoever has it next is another user.
    await makeUser(house, pool, 'kim')
    expect(await come(asking)).toBe(REVOKED)
    // As at AWS, an ID token is good to its end where it is not asked about.
    expect(await come(IdentityPoolId)).toBe('accepted')
  })

  it('cannot be swapped for another after linking', async () => {
    const { IdentityId } = await getId(ada.IdToken)
    const { IdToken } = await signIn(house, pool, 'bob')
    const Logins = { [loginKey(pool.poolId)]: IdToken }
    const LoginsToRemove = [loginKey(pool.poolId)]
    const calls = [
      () => sdk().getCredentialsForIdentity({ IdentityId, Logins }),
      () => sdk().getOpenIdToken({ IdentityId, Logins }),
      () => sdk().unlinkIdentity({ IdentityId, Logins, LoginsToRemove }),
    ]
    for (const call of calls) expect(await refusalOf(call())).toBe(MISMATCH)
  })

  it('is one of ten at most', async () => {
    const Logins = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`provider${index}`, ada.IdToken]),
    )
    const answer = await refusalOf(sdk().getId({ IdentityPoolId, Logins }))
    expect(answer).toContain('Member must have length less than or equal to 10')
    expect(answer).not.toContain(ada.IdToken)
  })

  it('changes nothing where one of several is refused', async () => {
    const { IdentityId } = await getId(ada.IdToken)
    const Logins = { [loginKey(pool.poolId)]: ada.IdToken, [OWN]: 'x' }
    expect(await refusalOf(sdk().getId({ IdentityPoolId, Logins }))).toBe(MALFORMED)
    const { Logins: linked } = await sdk().describeIdentity({ IdentityId })
    expect(linked).toEqual([loginKey(pool.poolId)])
  })

  describe('of the identity pool itself', () => {
    const come = (IdentityId: string | undefined, token: string) =>
      refusalOf(sdk().getCredentialsForIdentity({ IdentityId, Logins: { [OWN]: token } }))
    const register = (id = IdentityPoolId, more = {}) =>
      sdk().getOpenIdTokenForDeveloperIdentity({
        IdentityPoolId: id,
        Logins: { [DEVELOPER]: 'kim' },
        ...more,
      })

    it('is signed by us, whole', async () => {
      const { IdentityId, Token = '' } = await register()
      const { header, claims, head, tail } = takeApart(Token)
      expect(header.alg).toBe('RS512')
      const sub = (await getId(ada.IdToken)).IdentityId
      expect(await come(sub, `${head}.${encode({ ...claims, sub })}.${tail}`)).toBe(UNSIGNED)
      const key = byKey(stranger, 'sha512')
      expect(await come(sub, write(header, { ...claims, sub }, key))).toBe(UNSIGNED)
      expect(
        await come(sub, write({ ...header, alg: 'RS256' }, claims, byKey(keyOf(ada.IdToken)))),
      ).toBe(MALFORMED)
      expect(await come(sub, ada.IdToken)).toBe(MALFORMED)
      expect(await come(IdentityId, Token)).not.toContain('Invalid login token')
    })

    it('is no guest, of no other pool, and over at its time', async () => {
      const guest = await sdk().getId({ IdentityPoolId })
      const { Token = '' } = await sdk().getOpenIdToken({ IdentityId: guest.IdentityId })
      expect(await come(guest.IdentityId, Token)).toBe(MALFORMED)
      const elsewhere = await makeIdentityPool(house)
      const foreign = await register(elsewhere)
      const { IdentityId } = await register()
      expect(await come(IdentityId, foreign.Token ?? '')).toBe(WRONG_AUDIENCE)
    })

    it('ends with its identity', async () => {
      const own = await makeIdentityPool(house)
      const { IdentityId = '', Token = '' } = await register(own)
      await sdk().deleteIdentities({ IdentityIdsToDelete: [IdentityId] })
      const Logins = { [OWN]: Token }
      expect(await refusalOf(sdk().getId({ IdentityPoolId: own, Logins }))).toBe(REVOKED)
    })

    it('lasts as long as the backend says', async () => {
      const life = async (more: object) => {
        const { claims } = takeApart((await register(IdentityPoolId, more)).Token ?? '')
        return Number(claims.exp) - Number(claims.iat)
      }
      expect(await life({})).toBe(900)
      expect(await life({ TokenDuration: 86_400 })).toBe(86_400)
      expect(await refusalOf(life({ TokenDuration: 86_401 }))).toContain('ValidationException')
    })
  })
})

onEachStore('an OpenID token', (open) => {
  it('of an identity is over at its time', async () => {
    const house = await open()
    const IdentityPoolId = await makeIdentityPool(house)
    const sdk = identitySdkFor(house)
    const { Token = '' } = await sdk.getOpenIdTokenForDeveloperIdentity({
      IdentityPoolId,
      Logins: { [DEVELOPER]: 'kim' },
      TokenDuration: 60,
    })
    const getId = () => refusalOf(sdk.getId({ IdentityPoolId, Logins: { [OWN]: Token } }))
    expect(await getId()).toBe('accepted')
    house.clock.advance('61s')
    expect(await getId()).toMatch(/Invalid login token. Token expired: \d+ >= \d+$/)
  })

  it('gives no other that lasts longer, so that a sign-out ends them all', async () => {
    const house = await open()
    const pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    const provider = { ProviderName: loginKey(pool.poolId), ClientId: pool.clientId }
    const IdentityPoolId = await makeIdentityPool(house, [], {
      CognitoIdentityProviders: [{ ...provider, ServerSideTokenCheck: true }],
    })
    const sdk = identitySdkFor(house)
    const { IdToken, AccessToken } = await signIn(house, pool, 'ada')
    const login = { [loginKey(pool.poolId)]: IdToken }
    const { IdentityId } = await sdk.getId({ IdentityPoolId, Logins: login })
    const take = (Logins: Record<string, string>) => sdk.getOpenIdToken({ IdentityId, Logins })
    const { Token: first = '' } = await take(login)
    house.clock.advance('500s')
    const { Token: fresh = '' } = await take({ ...login, [OWN]: first })
    await sdkFor(house).globalSignOut({ AccessToken })
    expect(await refusalOf(take(login))).toBe(REVOKED)
    const { Token: second = '' } = await take({ [OWN]: first })
    const ends = [first, fresh, second].map((token) => takeApart(token).claims.exp)
    expect(new Set(ends).size).toBe(1)
    house.clock.advance('100s')
    for (const token of [first, fresh, second]) {
      expect(await refusalOf(take({ [OWN]: token }))).toContain('Token expired')
    }
  })
})
