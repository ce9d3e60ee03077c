/** Every purpose that a code or a secret is made for, and the one place that takes it. */
import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import type { CodePurpose } from '../../src/records/code.ts'
import type { MfaFactor } from '../../src/records/mfa.ts'
import type { CodeFactor } from '../../src/rules/first-factors.ts'
import { TEMPORARY } from '../support/new-password.ts'
import { PASSWORD } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { begin, codeAt, respondTo } from '../support/second-factor.ts'
import type { Person, PersonKind } from './purpose-people.ts'
import { refusalOf } from './refusal.ts'
import type { Values } from './stand.ts'

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
interface Made {
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
