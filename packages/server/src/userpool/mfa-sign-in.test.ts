import type {
  ChallengeNameType,
  RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import { stopTime } from '../../test/attacks/stopped-time.ts'
import { invite, TEMPORARY } from '../../test/support/new-password.ts'
import { PASSWORD, type TestPool } from '../../test/support/people.ts'
import { type AnsweringHouse, sdkFor } from '../../test/support/sdk.ts'
import {
  addPerson,
  addWithApp,
  begin,
  codeAt,
  makeMfaPool,
  respondTo,
} from '../../test/support/second-factor.ts'
import { signInBySrp } from '../../test/support/srp-client.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

type Answer = Promise<RespondToAuthChallengeCommandOutput>
type Values = Record<string, string>

/** The ways to a second factor: how a sign-in starts, and how its challenges are answered. */
const WAYS: Record<
  string,
  {
    start: (house: AnsweringHouse, pool: TestPool, name: string, password?: string) => Answer
    respond: typeof respondTo
  }
> = {
  USER_PASSWORD_AUTH: {
    start: (house, pool, name, password = PASSWORD) =>
      begin(house, pool, name, { PASSWORD: password }),
    respond: respondTo,
  },
  USER_SRP_AUTH: {
    start: (house, pool, name, password = PASSWORD) => signInBySrp(house, pool, name, password),
    respond: respondTo,
  },
  ADMIN_USER_PASSWORD_AUTH: {
    start: (house, { poolId, clientId }, name, password = PASSWORD) =>
      sdkFor(house).adminInitiateAuth({
        UserPoolId: poolId,
        ClientId: clientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: name, PASSWORD: password },
      }),
    respond: (house, pool, ChallengeName, Session, ChallengeResponses) =>
      sdkFor(house).adminRespondToAuthChallenge({
        UserPoolId: (pool as TestPool).poolId, // as every test here gives it
        ClientId: pool.clientId,
        ChallengeName,
        Session,
        ChallengeResponses,
      }),
  },
}

const PHONE = { phone_number: '+15550101234' }
const SMS_SENT = {
  CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
  CODE_DELIVERY_DESTINATION: '+*******1234',
}
const EMAIL_SENT = {
  CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
  CODE_DELIVERY_DESTINATION: 'c***@e***',
}
const ON = { Enabled: true }
const PREFERRED = { Enabled: true, PreferredMfa: true }

