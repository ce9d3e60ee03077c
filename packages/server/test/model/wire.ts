/** The calls of a walk as the AWS SDK makes them of a real house, and what comes back. */
import { randomBytes } from 'node:crypto'
import {
  type AdminInitiateAuthCommandOutput,
  CognitoIdentityProviderServiceException,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Poolhouse } from '../../src/index.ts'
import { assert, makePasskey } from '../support/authenticator.ts'
import { proofOf, type TestDevice } from '../support/devices.ts'
import { ORIGIN, RP_ID } from '../support/passkeys.ts'
import { sdkFor } from '../support/sdk.ts'
import { modPow, prove, timestampOf } from '../support/srp-client.ts'
import type { Answer, Begin, Evidence, NamedDevice } from './calls.ts'
import type { WalkPool } from './house.ts'
import { CHALLENGES, type Challenge, type Model, type Ticket, type Wire } from './state.ts'
import { personOf } from './steps.ts'

export type Outcome =
  | { readonly kind: 'refusal'; readonly error: string }
  /** @property name whose tokens they are. */
  | { readonly kind: 'tokens'; readonly name: string; readonly accessToken: string }
  | { readonly kind: 'challenge'; readonly name: Challenge; readonly wire: Wire }

type Values = Record<string, string>

export interface World {
  readonly house: Poolhouse
  readonly pool: WalkPool
}

/** What stands for whatever a liar does not have; long enough to be looked at. */
const MADE_UP = Buffer.alloc(96, 'made up').toString('base64')

/** One for all, since the server draws its own numbers for each exchange. */
const EXCHANGE = makeExchange()

function makeExchange(): NonNullable<Wire['exchange']> {
  const a = BigInt(`0x${randomBytes(32).toString('hex')}`)
  return { a, A: modPow(2n, a) }
}

const NO_DEVICE: TestDevice = {
  key: 'us-east-1_11111111-2222-3333-4444-555555555555',
  groupKey: '-none',
  password: 'none',
}

export function begin(world: World, model: Model, call: Begin): Promise<Outcome> {
  const { name } = personOf(model, call.person)
  const SRP_A = EXCHANGE.A.toString(16)
  const values = {
    USERNAME: name,
    ...{
      password: { PASSWORD: call.password },
      srp: { SRP_A },
      choice: choiceValues(call, SRP_A),
      custom: {},
      'custom after srp': { CHALLENGE_NAME: 'SRP_A', SRP_A },
    }[call.by],
    ...deviceValues(model, call.person, call.device),
  }
  const ClientId = world.pool.clients[call.client]
  const sdk = sdkFor(world.house)
  const AuthFlow = flowOf(call)
  return outcomeOf(
    call.isAdministrator
      ? sdk.adminInitiateAuth({
          UserPoolId: world.pool.poolId,
          ClientId,
          AuthFlow,
          AuthParameters: values,
        })
      : sdk.initiateAuth({ ClientId, AuthFlow, AuthParameters: values }),
  )
}

function flowOf({ by, isAdministrator }: Begin) {
  if (by === 'password') return isAdministrator ? 'ADMIN_USER_PASSWORD_AUTH' : 'USER_PASSWORD_AUTH'
  if (by === 'srp') return 'USER_SRP_AUTH'
  return by === 'choice' ? 'USER_AUTH' : 'CUSTOM_AUTH'
}

const choiceValues = (call: Begin, SRP_A: string): Values => ({
  ...(call.preferred && { PREFERRED_CHALLENGE: call.preferred }),
  ...(call.isAlong && { PASSWORD: call.password, SRP_A }),
  ...(call.target !== undefined && { TARGET_ACR_VALUES: `urn:cognito:loa:${call.target}` }),
  ...(call.credit && { ACCESS_TOKEN: call.credit.of.accessToken }),
  ...(call.credit?.maxAge !== undefined && { MAX_AGE: String(call.credit.maxAge) }),
})

export function answer(world: World, model: Model, call: Answer): Promise<Outcome> {
  const values = {
    ...deviceValues(model, call.person, call.device),
    ...evidenceValues(world, model, call),
    USERNAME: personOf(model, call.person).name,
  }
  const ClientId = world.pool.clients[call.client]
  const sdk = sdkFor(world.house)
  const Session = sessionOf(call)
  const { poolId: UserPoolId } = world.pool
  if (call.challenge === 'SIGNED_UP') {
    // With none it would begin another sign-in.
    const given = { AuthFlow: 'USER_AUTH', Session: Session ?? MADE_UP } as const
    const begun = { ClientId, AuthParameters: values, ...given }
    return outcomeOf(
      call.isAdministrator
        ? sdk.adminInitiateAuth({ UserPoolId, ...begun })
        : sdk.initiateAuth(begun),
    )
  }
  const said = { ClientId, ChallengeName: call.challenge, Session, ChallengeResponses: values }
  return outcomeOf(
    call.isAdministrator
      ? sdk.adminRespondToAuthChallenge({ UserPoolId, ...said })
      : sdk.respondToAuthChallenge(said),
  )
}

