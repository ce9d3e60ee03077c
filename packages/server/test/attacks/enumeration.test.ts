import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { challenge, prove, signInBySrp } from '../support/srp-client.ts'
import { onEachStore } from '../support/stores.ts'
import { call } from '../support/wire.ts'
import { refusalOf, WRONG_PASSWORD } from './refusal.ts'
import { stopTime } from './stopped-time.ts'

const SRP_A = 'abcdef0123456789'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
/** Numbers are written without leading zeros, so that lengths differ by a little each time. */
const JITTER = 12

const POOLS = {
  'user names': {},
  'user names, large or small': { UsernameConfiguration: { CaseSensitive: false } },
  'user names, and email as alias': { AliasAttributes: ['email'] },
  'email addresses': {
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
  },
} as const satisfies Record<string, Parameters<typeof makePool>[1]>

onEachStore('a client that hides who exists', (open) => {
  stopTime()
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })

  describe.each(Object.entries(POOLS))('in a pool of %s', (kind, settings) => {
    const isByAddress = kind === 'email addresses'
    const typed = (name: string) => (isByAddress ? `${name}@example.com` : name)
    /** Confirmed, unconfirmed, and two whom nobody has; all names are as long. */
    const [ada, una, eva, ivy] = ['ada', 'una', 'eva', 'ivy'].map(typed) as [
      string,
      string,
      string,
      string,
    ]
    let pool: TestPool
    beforeAll(async () => {
      pool = await makePool(house, settings, { PreventUserExistenceErrors: 'ENABLED' })
      const sdk = sdkFor(house)
      for (const [name, Username] of [
        ['ada', ada],
        ['una', una],
      ] as const) {
        const UserAttributes = [{ Name: 'email', Value: `${name}@example.com` }]
        await sdk.signUp({ ClientId: pool.clientId, Username, Password: PASSWORD, UserAttributes })
      }
      const { code } = (await house.inbox.last('ada@example.com')) ?? {}
      await sdk.confirmSignUp({ ClientId: pool.clientId, Username: ada, ConfirmationCode: code })
    })
    const ask = (name: string) => challenge(house, pool, name, { SRP_A })
    const send = (operation: string, Username: string, more = {}) =>
      call(house, operation, { ClientId: pool.clientId, Username, ...more })

    it('refuses a password in the same words', async () => {
      for (const name of [ada, una, eva]) {
        const { status, body } = await call(house, 'InitiateAuth', {
          ClientId: pool.clientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: name, PASSWORD: 'wrong' },
        })
        expect([status, body]).toEqual([
          400,
          { __type: 'NotAuthorizedException', message: 'Incorrect username or password.' },
        ])
        expect(await refusalOf(signInBySrp(house, pool, name, 'wrong'))).toBe(WRONG_PASSWORD)
      }
    })

    it('gives everyone a challenge of one shape and size', async () => {
      const [real, ...others] = await Promise.all([ada, una, eva, ivy].map(ask))
      for (const { parameters } of others) {
        expect(Object.keys(parameters)).toEqual(Object.keys(real?.parameters ?? {}))
        for (const [name, value] of Object.entries(parameters)) {
          const difference = value.length - (real?.parameters[name]?.length ?? 0)
          expect([name, Math.abs(difference) <= JITTER]).toEqual([name, true])
        }
        expect(parameters.USERNAME).toBe(parameters.USER_ID_FOR_SRP)
        expect(parameters.SALT).toMatch(/^[0-9a-f]{20,32}$/)
        if (isByAddress) expect(parameters.USERNAME).toMatch(UUID)
      }
    })

    it('tells each name the same salt and user id every time, and no other', async () => {
      for (const name of [ada, eva]) {
        const [first, second] = [await ask(name), await ask(name)]
        const { SALT, USER_ID_FOR_SRP } = first.parameters
        expect(second.parameters).toMatchObject({ SALT, USER_ID_FOR_SRP })
        const { parameters } = await ask(ivy)
        expect(parameters.SALT).not.toBe(SALT)
        expect(parameters.USER_ID_FOR_SRP).not.toBe(USER_ID_FOR_SRP)
      }
    })

    it('takes large and small letters for the same where a real name would', async () => {
      const isFolding = 'UsernameConfiguration' in settings
      for (const name of isFolding ? [ada, eva] : [eva]) {
        const [small, large] = [await ask(name), await ask(name.toUpperCase())]
        expect(small.parameters.SALT === large.parameters.SALT).toBe(isFolding)
        const ids = [small, large].map(({ parameters }) => parameters.USER_ID_FOR_SRP)
        expect(new Set(ids).size).toBe(isFolding ? 1 : 2)
        expect(ids[0]).not.toMatch(/[A-Z]/)
      }
    })

    it('lets nobody in as nobody', async () => {
      house.clock.advance('16m')
      for (const shared of [undefined, 0n, 1n]) {
        const asked = await challenge(house, pool, eva)
        const claim = prove(asked, { poolId: pool.poolId, ...(shared !== undefined && { shared }) })
        const { status, body } = await call(house, 'RespondToAuthChallenge', {
          ClientId: pool.clientId,
          ChallengeName: 'PASSWORD_VERIFIER',
          ChallengeResponses: claim,
        })
        expect([status, body.message]).toEqual([400, 'Incorrect username or password.'])
      }
    })

    it('refuses a code in the same words, and as often', async () => {
      const real = (await house.inbox.last('una@example.com'))?.code
      const ConfirmationCode = real === '123456' ? '654321' : '123456'
      const confirm = (name: string) => send('ConfirmSignUp', name, { ConfirmationCode })
      for (let guess = 0; guess < 5; guess++) expect(await confirm(eva)).toEqual(await confirm(una))
      for (let guess = 5; guess < 15; guess++) for (const name of [una, eva]) await confirm(name)
      const [known, unknown] = [await confirm(una), await confirm(eva)]
      expect(known.body.__type).toBe('TooManyFailedAttemptsException')
      expect(unknown).toEqual(known)
    })

    it('says of everyone that a code was sent, and sends none to nobody', async () => {
      const before = (await house.inbox.all()).length
      const resend = async (name: string) => {
        const { status, body } = await send('ResendConfirmationCode', name)
        expect(status).toBe(200)
        return (body as { CodeDeliveryDetails: Record<string, string> }).CodeDeliveryDetails
      }
      const { Destination: known, ...real } = await resend(una)
      const { Destination: unknown, ...simulated } = await resend(eva)
      expect(simulated).toEqual(real)
      for (const text of [known, unknown]) expect(text).toMatch(/^[a-z]\*\*\*@[a-z]\*\*\*$/)
      if (isByAddress) expect(unknown).toBe('e***@e***')
      expect((await resend(eva)).Destination).toBe(unknown)
      expect(await house.inbox.all()).toHaveLength(before + 1)
      for (let time = 0; time < 5; time++)
        for (const name of [una, eva]) await send('ResendConfirmationCode', name)
      const [last, other] = [
        await send('ResendConfirmationCode', una),
        await send('ResendConfirmationCode', eva),
      ]
      expect(last.body.__type).toBe('LimitExceededException')
      expect(other).toEqual(last)
    })
  })

  it('calls an address that nobody has by a user id, as one that somebody has', async () => {
    const settings = { AliasAttributes: ['email', 'phone_number'] as const }
    const pool = await makePool(
      house,
      { AliasAttributes: [...settings.AliasAttributes] },
      { PreventUserExistenceErrors: 'ENABLED' },
    )
    await makeUser(house, pool, 'ada')
    const idOf = async (name: string) =>
      (await challenge(house, pool, name, { SRP_A })).parameters.USER_ID_FOR_SRP
    expect(await idOf('ada@example.com')).toBe('ada')
    expect(await idOf('eva@example.com')).toMatch(UUID)
    expect(await idOf('+15550101234')).toMatch(UUID)
    expect(await idOf('eva')).toBe('eva')
  })

  it('says that a code was sent to somebody who has no address, too', async () => {
    const pool = await makePool(house, {}, { PreventUserExistenceErrors: 'ENABLED' })
    const person = { ClientId: pool.clientId, Username: 'nil' }
    await sdkFor(house).signUp({ ...person, Password: PASSWORD })
    const { CodeDeliveryDetails } = await sdkFor(house).resendConfirmationCode(person)
    expect(CodeDeliveryDetails).toMatchObject({ AttributeName: 'email', DeliveryMedium: 'EMAIL' })
  })

  it('hides it in the right pool only: elsewhere the simulation is another', async () => {
    const saltIn = async () => {
      const pool = await makePool(house, {}, { PreventUserExistenceErrors: 'ENABLED' })
      return (await challenge(house, pool, 'eva', { SRP_A })).parameters.SALT
    }
    expect(await saltIn()).not.toBe(await saltIn())
  })

  it.each([undefined, 'LEGACY'] as const)('is not one that says %s', async (setting) => {
    const pool = await makePool(house, {}, setting && { PreventUserExistenceErrors: setting })
    const name = { ClientId: pool.clientId, Username: 'eva' }
    const sdk = sdkFor(house)
    const unknown = 'UserNotFoundException: User does not exist.'
    expect(await refusalOf(signInBySrp(house, pool, 'eva', PASSWORD))).toBe(unknown)
    expect(
      await refusalOf(
        sdk.initiateAuth({
          ClientId: pool.clientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: 'eva', PASSWORD },
        }),
      ),
    ).toBe(unknown)
    const missing = 'UserNotFoundException: Username/client id combination not found.'
    expect(await refusalOf(sdk.confirmSignUp({ ...name, ConfirmationCode: '123456' }))).toBe(
      missing,
    )
    expect(await refusalOf(sdk.resendConfirmationCode(name))).toBe(missing)
  })
})
