/** Calls of any operation: its inputs, valid and broken, with real ids, names and tokens mixed in. */
import fc from 'fast-check'
import { operationNamed, type ServiceTable, shapeNamed } from '../../src/api/table.ts'
import { arbitraryBadInput, arbitraryInput } from '../support/arbitrary-input.ts'
import type { Furniture } from './furniture.ts'

type Piece = keyof Furniture

/** An input in which members are to be replaced by pieces of furniture, made after the arbitrary was. */
export interface ArbitraryCall {
  readonly input: unknown
  readonly real: Readonly<Record<string, Real | undefined>>
  readonly isSigned: boolean
}

/** One piece, a plain value (`undefined` leaves the member out), or a map of both. */
type Real = { readonly piece: Piece } | { readonly value: unknown } | { readonly map: RealMap }
type RealMap = Readonly<Record<string, Real | undefined>>

const piece = (...names: readonly Piece[]): fc.Arbitrary<Real> =>
  fc.constantFrom(...names.map((name) => ({ piece: name })))
const value = (...values: readonly unknown[]): fc.Arbitrary<Real> =>
  fc.constantFrom(...values.map((each) => ({ value: each })))
const absent = value(undefined)

const person = piece(
  ...(['confirmed', 'confirmed', 'unconfirmed', 'unconfirmed', 'nobody'] as const),
  ...(['confirmedSub', 'confirmedEmail'] as const),
)
const client = piece(
  ...(['clientId', 'clientId', 'clientId', 'hidingClientId'] as const),
  ...(['secretClientId', 'otherClientId'] as const),
)
const refreshToken = piece('refreshToken', 'refreshToken', 'endedRefreshToken', 'idToken')
const nonsense = value('', ' ', 'x', '{}', '__proto__', '漢字 😀', '0'.repeat(2000))

/** What AuthParameters and ChallengeResponses may hold: their shape says no more than "strings". */
const PARAMETERS: Readonly<Record<string, fc.Arbitrary<Real>>> = {
  USERNAME: fc.oneof({ weight: 5, arbitrary: person }, nonsense),
  PASSWORD: fc.oneof({ weight: 3, arbitrary: piece('password') }, nonsense),
  SRP_A: fc.oneof({ weight: 3, arbitrary: piece('publicValue') }, value('0', 'xyz'), nonsense),
  REFRESH_TOKEN: fc.oneof({ weight: 3, arbitrary: refreshToken }, nonsense),
  SECRET_HASH: fc.oneof({ weight: 3, arbitrary: piece('secretHash') }, nonsense),
  PASSWORD_CLAIM_SECRET_BLOCK: fc.oneof({ weight: 5, arbitrary: piece('secretBlock') }, nonsense),
  PASSWORD_CLAIM_SIGNATURE: fc.oneof({ weight: 3, arbitrary: value('AAAA') }, nonsense),
  TIMESTAMP: fc.oneof({ weight: 5, arbitrary: value('Sat Nov 14 12:00:00 UTC 2026') }, nonsense),
}

const parameters: fc.Arbitrary<Real> = usually(PARAMETERS).map((map) => ({ map }))

/** Members of which nearly every value is refused, before what is behind them is reached. */
const USUALLY_ABSENT = [
  ...['AccessTokenValidity', 'AliasAttributes', 'CallbackURLs', 'DefaultRedirectURI'],
  ...['ExplicitAuthFlows', 'IdTokenValidity', 'IssuerConfiguration'],
  ...['KeyConfiguration', 'LambdaConfig', 'LogoutURLs', 'MfaConfiguration'],
  ...['NextToken', 'Policies', 'ReadAttributes', 'RefreshTokenRotation'],
  ...['RefreshTokenValidity', 'Schema', 'Session', 'TokenValidityUnits'],
  ...[
    'UserAttributeUpdateSettings',
    'UserPoolAddOns',
    'UsernameAttributes',
    'VerificationMessageTemplate',
  ],
  ...['WriteAttributes'],
]

/** What fits into members of these names. One that stands nowhere here keeps what was generated. */
const FITTING: Readonly<Record<string, fc.Arbitrary<Real>>> = {
  UserPoolId: piece('poolId', 'poolId', 'poolId', 'otherPoolId'),
  ClientId: client,
  ClientSecret: piece('clientSecret'),
  Username: person,
  Password: piece('password'),
  PreviousPassword: piece('password'),
  ProposedPassword: piece('password'),
  ConfirmationCode: piece('code', 'resetCode', 'wrongCode', 'wrongCode'),
  Code: piece('verificationCode', 'wrongCode'),
  GroupName: piece('group'),
  ResourceArn: piece('poolArn'),
  AttributeName: value('email', 'phone_number', 'custom:x'),
  UserAttributeNames: value(['email'], ['name'], ['sub'], []),
  AccessToken: piece('accessToken', 'accessToken', 'endedAccessToken', 'idToken', 'refreshToken'),
  RefreshToken: refreshToken,
  SessionId: piece('sessionId', 'ownSessionId'),
  Token: piece('refreshToken', 'accessToken', 'endedRefreshToken'),
  AuthFlow: value(
    ...['USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH', 'ADMIN_USER_PASSWORD_AUTH'],
  ),
  ChallengeName: value('PASSWORD_VERIFIER'),
  SecretHash: piece('secretHash'),
  UserAttributes: value(
    [{ Name: 'email', Value: 'x@example.com' }],
    [{ Name: 'email', Value: 'x' }],
  ),
  AuthParameters: parameters,
  ChallengeResponses: parameters,
  ...Object.fromEntries(USUALLY_ABSENT.map((name) => [name, absent])),
}

/** Half of the inputs keep every limit of their table, half break one. */
export function arbitraryCall(table: ServiceTable, operation: string): fc.Arbitrary<ArbitraryCall> {
  const shape = shapeNamed(table, operationNamed(table, operation)?.input ?? '')
  const members = shape.type === 'structure' ? Object.keys(shape.members) : []
  const fitting = Object.entries(FITTING).filter(([name]) => members.includes(name))
  return fc.record({
    input: fc.oneof(arbitraryInput(table, operation), arbitraryBadInput(table, operation)),
    real: usually(Object.fromEntries(fitting)),
    isSigned: fc.constantFrom(true, true, true, true, true, true, true, false),
  })
}

/** Each of the members most of the time, so that often all of them are there. */
function usually(members: Readonly<Record<string, fc.Arbitrary<Real>>>): fc.Arbitrary<RealMap> {
  const options = Object.entries(members).map(
    ([name, real]) => [name, fc.option(real, { freq: 7, nil: undefined })] as const,
  )
  return fc.record(Object.fromEntries(options))
}

/** The input with its real members in place. What is no object has no members to replace. */
export function fillIn({ input, real }: ArbitraryCall, furniture: Furniture): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  return { ...input, ...resolveMap(real, furniture) }
}

function resolveMap(map: RealMap, furniture: Furniture): Record<string, unknown> {
  const given = Object.entries(map).flatMap(([name, real]) =>
    real ? [[name, resolveReal(real, furniture)] as const] : [],
  )
  return Object.fromEntries(given)
}

function resolveReal(real: Real, furniture: Furniture): unknown {
  if ('piece' in real) return furniture[real.piece]
  return 'value' in real ? real.value : resolveMap(real.map, furniture)
}
