import { beforeAll, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { stopTime } from '../../test/attacks/stopped-time.ts'
import { signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import {
  ALL,
  addPerson,
  addWithApp,
  begin,
  enrol,
  makeMfaPool,
  respondTo,
} from '../../test/support/second-factor.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'
import { secretHash } from '../rules/secret-hash.ts'

type Values = Record<string, string>

const PHONE = { phone_number: '+15550101234' }
const ON = { Enabled: true }
const PREFERRED = { Enabled: true, PreferredMfa: true }

onEachStore('a step to a second factor', (open) => {
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
  const isIn = ({ AuthenticationResult, ChallengeName }: Awaited<ReturnType<typeof begin>>) => {
    expect(ChallengeName).toBeUndefined()
    return sdkFor(house).getUser({ AccessToken: AuthenticationResult?.AccessToken })
  }

  it('wants the hash of a client’s secret at every step', async () => {
    const closed = await makeMfaPool(house, 'ON', ALL, { GenerateSecret: true })
    const { clientId, clientSecret = '' } = closed
    const hashOf = (name: string) => ({ SECRET_HASH: secretHash(name, clientId, clientSecret) })
    await addPerson(house, closed, 'ada', PHONE)
    const sms = await begin(house, closed, 'ada', hashOf('ada'))
    const code = { USERNAME: 'ada', SMS_MFA_CODE: await codeFor(PHONE.phone_number) }
    const answer = (hash: Values) =>
      respondTo(house, closed, 'SMS_MFA', sms.Session, { ...code, ...hash })
    for (const hash of [{}, { SECRET_HASH: 'AAAA' }, hashOf('bob')]) {
      expect(await refusalOf(answer(hash))).toMatch(/^NotAuthorizedException: .*ecret/)
    }
    await isIn(await answer(hashOf('ada')))
    await addPerson(house, closed, 'bob')
    const setUp = await begin(house, closed, 'bob', hashOf('bob'))
    const responses = { USERNAME: 'bob', EMAIL: 'bob@example.com' }
    const refused = await refusalOf(respondTo(house, closed, 'MFA_SETUP', setUp.Session, responses))
    expect(refused).toMatch(/^NotAuthorizedException: .*ecret/)
    const next = await respondTo(house, closed, 'MFA_SETUP', setUp.Session, {
      ...responses,
      ...hashOf('bob'),
    })
    expect(next.ChallengeName).toBe('EMAIL_OTP')
  })

  it('is answered with what its challenge wants, and under the person’s name', async () => {
    const { USERNAME } = await addWithApp(house, optional, newName())
    const { Session } = await begin(house, optional, USERNAME)
    for (const responses of [{ USERNAME }, { SOFTWARE_TOKEN_MFA_CODE: '123456' }, {}]) {
      const refusal = await refusalOf(
        respondTo(house, optional, 'SOFTWARE_TOKEN_MFA', Session, responses),
      )
      expect(refusal).toMatch(/^InvalidParameterException: Missing required parameter /)
    }
  })

  it('keeps to what can be chosen and set up', async () => {
    const USERNAME = newName()
    const ids = await addPerson(house, optional, USERNAME, { ...PHONE, email: 'd@example.com' })
    await sdkFor(house).adminSetUserMFAPreference({
      ...ids,
      SMSMfaSettings: ON,
      EmailMfaSettings: ON,
    })
    const { Session } = await begin(house, optional, USERNAME)
    for (const ANSWER of ['SOFTWARE_TOKEN_MFA', 'WEB_AUTHN', 'toString', '__proto__']) {
      const responses = { USERNAME, ANSWER }
      const refusal = await refusalOf(
        respondTo(house, optional, 'SELECT_MFA_TYPE', Session, responses),
      )
      expect(refusal).toBe('InvalidParameterException: Invalid MFA type for the user.')
    }
    const { SoftwareTokenMfaConfiguration } = ALL
    const apps = await makeMfaPool(house, 'ON', { SoftwareTokenMfaConfiguration })
    await addPerson(house, apps, 'ada')
    const setUp = await begin(house, apps, 'ada')
    expect(setUp.ChallengeParameters?.MFAS_CAN_SETUP).toBe('["SOFTWARE_TOKEN_MFA"]')
    const byEmail = { USERNAME: 'ada', EMAIL: 'ada@example.com' }
    const refused = await refusalOf(respondTo(house, apps, 'MFA_SETUP', setUp.Session, byEmail))
    expect(refused).toBe('InvalidParameterException: Invalid MFA type for the user.')
    const other = await begin(
      house,
      required,
      (await addPerson(house, required, newName())).Username,
    )
    const noAddress = { USERNAME: other.ChallengeParameters?.USER_ID_FOR_SRP ?? '', EMAIL: 'x' }
    const invalid = await refusalOf(
      respondTo(house, required, 'MFA_SETUP', other.Session, noAddress),
    )
    expect(invalid).toBe('InvalidParameterException: Invalid email address format.')
  })

  it('comes in the pool’s own words', async () => {
    const own = await makeMfaPool(house, 'OPTIONAL', {
      ...ALL,
      EmailMfaConfiguration: { Subject: 'Your code', Message: 'Take {####}' },
      SmsMfaConfiguration: { ...ALL.SmsMfaConfiguration, SmsAuthenticationMessage: 'Use {####}' },
    })
    const email = `words${newName()}@example.com`
    const ids = await addPerson(house, own, 'ada', { phone_number: '+15550107777', email })
    await sdkFor(house).adminSetUserMFAPreference({ ...ids, EmailMfaSettings: PREFERRED })
    await begin(house, own, 'ada')
    const mail = await house.inbox.last(email)
    expect(mail).toMatchObject({ subject: 'Your code', body: `Take ${mail?.code}` })
    await sdkFor(house).adminSetUserMFAPreference({ ...ids, SMSMfaSettings: PREFERRED })
    await begin(house, own, 'ada')
    const sms = await house.inbox.last('+15550107777')
    expect(sms).toMatchObject({ channel: 'sms', body: `Use ${sms?.code}` })
  })

  it('once set up by somebody signed in counts, also before it is chosen, where one is demanded', async () => {
    const own = await makeMfaPool(house, 'OPTIONAL')
    const ids = await addPerson(house, own, 'ada')
    const { AccessToken } = await signIn(house, own, 'ada')
    await enrol(house, AccessToken)
    const SoftwareTokenMfaSettings = { Enabled: false }
    await sdkFor(house).adminSetUserMFAPreference({ ...ids, SoftwareTokenMfaSettings })
    await isIn(await begin(house, own, 'ada'))
    await sdkFor(house).setUserPoolMfaConfig({
      UserPoolId: own.poolId,
      MfaConfiguration: 'ON',
      ...ALL,
    })
    expect((await begin(house, own, 'ada')).ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
  })
})