onEachStore('a second factor', (open) => {
  stopTime()
  let house: Poolhouse
  let optional: TestPool
  let required: TestPool
  let added = 0
  beforeAll(async () => {
    house = await open()
    optional = await makeMfaPool(house, 'OPTIONAL')
    required = await makeMfaPool(house, 'ON')
  })
  const newName = () => `user${++added}`
  const codeFor = async (to: string) => (await house.inbox.last(to))?.code ?? ''
  const isIn = ({ AuthenticationResult, ChallengeName }: Awaited<Answer>) => {
    expect(ChallengeName).toBeUndefined()
    return sdkFor(house).getUser({ AccessToken: AuthenticationResult?.AccessToken })
  }

  describe.each(Object.keys(WAYS))('after %s', (way) => {
    const { start, respond } = WAYS[way] as (typeof WAYS)[string] // of its own keys
    const asked = (answer: Awaited<Answer>) => {
      expect(answer.AuthenticationResult).toBeUndefined()
      expect(answer.Session).toBeDefined()
      return { name: answer.ChallengeName, parameters: answer.ChallengeParameters }
    }

    it('is not asked for where the pool leaves it to people and this one has none', async () => {
      const name = newName()
      await addPerson(house, optional, name, PHONE)
      expect(await isIn(await start(house, optional, name))).toMatchObject({ Username: name })
    })

    it('is the app’s code', async () => {
      const { USERNAME, secret } = await addWithApp(house, optional, newName())
      const answer = await start(house, optional, USERNAME)
      const parameters = { USER_ID_FOR_SRP: USERNAME }
      expect(asked(answer)).toEqual({ name: 'SOFTWARE_TOKEN_MFA', parameters })
      const SOFTWARE_TOKEN_MFA_CODE = codeAt(secret, house.clock.now())
      const responses = { USERNAME, SOFTWARE_TOKEN_MFA_CODE }
      const { Session } = answer
      await isIn(await respond(house, optional, 'SOFTWARE_TOKEN_MFA', Session, responses))
    })

    it('is a code by SMS', async () => {
      const USERNAME = newName()
      const ids = await addPerson(house, optional, USERNAME, PHONE)
      await sdkFor(house).adminSetUserMFAPreference({ ...ids, SMSMfaSettings: ON })
      const answer = await start(house, optional, USERNAME)
      const parameters = { ...SMS_SENT, USER_ID_FOR_SRP: USERNAME }
      expect(asked(answer)).toEqual({ name: 'SMS_MFA', parameters })
      const SMS_MFA_CODE = await codeFor(PHONE.phone_number)
      const responses = { USERNAME, SMS_MFA_CODE }
      await isIn(await respond(house, optional, 'SMS_MFA', answer.Session, responses))
    })

    it('is a code by email', async () => {
      const USERNAME = newName()
      const email = `c${USERNAME}@example.com`
      const ids = await addPerson(house, optional, USERNAME, { email })
      await sdkFor(house).adminSetUserMFAPreference({ ...ids, EmailMfaSettings: PREFERRED })
      const answer = await start(house, optional, USERNAME)
      const parameters = { ...EMAIL_SENT, USER_ID_FOR_SRP: USERNAME }
      expect(asked(answer)).toEqual({ name: 'EMAIL_OTP', parameters })
      const responses = { USERNAME, EMAIL_OTP_CODE: await codeFor(email) }
      await isIn(await respond(house, optional, 'EMAIL_OTP', answer.Session, responses))
    })

    it('is what the person prefers, or chooses', async () => {
      const email = `c${newName()}@example.com`
      const person = await addWithApp(house, optional, newName(), { ...PHONE, email })
      const { ids, USERNAME, secret } = person
      await sdkFor(house).adminSetUserMFAPreference({
        ...ids,
        SMSMfaSettings: ON,
        EmailMfaSettings: PREFERRED,
      })
      expect(asked(await start(house, optional, USERNAME)).name).toBe('EMAIL_OTP')
      await sdkFor(house).adminSetUserMFAPreference({ ...ids, EmailMfaSettings: ON })
      await sdkFor(house).adminSetUserMFAPreference({
        ...ids,
        EmailMfaSettings: { Enabled: true, PreferredMfa: false },
      })
      const MFAS_CAN_CHOOSE = '["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]'
      const codes = {
        SMS_MFA: async () => ({ SMS_MFA_CODE: await codeFor(PHONE.phone_number) }),
        SOFTWARE_TOKEN_MFA: async () => ({
          SOFTWARE_TOKEN_MFA_CODE: codeAt(secret, house.clock.now()),
        }),
        EMAIL_OTP: async () => ({ EMAIL_OTP_CODE: await codeFor(email) }),
      }
      for (const [ANSWER, challenge] of [
        ['SMS_MFA', 'SMS_MFA'],
        ['SOFTWARE_TOKEN_MFA', 'SOFTWARE_TOKEN_MFA'],
        ['EMAIL_OTP', 'EMAIL_OTP'],
        ['EMAIL_MFA', 'EMAIL_OTP'],
      ] as const) {
        const choice = await start(house, optional, USERNAME)
        const parameters = { MFAS_CAN_CHOOSE, USER_ID_FOR_SRP: USERNAME }
        expect(asked(choice)).toEqual({ name: 'SELECT_MFA_TYPE', parameters })
        const chosen = { USERNAME, ANSWER }
        const next = await respond(house, optional, 'SELECT_MFA_TYPE', choice.Session, chosen)
        expect(asked(next).name).toBe(challenge)
        const responses = { USERNAME, ...(await codes[challenge]()) }
        await isIn(await respond(house, optional, challenge, next.Session, responses))
      }
    })

    it('is set up where the pool demands one: an app', async () => {
      const USERNAME = newName()
      const ids = await addPerson(house, required, USERNAME)
      const first = await start(house, required, USERNAME)
      expect(asked(first)).toEqual({
        name: 'MFA_SETUP',
        parameters: {
          MFAS_CAN_SETUP: '["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]',
          USER_ID_FOR_SRP: USERNAME,
        },
      })
      const sdk = sdkFor(house)
      const { SecretCode = '', Session } = await sdk.associateSoftwareToken({
        Session: first.Session,
      })
      const UserCode = codeAt(SecretCode, house.clock.now())
      const verified = await sdk.verifySoftwareToken({
        Session,
        UserCode,
        FriendlyDeviceName: 'my telephone',
      })
      expect(verified.Status).toBe('SUCCESS')
      await isIn(await respond(house, required, 'MFA_SETUP', verified.Session, { USERNAME }))
      expect(await sdk.adminGetUser(ids)).toMatchObject({
        UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
        PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
      })
      house.clock.advance('30s')
      const second = await start(house, required, USERNAME)
      const parameters = { FRIENDLY_DEVICE_NAME: 'my telephone', USER_ID_FOR_SRP: USERNAME }
      expect(asked(second)).toEqual({ name: 'SOFTWARE_TOKEN_MFA', parameters })
      const code = codeAt(SecretCode, house.clock.now())
      const responses = { USERNAME, SOFTWARE_TOKEN_MFA_CODE: code }
      await isIn(await respond(house, required, 'SOFTWARE_TOKEN_MFA', second.Session, responses))
    })

    it('is set up where the pool demands one: an email address', async () => {
      const USERNAME = newName()
      const ids = await addPerson(house, required, USERNAME)
      const { Session } = await start(house, required, USERNAME)
      const EMAIL = `c${USERNAME}@example.com`
      const next = await respond(house, required, 'MFA_SETUP', Session, { USERNAME, EMAIL })
      const parameters = { ...EMAIL_SENT, USER_ID_FOR_SRP: USERNAME }
      expect(asked(next)).toEqual({ name: 'EMAIL_OTP', parameters })
      const before = await sdkFor(house).adminGetUser(ids)
      expect(before.UserAttributes?.map(({ Name }) => Name)).toEqual(['sub'])
      const responses = { USERNAME, EMAIL_OTP_CODE: await codeFor(EMAIL) }
      const { UserAttributes, ...user } = await isIn(
        await respond(house, required, 'EMAIL_OTP', next.Session, responses),
      )
      expect(UserAttributes).toEqual(
        expect.arrayContaining([
          { Name: 'email', Value: EMAIL },
          { Name: 'email_verified', Value: 'true' },
        ]),
      )
      expect(user).toMatchObject({
        UserMFASettingList: ['EMAIL_OTP'],
        PreferredMfaSetting: 'EMAIL_OTP',
      })
      expect(asked(await start(house, required, USERNAME)).name).toBe('EMAIL_OTP')
    })

    it.each<[Values, ChallengeNameType, Values]>([
      [PHONE, 'SMS_MFA', SMS_SENT],
      [{ email: 'cleo@example.com' }, 'EMAIL_OTP', EMAIL_SENT],
      [
        { ...PHONE, email: 'cleo@example.com' },
        'SELECT_MFA_TYPE',
        { MFAS_CAN_CHOOSE: '["SMS_MFA","EMAIL_OTP"]' },
      ],
    ])('is what a person has where the pool demands one: with %j, %s', async (has, name, sent) => {
      const USERNAME = newName()
      await addPerson(house, required, USERNAME, has)
      const parameters = { ...sent, USER_ID_FOR_SRP: USERNAME }
      expect(asked(await start(house, required, USERNAME))).toEqual({ name, parameters })
    })

    it('comes after a password of one’s own', async () => {
      const USERNAME = newName()
      await invite(house, required, USERNAME, PHONE)
      const first = await start(house, required, USERNAME, TEMPORARY)
      expect(asked(first).name).toBe('NEW_PASSWORD_REQUIRED')
      const chosen = { USERNAME, NEW_PASSWORD: PASSWORD }
      const next = await respond(house, required, 'NEW_PASSWORD_REQUIRED', first.Session, chosen)
      expect(asked(next).name).toBe('SMS_MFA')
      const responses = { USERNAME, SMS_MFA_CODE: await codeFor(PHONE.phone_number) }
      await isIn(await respond(house, required, 'SMS_MFA', next.Session, responses))
    })

    it('is not asked for where the pool has it off', async () => {
      const own = await makeMfaPool(house, 'OPTIONAL')
      const { USERNAME } = await addWithApp(house, own, newName())
      expect(asked(await start(house, own, USERNAME)).name).toBe('SOFTWARE_TOKEN_MFA')
      await sdkFor(house).setUserPoolMfaConfig({ UserPoolId: own.poolId, MfaConfiguration: 'OFF' })
      await isIn(await start(house, own, USERNAME))
    })
  })
})
