/** Every purpose that a code or a secret is made for, and the one place that takes it. */
import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import type { Poolhouse } from '../../src/index.ts'
import type { CodePurpose } from '../../src/records/code.ts'
import type { MfaFactor } from '../../src/records/mfa.ts'
import type { CodeFactor } from '../../src/rules/first-factors.ts'
import { TEMPORARY } from '../support/new-password.ts'
import { makePool, PASSWORD, signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import {
  ALL,
  addPerson,
  begin,
  codeAt,
  EVERY_FLOW,
  makeMfaPool,
  respondTo,
  setUpApp,
} from '../support/second-factor.ts'
import { refusalOf } from './refusal.ts'
import { newPhone, type Values } from './stand.ts'

/** Does not compile while one of these has no row and no column. */
export type PurposeName =
  | CodePurpose
  | `first ${CodeFactor}`
  | `second ${MfaFactor}`
  | 'set up EMAIL_OTP'
  | 'set up SOFTWARE_TOKEN_MFA'
  | 'temporary password'
  | 'invitation'

/** What was made for a purpose, and its place, which says `accepted` or what it has against a secret. */
export interface Made {
  readonly secret: string
  use(secret: string): Promise<string>
}

interface Purpose {
  /** Purposes of one kind of person are tried with secrets of the same person. */
  readonly of: PersonKind
  make(person: Person): Promise<Made>
  /** What the place says to a secret that is not its own, and to nothing else. */
  readonly wrong: RegExp
}

export interface Person {
  readonly house: Poolhouse
  readonly pool: TestPool
  readonly name: string
  readonly ids: { readonly UserPoolId: string; readonly Username: string }
  readonly email: string
  readonly AccessToken: string
  /** Of their authenticator app. */
  readonly app: string
}

export interface PurposePools {
  readonly optional: TestPool
  readonly required: TestPool
}

/** One that leaves second factors to people, who may begin with codes, and one that demands one. */
export async function makePurposePools(house: Poolhouse): Promise<PurposePools> {
  const factors = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'] as const
  const optional = await makePool(
    house,
    { Policies: { SignInPolicy: { AllowedFirstAuthFactors: [...factors] } } },
    { ExplicitAuthFlows: [...EVERY_FLOW, 'ALLOW_USER_AUTH'] },
  )
  const set = { UserPoolId: optional.poolId, MfaConfiguration: 'OPTIONAL' as const, ...ALL }
  await sdkFor(house).setUserPoolMfaConfig(set)
  return { optional, required: await makeMfaPool(house, 'ON') }
}

const NOT_YET = { AccessToken: '', app: '' }

/** Makes somebody of a kind, of whom there is nobody yet. */
export const PEOPLE = {
  /** Confirmed, with two addresses and an app that is not asked for. */
  async known(house: Poolhouse, { optional: pool }: PurposePools, name: string): Promise<Person> {
    const email = `${name}@example.com`
    const ids = await addPerson(house, pool, name, {
      ...{ email, email_verified: 'true' },
      ...{ phone_number: newPhone(), phone_number_verified: 'true' },
    })
    const { AccessToken } = await signIn(house, pool, name)
    const app = await setUpApp(house, AccessToken)
    house.clock.advance('30s')
    return { house, pool, name, ids, email, AccessToken, app }
  },

  /** Signed up, and not confirmed. */
  async newcomer(
    house: Poolhouse,
    { optional: pool }: PurposePools,
    name: string,
  ): Promise<Person> {
    const email = `${name}@example.com`
    await sdkFor(house).signUp({
      ClientId: pool.clientId,
      Username: name,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: email }],
    })
    const ids = { UserPoolId: pool.poolId, Username: name }
    return { house, pool, name, ids, email, ...NOT_YET }
  },

  /** Made and invited by an administrator. */
  async guest(house: Poolhouse, { optional: pool }: PurposePools, name: string): Promise<Person> {
    const email = `${name}@example.com`
    const ids = { UserPoolId: pool.poolId, Username: name }
    await sdkFor(house).adminCreateUser({
      ...ids,
      UserAttributes: [{ Name: 'email', Value: email }],
      DesiredDeliveryMediums: ['EMAIL'],
    })
    return { house, pool, name, ids, email, ...NOT_YET }
  },

  /** Asked to set a second factor up. */
  async beginner(
    house: Poolhouse,
    { required: pool }: PurposePools,
    name: string,
  ): Promise<Person> {
    const ids = await addPerson(house, pool, name)
    return { house, pool, name, ids, email: `${name}@example.com`, ...NOT_YET }
  },
} as const

type PersonKind = keyof typeof PEOPLE

const WRONG_CODE = /^CodeMismatchException: Invalid verification code provided/

/** The code that was sent to somebody last. */
const codeOf = async ({ house, name }: Person) => (await house.inbox.last(name))?.code ?? ''

const confirmation: Purpose = {
  of: 'newcomer',
  wrong: WRONG_CODE,
  async make(person) {
    const { house, pool, name } = person
    const use = (ConfirmationCode: string) =>
      refusalOf(
        sdkFor(house).confirmSignUp({ ClientId: pool.clientId, Username: name, ConfirmationCode }),
      )
    return { secret: await codeOf(person), use }
  },
}

