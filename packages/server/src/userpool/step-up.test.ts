import { beforeAll, describe, expect, it } from 'vitest'
import { LOCKED, refusalOf } from '../../test/attacks/refusal.ts'
import { stopTime } from '../../test/attacks/stopped-time.ts'
import { choose as chooseNew, invite, TEMPORARY } from '../../test/support/new-password.ts'
import { makeClient, makePool, PASSWORD, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import {
  addPerson,
  codeAt,
  EVERY_FLOW,
  respondTo,
  setUpApp,
} from '../../test/support/second-factor.ts'
import { modPow, prove, respond } from '../../test/support/srp-client.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const LOA = (level: number) => `urn:cognito:loa:${level}`
const UNREACHABLE =
  'NotAuthorizedException: The user cannot reach any of the requested ACR levels: urn:cognito:loa:4 needs a password and an authenticator app.'

const claimsOf = (token = '') =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

/** A client's secret and public value; the same each time will do here. */
const exchange = { a: 5n, A: modPow(2n, 5n) }

onEachStore('step-up authentication', (open) => {
  stopTime()
  let house: Poolhouse
  let pool: TestPool
  let added = 0
  beforeAll(async () => {
    house = await open()
    pool = await makePool(
      house,
      { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } } },
      { ExplicitAuthFlows: [...EVERY_FLOW, 'ALLOW_USER_AUTH'] },
    )
  })
  const sdk = () => sdkFor(house)

  /** Somebody with a verified address; with an app where asked. */
  async function someone({ withApp = false } = {}) {
    const name = `user${++added}`
    const email = `${name}@example.com`
    const ids = await addPerson(house, pool, name, { email, email_verified: 'true' })
    const { AccessToken } = await signIn(house, pool, name)
    const secret = withApp ? await setUpApp(house, AccessToken) : ''
    house.clock.advance('30s')
    return { name, email, ids, AccessToken, secret }
  }
  const start = (USERNAME: string, values: Record<string, string>, ClientId = pool.clientId) =>
    sdk().initiateAuth({
      ClientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME, ...values },
    })
  const byPassword = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD }

  it.each([
    ['ID', 'IdToken'],
    ['access', 'AccessToken'],
  ] as const)('is told in the %s token, also after a refresh', async (_, token) => {
    const { name } = await someone()
    const first = (await start(name, byPassword)).AuthenticationResult
    const again = await sdk().getTokensFromRefreshToken({
      ClientId: pool.clientId,
      RefreshToken: first?.RefreshToken,
    })
    for (const result of [first, again.AuthenticationResult]) {
      expect(claimsOf(result?.[token])).toMatchObject({ acr: LOA(1), amr: ['pwd'] })
    }
  })

  it('tells a code and an app apart', async () => {
    const one = await someone()
    const { Session } = await start(one.name, { PREFERRED_CHALLENGE: 'EMAIL_OTP' })
    const answers = {
      USERNAME: one.name,
      EMAIL_OTP_CODE: (await house.inbox.last(one.email))?.code ?? '',
    }
    const done = await respondTo(house, pool, 'EMAIL_OTP', Session, answers)
    expect(claimsOf(done.AuthenticationResult?.IdToken)).toMatchObject({
      acr: LOA(2),
      amr: ['email_otp'],
    })
  })

  describe('from the beginning', () => {
    it('asks for what the level needs, though the pool asks for nothing', async () => {
      const { name, secret } = await someone({ withApp: true })
      const next = await start(name, { ...byPassword, TARGET_ACR_VALUES: LOA(4) })
      expect(next.ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
      const answers = {
        USERNAME: name,
        SOFTWARE_TOKEN_MFA_CODE: codeAt(secret, house.clock.now()),
      }
      const done = await respondTo(house, pool, 'SOFTWARE_TOKEN_MFA', next.Session, answers)
      expect(claimsOf(done.AuthenticationResult?.AccessToken)).toMatchObject({
        acr: LOA(4),
        amr: ['pwd', 'otp', 'mfa'],
      })
    })

    it('offers what leads there, through each round', async () => {
      const { name, email } = await someone()
      const offered = await start(name, { TARGET_ACR_VALUES: LOA(3) })
      expect(offered.AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP'])
      const chosen = { USERNAME: name, ANSWER: 'EMAIL_OTP' }
      const other = respondTo(house, pool, 'SELECT_CHALLENGE', offered.Session, chosen)
      expect(await refusalOf(other)).toMatch(/^InvalidParameterException: EMAIL_OTP is not among/)
      const asked = await respondTo(house, pool, 'SELECT_CHALLENGE', offered.Session, {
        USERNAME: name,
        ANSWER: 'PASSWORD',
      })
      const answered = { USERNAME: name, PASSWORD }
      const next = await respondTo(house, pool, 'PASSWORD', asked.Session, answered)
      expect(next.ChallengeName).toBe('EMAIL_OTP')
      const code = (await house.inbox.last(email))?.code ?? ''
      const done = await respondTo(house, pool, 'EMAIL_OTP', next.Session, {
        USERNAME: name,
        EMAIL_OTP_CODE: code,
      })
      expect(claimsOf(done.AuthenticationResult?.AccessToken).acr).toBe(LOA(3))
    })

    it('takes the first level of the list that can be reached', async () => {
      const { name } = await someone()
      const falling = `${LOA(4)} ${LOA(1)} unknown`
      const { AuthenticationResult } = await start(name, {
        ...byPassword,
        TARGET_ACR_VALUES: falling,
      })
      expect(claimsOf(AuthenticationResult?.AccessToken).acr).toBe(LOA(1))
    })

    it('gives none to who had to choose a password on the way, either', async () => {
      const name = `user${++added}`
      await invite(house, pool, name)
      const values = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: TEMPORARY }
      const { Session } = await start(name, { ...values, TARGET_ACR_VALUES: LOA(4) })
      const chosen = chooseNew(house, pool, Session, { USERNAME: name })
      expect(await refusalOf(chosen)).toBe(UNREACHABLE)
    })

    it('gives no token of a lower level', async () => {
      const { name } = await someone()
      const values = { ...byPassword, TARGET_ACR_VALUES: LOA(4) }
      expect(await refusalOf(start(name, values))).toBe(UNREACHABLE)
    })

    it('holds for whoever has to choose a password on the way', async () => {
      const { name, email, ids } = await someone()
      await sdk().adminSetUserPassword({ ...ids, Password: PASSWORD, Permanent: false })
      const asked = await start(name, { ...byPassword, TARGET_ACR_VALUES: LOA(3) })
      expect(asked.ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
      const chosen = { USERNAME: name, NEW_PASSWORD: 'Chosen-On-The-Way-2' }
      const next = await respondTo(house, pool, 'NEW_PASSWORD_REQUIRED', asked.Session, chosen)
      expect(next.AuthenticationResult).toBeUndefined()
      expect(next.ChallengeName).toBe('EMAIL_OTP')
      const code = (await house.inbox.last(email))?.code ?? ''
      const answers = { USERNAME: name, EMAIL_OTP_CODE: code }
      const done = await respondTo(house, pool, 'EMAIL_OTP', next.Session, answers)
      expect(claimsOf(done.AuthenticationResult?.AccessToken)).toMatchObject({ acr: LOA(3) })
    })

    it('goes the way of SRP too, with its Session or without', async () => {
      const { name } = await someone()
      for (const isWith of [true, false]) {
        const asked = await start(name, {
          PREFERRED_CHALLENGE: 'PASSWORD_SRP',
          SRP_A: exchange.A.toString(16),
          TARGET_ACR_VALUES: LOA(4),
        })
        const parameters = asked.ChallengeParameters ?? {}
        const proof = prove(
          { ...exchange, clientId: pool.clientId, parameters },
          { poolId: pool.poolId, password: PASSWORD },
        )
        const answer = respond(house, pool, proof, isWith ? asked.Session : undefined)
        expect(await refusalOf(answer)).toBe(UNREACHABLE)
      }
    })
  })

  describe('from an access token', () => {
    const stepUp = (name: string, ACCESS_TOKEN: string, more: Record<string, string> = {}) =>
      start(name, { ACCESS_TOKEN, TARGET_ACR_VALUES: LOA(4), ...more })

    it('asks for the second factor alone', async () => {
      const { name, secret, AccessToken } = await someone({ withApp: true })
      const next = await stepUp(name, AccessToken)
      expect(next.ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
      expect(next).not.toHaveProperty('AuthenticationResult')
      const answers = {
        USERNAME: name,
        SOFTWARE_TOKEN_MFA_CODE: codeAt(secret, house.clock.now()),
      }
      const done = await respondTo(house, pool, 'SOFTWARE_TOKEN_MFA', next.Session, answers)
      const { AccessToken: higher = '' } = done.AuthenticationResult ?? {}
      expect(claimsOf(higher)).toMatchObject({ acr: LOA(4), amr: ['pwd', 'otp', 'mfa'] })
      const again = 'InvalidParameterException: The access token has the requested ACR level.'
      expect(await refusalOf(stepUp(name, higher))).toBe(again)
    })

    it('asks for the first factor too where it is older than MAX_AGE', async () => {
      const { name, AccessToken } = await someone({ withApp: true })
      expect((await stepUp(name, AccessToken, { MAX_AGE: '30' })).ChallengeName).toBe(
        'SOFTWARE_TOKEN_MFA',
      )
      const old = await stepUp(name, AccessToken, { MAX_AGE: '29' })
      expect(old.ChallengeName).toBe('SELECT_CHALLENGE')
      expect(old.AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP'])
    })

    it('is refused for another user, another client, and a token that does not stand', async () => {
      const { name, AccessToken } = await someone({ withApp: true })
      const other = await someone({ withApp: true })
      const mismatch =
        'NotAuthorizedException: The access token was not issued for this user and client.'
      expect(await refusalOf(stepUp(other.name, AccessToken))).toBe(mismatch)
      const { clientId } = await makeClient(house, pool.poolId, {
        ExplicitAuthFlows: ['ALLOW_USER_AUTH'],
      })
      const values = { ACCESS_TOKEN: AccessToken, TARGET_ACR_VALUES: LOA(4) }
      expect(await refusalOf(start(name, values, clientId))).toBe(mismatch)
      await sdk().globalSignOut({ AccessToken })
      expect(await refusalOf(stepUp(name, AccessToken))).toContain('Access Token has been revoked')
      const forged = `${other.AccessToken.slice(0, -6)}AAAAAA`
      expect(await refusalOf(stepUp(other.name, forged))).toContain('Invalid Access Token')
    })

    it('is refused where no level can be reached', async () => {
      const { name, AccessToken } = await someone()
      expect(await refusalOf(stepUp(name, AccessToken))).toBe(UNREACHABLE)
    })

    it('does not pass by a lock on codes', async () => {
      const { name, AccessToken } = await someone({ withApp: true })
      const wrong = async () => {
        const { Session } = await stepUp(name, AccessToken)
        const answers = { USERNAME: name, SOFTWARE_TOKEN_MFA_CODE: '000000' }
        return await refusalOf(respondTo(house, pool, 'SOFTWARE_TOKEN_MFA', Session, answers))
      }
      for (let guess = 0; guess < 5; guess++) expect(await wrong()).toMatch(/^CodeMismatch/)
      expect(await wrong()).toBe(LOCKED)
    })
  })

  it.each([
    [{ ACCESS_TOKEN: 'a.b.c' }, 'ACCESS_TOKEN requires TARGET_ACR_VALUES.'],
    [
      { TARGET_ACR_VALUES: 'gold' },
      `None of TARGET_ACR_VALUES is an ACR level of this user pool, which has ${[1, 2, 3, 4].map(LOA).join(', ')}.`,
    ],
    [{ TARGET_ACR_VALUES: LOA(1), MAX_AGE: '-1' }, 'MAX_AGE must be a number of seconds.'],
    [{ TARGET_ACR_VALUES: LOA(1), MAX_AGE: '1e3' }, 'MAX_AGE must be a number of seconds.'],
  ])('refuses %j', async (values, message) => {
    const { name } = await someone()
    const refusal = await refusalOf(start(name, { ...byPassword, ...values }))
    expect(refusal).toBe(`InvalidParameterException: ${message}`)
  })

  describe('with names of the pool', () => {
    it('asks and tells by them', async () => {
      const named = await makePool(
        house,
        { AcrConfiguration: { Level1: { AcrValue: 'https://example.com/low' } } },
        { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] },
      )
      await addPerson(house, named, 'ada')
      const { AuthenticationResult } = await start(
        'ada',
        { ...byPassword, TARGET_ACR_VALUES: 'https://example.com/low' },
        named.clientId,
      )
      expect(claimsOf(AuthenticationResult?.IdToken).acr).toBe('https://example.com/low')
      const unknown = start('ada', { ...byPassword, TARGET_ACR_VALUES: LOA(1) }, named.clientId)
      expect(await refusalOf(unknown)).toContain('None of TARGET_ACR_VALUES')
    })

    it('wants each name once', async () => {
      for (const AcrConfiguration of [
        { Level1: { AcrValue: 'same' }, Level2: { AcrValue: 'same' } },
        { Level1: { AcrValue: LOA(2) } },
      ]) {
        const made = sdk().createUserPool({ PoolName: 'x', AcrConfiguration })
        expect(await refusalOf(made)).toContain('Each ACR level must have a name of its own')
      }
    })

    it('belongs to the dearer tiers', async () => {
      const AcrConfiguration = { Level1: { AcrValue: 'low' } }
      const made = sdk().createUserPool({ PoolName: 'x', UserPoolTier: 'LITE', AcrConfiguration })
      expect(await refusalOf(made)).toMatch(/^FeatureUnavailableInTierException: .*ACR/)
    })
  })
})