function sessionOf({ session }: Answer): string | undefined {
  if (session === 'none') return undefined
  return session === 'made up' ? MADE_UP : session.wire.session
}

function evidenceValues(
  world: World,
  model: Model,
  { challenge, evidence, person }: Answer,
): Values {
  const SRP_A = EXCHANGE.A.toString(16)
  switch (evidence.kind) {
    case 'password':
      return { PASSWORD: evidence.password }
    case 'SRP_A':
      return { SRP_A }
    case 'SRP proof':
      return proofOfPassword(world, evidence)
    case 'code':
      return { [challenge === 'SMS_OTP' ? 'SMS_OTP_CODE' : `${challenge}_CODE`]: evidence.code }
    case 'signature':
      return { CREDENTIAL: signatureOf(model, evidence) }
    case 'choice':
      return {
        ANSWER: evidence.choice,
        ...(evidence.along !== undefined && { PASSWORD: evidence.along, SRP_A }),
      }
    case 'factor':
      return { ANSWER: FACTORS[evidence.factor] }
    case 'new password':
      return { NEW_PASSWORD: evidence.password }
    case 'custom':
      return { ANSWER: evidence.answer }
    case 'set-up':
      return evidence.email === undefined ? {} : { EMAIL: evidence.email }
    case 'device':
      return { SRP_A, DEVICE_KEY: deviceOf(model, evidence.of).key }
    case 'nothing':
      return {}
    case 'device proof':
      return proofOfDevice(world, model, evidence, person)
  }
}

const FACTORS = { app: 'SOFTWARE_TOKEN_MFA', sms: 'SMS_MFA', email: 'EMAIL_OTP' } as const

const NO_PROOF = {
  PASSWORD_CLAIM_SECRET_BLOCK: MADE_UP,
  PASSWORD_CLAIM_SIGNATURE: MADE_UP,
}

function proofOfPassword(
  { pool }: World,
  { of, password }: Extract<Evidence, { kind: 'SRP proof' }>,
): Values {
  const asked = of && askedIn(of, pool)
  if (!asked) return { ...NO_PROOF, TIMESTAMP: timestampOf() }
  return prove(asked, { poolId: pool.poolId, password })
}

function proofOfDevice(
  { pool }: World,
  model: Model,
  { of, by }: Extract<Evidence, { kind: 'device proof' }>,
  person: number,
): Values {
  const asked = of && askedIn(of, pool)
  const device = deviceOf(model, by)
  if (!asked) return { ...NO_PROOF, TIMESTAMP: timestampOf(), DEVICE_KEY: device.key }
  return proofOf(asked, { name: personOf(model, person).name, device })
}

function askedIn({ wire, client }: Ticket, { clients }: WalkPool) {
  const { exchange, parameters } = wire
  return exchange && { ...exchange, parameters, clientId: clients[client] ?? '' }
}

function signatureOf(model: Model, { by, of }: Extract<Evidence, { kind: 'signature' }>): string {
  const options = JSON.parse(of?.wire.parameters.CREDENTIAL_REQUEST_OPTIONS ?? '{}')
  const passkey = personOf(model, by).passkey ?? makePasskey()
  return assert(passkey, { origin: ORIGIN, rpId: RP_ID, challenge: String(options.challenge) })
}

const deviceOf = (model: Model, person: number): TestDevice =>
  personOf(model, person).device ?? NO_DEVICE

const deviceValues = (model: Model, person: number, device: NamedDevice): Values =>
  device === undefined
    ? {}
    : { DEVICE_KEY: deviceOf(model, device === 'own' ? person : 1 - person).key }

/** @throws whatever is neither an answer nor a refusal: the server broke. */
async function outcomeOf(
  call: Promise<Omit<AdminInitiateAuthCommandOutput, '$metadata'>>,
): Promise<Outcome> {
  try {
    const { AuthenticationResult, ChallengeName, ChallengeParameters, Session } = await call
    if (AuthenticationResult) {
      const { AccessToken: accessToken = '' } = AuthenticationResult
      return { kind: 'tokens', name: nameIn(accessToken), accessToken }
    }
    const name = CHALLENGES.find((each) => each === ChallengeName)
    if (!name) throw new Error(`the server asks for ${ChallengeName}`)
    const wire = { session: Session, parameters: ChallengeParameters ?? {}, exchange: EXCHANGE }
    return { kind: 'challenge', name, wire }
  } catch (error) {
    return { kind: 'refusal', error: refusalIn(error) }
  }
}

/** What an error that the API declares says. @throws every other one. */
export function refusalIn(error: unknown): string {
  const isDeclared = error instanceof CognitoIdentityProviderServiceException
  if (isDeclared && error.name !== 'InternalErrorException')
    return `${error.name}: ${error.message}`
  throw error
}

const nameIn = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).username