const verification = (AttributeName: 'email' | 'phone_number'): Purpose => ({
  of: 'known',
  wrong: WRONG_CODE,
  async make(person) {
    const { house, AccessToken } = person
    const sdk = sdkFor(house)
    await sdk.getUserAttributeVerificationCode({ AccessToken, AttributeName })
    const use = (Code: string) =>
      refusalOf(sdk.verifyUserAttribute({ AccessToken, AttributeName, Code }))
    return { secret: await codeOf(person), use }
  },
})

const reset: Purpose = {
  of: 'known',
  wrong: WRONG_CODE,
  async make(person) {
    const { house, pool, name } = person
    const named = { ClientId: pool.clientId, Username: name }
    await sdkFor(house).forgotPassword(named)
    const use = (ConfirmationCode: string) =>
      refusalOf(
        sdkFor(house).confirmForgotPassword({ ...named, ConfirmationCode, Password: PASSWORD }),
      )
    return { secret: await codeOf(person), use }
  },
}

/** Makes one second factor the person's, or none. */
async function prefer({ house, ids }: Person, factor?: MfaFactor): Promise<void> {
  const choice = (each: MfaFactor) => ({
    Enabled: each === factor,
    PreferredMfa: each === factor,
  })
  await sdkFor(house).adminSetUserMFAPreference({
    ...ids,
    SMSMfaSettings: choice('SMS_MFA'),
    EmailMfaSettings: choice('EMAIL_OTP'),
    SoftwareTokenMfaSettings: choice('SOFTWARE_TOKEN_MFA'),
  })
}

/** Answers a challenge with a code. */
const answering =
  (
    { house, pool, name }: Person,
    challenge: ChallengeNameType,
    Session: string | undefined,
    before: () => Promise<unknown> = async () => {},
  ) =>
  async (code: string) => {
    await before()
    const responses: Values = { USERNAME: name, [`${challenge}_CODE`]: code }
    return await refusalOf(respondTo(house, pool, challenge, Session, responses))
  }

const first = (factor: CodeFactor): Purpose => ({
  of: 'known',
  wrong: WRONG_CODE,
  async make(person) {
    const { house, pool, name } = person
    await prefer(person)
    const { Session } = await sdkFor(house).initiateAuth({
      ClientId: pool.clientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: name, PREFERRED_CHALLENGE: factor },
    })
    const use = answering(person, factor, Session, () => prefer(person))
    return { secret: await codeOf(person), use }
  },
})

const second = (factor: MfaFactor): Purpose => ({
  of: 'known',
  wrong: factor === 'SOFTWARE_TOKEN_MFA' ? /^CodeMismatchException: Invalid code/ : WRONG_CODE,
  async make(person) {
    const { house, pool, name, app } = person
    await prefer(person, factor)
    const { Session } = await begin(house, pool, name)
    const use = answering(person, factor, Session, () => prefer(person, factor))
    const isApp = factor === 'SOFTWARE_TOKEN_MFA'
    return { secret: isApp ? codeAt(app, house.clock.now()) : await codeOf(person), use }
  },
})

const emailSetUp: Purpose = {
  of: 'beginner',
  wrong: WRONG_CODE,
  async make(person) {
    const { house, pool, name, email } = person
    const { Session } = await begin(house, pool, name)
    const responses = { USERNAME: name, EMAIL: email }
    const asked = await respondTo(house, pool, 'MFA_SETUP', Session, responses)
    return { secret: await codeOf(person), use: answering(person, 'EMAIL_OTP', asked.Session) }
  },
}

const appSetUp: Purpose = {
  of: 'known',
  wrong: /^(EnableSoftwareTokenMFAException: Code mismatch|InvalidParameterException: .*userCode)/,
  async make({ house, AccessToken }) {
    const sdk = sdkFor(house)
    const { SecretCode = '' } = await sdk.associateSoftwareToken({ AccessToken })
    const use = (UserCode: string) => refusalOf(sdk.verifySoftwareToken({ AccessToken, UserCode }))
    return { secret: codeAt(SecretCode, house.clock.now()), use }
  },
}

/** A sign-in with it goes on to NEW_PASSWORD_REQUIRED. */
const passwordFor =
  ({ house, pool, name }: Person) =>
  (password: string) =>
    refusalOf(begin(house, pool, name, { PASSWORD: password }))

const WRONG_PASSWORD = /^NotAuthorizedException: Incorrect username or password\./

const temporary: Purpose = {
  of: 'guest',
  wrong: WRONG_PASSWORD,
  async make(person) {
    const { house, ids } = person
    await sdkFor(house).adminSetUserPassword({ ...ids, Password: TEMPORARY })
    return { secret: TEMPORARY, use: passwordFor(person) }
  },
}

const invitation: Purpose = {
  of: 'guest',
  wrong: WRONG_PASSWORD,
  make: async (person) => ({ secret: await codeOf(person), use: passwordFor(person) }),
}

export const PURPOSES: Readonly<Record<PurposeName, Purpose>> = {
  'sign-up': confirmation,
  'verify-email': verification('email'),
  'verify-phone_number': verification('phone_number'),
  'reset-password': reset,
  'first EMAIL_OTP': first('EMAIL_OTP'),
  'first SMS_OTP': first('SMS_OTP'),
  'second EMAIL_OTP': second('EMAIL_OTP'),
  'second SMS_MFA': second('SMS_MFA'),
  'second SOFTWARE_TOKEN_MFA': second('SOFTWARE_TOKEN_MFA'),
  'set up EMAIL_OTP': emailSetUp,
  'set up SOFTWARE_TOKEN_MFA': appSetUp,
  'temporary password': temporary,
  invitation,
}
