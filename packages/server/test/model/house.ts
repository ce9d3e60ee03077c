/** The pools of the walks in a real house, and new people in them. */
import type { Poolhouse } from '../../src/index.ts'
import { makePasskey, type TestPasskey } from '../support/authenticator.ts'
import type { TestDevice } from '../support/devices.ts'
import { confirm } from '../support/devices.ts'
import type { Functions, TriggerEvent } from '../support/functions.ts'
import { namedBy } from '../support/functions.ts'
import { beginRegistration, completeRegistration, RP_ID } from '../support/passkeys.ts'
import { makeClient, makePool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { ALL, codeAt, respondTo } from '../support/second-factor.ts'
import { RIGHT_ANSWER } from './calls.ts'
import { type Demands, POOL_KINDS, POOLS, type PoolKind } from './pools.ts'
import { stepOf } from './proofs.ts'
import type { App, Person, SecondProof } from './state.ts'

export const FUNCTIONS = [
  'DefineAuthChallenge',
  'CreateAuthChallenge',
  'VerifyAuthChallengeResponse',
] as const

const FLOWS = {
  ExplicitAuthFlows: [
    'ALLOW_USER_AUTH',
    'ALLOW_USER_SRP_AUTH',
    'ALLOW_USER_PASSWORD_AUTH',
    'ALLOW_ADMIN_USER_PASSWORD_AUTH',
    'ALLOW_CUSTOM_AUTH',
  ],
} as const

export interface WalkPool {
  readonly poolId: string
  readonly clients: readonly string[]
}

/** What custom sign-ins go by: a password where the client begins with one, then one question until it is answered. */
export function askByFunctions(functions: Functions): void {
  functions.on('DefineAuthChallenge', ({ request: { session } }: TriggerEvent) => {
    const last = session.at(-1)
    if (last?.challengeName === 'SRP_A') return { challengeName: 'PASSWORD_VERIFIER' }
    const isRight = last?.challengeName === 'CUSTOM_CHALLENGE' && last.challengeResult
    return isRight ? { issueTokens: true } : { challengeName: 'CUSTOM_CHALLENGE' }
  })
  functions.on('CreateAuthChallenge', () => ({
    publicChallengeParameters: { question: 'Which lane?' },
    privateChallengeParameters: { answer: RIGHT_ANSWER },
  }))
  functions.on('VerifyAuthChallengeResponse', ({ request }) => ({
    answerCorrect: request.challengeAnswer === request.privateChallengeParameters.answer,
  }))
}

/** One pool of each kind, with two clients. */
export async function makePools(house: Poolhouse): Promise<Readonly<Record<PoolKind, WalkPool>>> {
  const made = POOL_KINDS.map(async (kind) => [kind, await makeWalkPool(house, POOLS[kind])])
  return Object.fromEntries(await Promise.all(made))
}

async function makeWalkPool(house: Poolhouse, demands: Demands): Promise<WalkPool> {
  const { secondFactor, device, takesCodes, takesPasskeys } = demands
  const { poolId, clientId } = await makePool(
    house,
    {
      LambdaConfig: namedBy(...FUNCTIONS),
      Policies: {
        SignInPolicy: {
          AllowedFirstAuthFactors: [
            'PASSWORD',
            ...(takesCodes ? (['EMAIL_OTP', 'SMS_OTP'] as const) : []),
            ...(takesPasskeys ? (['WEB_AUTHN'] as const) : []),
          ],
        },
      },
      ...(device && {
        DeviceConfiguration: {
          ChallengeRequiredOnNewDevice: device === 'instead',
          DeviceOnlyRememberedOnUserPrompt: false,
        },
      }),
    },
    { ExplicitAuthFlows: [...FLOWS.ExplicitAuthFlows] },
  )
  const isBoth = takesPasskeys === 'as both factors'
  await sdkFor(house).setUserPoolMfaConfig({
    UserPoolId: poolId,
    MfaConfiguration: secondFactor,
    ...(secondFactor !== 'OFF' && ALL),
    WebAuthnConfiguration: {
      RelyingPartyId: RP_ID,
      ...(isBoth && { FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' }),
    },
  })
  const other = await makeClient(house, poolId, {
    ExplicitAuthFlows: [...FLOWS.ExplicitAuthFlows],
  })
  return { poolId, clients: [clientId, other.clientId] }
}

/** How somebody begins a walk. */
export interface Profile {
  /** Whether they signed up just now. */
  readonly isNewcomer: boolean
  readonly isTemporary: boolean
  readonly hasApp: boolean
  readonly hasPhone: boolean
  readonly hasEmail: boolean
  readonly hasDevice: boolean
  readonly hasPasskey: boolean
  /** Which of their factors is preferred, and so on. */
  readonly preferred: SecondProof | undefined
}

let added = 0

/**
 * Adds somebody to a pool, with whatever of the profile means something there. Answers the Session of their sign-up
 * too, where they signed up at the first client.
 */
export async function addPerson(
  house: Poolhouse,
  pool: WalkPool,
  demands: Demands,
  profile: Profile,
): Promise<{ person: Person; session?: string | undefined }> {
  const sdk = sdkFor(house)
  const name = `walker${++added}`
  const ids = { UserPoolId: pool.poolId, Username: name }
  const password = `Swim-As-${name}-1`
  const setPassword = (Permanent: boolean) =>
    sdk.adminSetUserPassword({ ...ids, Password: password, Permanent })
  const session = profile.isNewcomer ? await signUp(house, pool, { name, password }) : undefined
  if (!profile.isNewcomer) {
    await sdk.adminCreateUser({ ...ids, MessageAction: 'SUPPRESS' })
    await setPassword(true)
  }

  const wanted = {
    device: profile.hasDevice && demands.device !== undefined,
    passkey: profile.hasPasskey && demands.takesPasskeys !== undefined,
  }
  const isSignedIn = profile.hasApp || wanted.device || wanted.passkey
  const own = isSignedIn ? await furnish(house, pool, { name, password }, wanted) : undefined
  const hasApp = own?.app !== undefined && profile.hasApp
  if (own?.app && !hasApp) await sdk.adminDeleteSoftwareToken(ids)
  const sms = profile.hasPhone ? `+1777${String(added).padStart(7, '0')}` : undefined
  const email = profile.hasEmail || profile.isNewcomer ? `${name}@example.com` : undefined
  await sdk.adminUpdateUserAttributes({ ...ids, UserAttributes: attributesOf({ sms, email }) })
  if (profile.isTemporary) await setPassword(false)

  const isOnAlready = hasApp && demands.secondFactor === 'ON'
  const person: Person = {
    name,
    isEnabled: true,
    password,
    passwordVersion: 0,
    isTemporary: profile.isTemporary,
    mustReset: false,
    app: hasApp ? own.app : undefined,
    sms,
    email,
    on: isOnAlready ? ['app'] : [],
    preferred: isOnAlready ? 'app' : undefined,
    device: own?.device,
    isRemembered: true,
    passkey: own?.passkey,
    strikes: {},
    firstCodes: 0,
    secondCodes: 0,
  }
  const { preferred } = profile
  if (!preferred || !person[preferred] || demands.secondFactor === 'OFF') return { person, session }
  await sdk.adminSetUserMFAPreference({ ...ids, ...preferring(preferred) })
  const on = [...new Set([...person.on, preferred])]
  return { person: { ...person, on, preferred }, session }
}

async function signUp(
  house: Poolhouse,
  { poolId, clients }: WalkPool,
  { name, password }: { name: string; password: string },
): Promise<string | undefined> {
  const sdk = sdkFor(house)
  const ids = { ClientId: clients[0], Username: name }
  const email = `${name}@example.com`
  const UserAttributes = [{ Name: 'email', Value: email }]
  await sdk.signUp({ ...ids, Password: password, UserAttributes })
  const message = await house.inbox.last(email)
  const confirmed = await sdk.confirmSignUp({ ...ids, ConfirmationCode: message?.code })
  // It comes back once they are furnished: until then it would be a second factor in their way.
  const inPool = { UserPoolId: poolId, Username: name }
  await sdk.adminDeleteUserAttributes({ ...inPool, UserAttributeNames: ['email'] })
  return confirmed.Session
}

export const attributesOf = ({ sms, email }: Pick<Person, 'sms' | 'email'>) => [
  ...(sms ? both('phone_number', sms) : []),
  ...(email ? both('email', email) : []),
]

const both = (Name: string, Value: string) => [
  { Name, Value },
  { Name: `${Name}_verified`, Value: 'true' },
]

const MEMBERS = {
  app: 'SoftwareTokenMfaSettings',
  sms: 'SMSMfaSettings',
  email: 'EmailMfaSettings',
} as const

/** The members of AdminSetUserMFAPreference that prefer a factor, or turn it off. */
export const preferring = (factor: SecondProof, isOn = true) => ({
  [MEMBERS[factor]]: { Enabled: isOn, PreferredMfa: isOn },
})

/** What takes being signed in to get. */
async function furnish(
  house: Poolhouse,
  { clients }: WalkPool,
  { name, password }: { name: string; password: string },
  wanted: { device: boolean; passkey: boolean },
): Promise<{ app: App; device?: TestDevice; passkey?: TestPasskey }> {
  const sdk = sdkFor(house)
  const clientId = clients[0] ?? ''
  const began = await sdk.initiateAuth({
    ClientId: clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: name, PASSWORD: password },
  })
  const token = began.AuthenticationResult?.AccessToken
  const by = token ? { AccessToken: token } : { Session: began.Session }
  const { SecretCode = '', Session } = await sdk.associateSoftwareToken(by)
  const UserCode = codeAt(SecretCode, house.clock.now())
  const set = token ? by : { Session }
  const verified = await sdk.verifySoftwareToken({ ...set, UserCode })
  const ended = token
    ? began
    : await respondTo(house, { clientId }, 'MFA_SETUP', verified.Session, { USERNAME: name })
  const step = stepOf(SecretCode, UserCode, house.clock.now()) ?? 0
  const AccessToken = ended.AuthenticationResult?.AccessToken ?? ''
  const device = wanted.device ? await confirm(house, ended) : undefined
  const passkey = wanted.passkey ? await addPasskey(house, AccessToken) : undefined
  return {
    app: { secret: SecretCode, usedUpTo: step, perhapsUsedUpTo: step },
    ...(device && { device }),
    ...(passkey && { passkey }),
  }
}

async function addPasskey(house: Poolhouse, AccessToken: string): Promise<TestPasskey> {
  const passkey = makePasskey()
  const challenge = await beginRegistration(house, AccessToken)
  await completeRegistration(house, AccessToken, passkey, { challenge })
  return passkey
}
