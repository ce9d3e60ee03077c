/**
 * A client's side of SRP with every number in the hands of the test. Written apart from the server's own,
 * on plain BigInt, so that the two can disagree.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5054#section-2.6
 */
import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto'
import type {
  InitiateAuthCommandOutput,
  RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider'
import { type AnsweringHouse, sdkFor } from './sdk.ts'

export const N = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`)
const G = 2n

type Values = Record<string, string>

/** A conversation between the first call and its answer. */
export interface Challenge {
  readonly clientId: string
  /** The client's secret and its public value. */
  readonly a: bigint
  readonly A: bigint
  /** What the server said. */
  readonly parameters: Values
}

/** Asks for a challenge, with any SRP_A and any further parameters. */
export async function challenge(
  house: AnsweringHouse,
  { clientId }: { clientId: string },
  USERNAME: string,
  { SRP_A, ...others }: Values = {},
): Promise<Challenge> {
  const a = BigInt(`0x${randomBytes(32).toString('hex')}`)
  const A = SRP_A === undefined ? modPow(G, a) : BigInt(`0x${SRP_A}`)
  const parameters = { USERNAME, SRP_A: SRP_A ?? A.toString(16), ...others }
  const answer: InitiateAuthCommandOutput = await sdkFor(house).initiateAuth({
    ClientId: clientId,
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: parameters,
  })
  return { clientId, a, A, parameters: answer.ChallengeParameters ?? {} }
}

interface Claim {
  readonly poolId: string
  readonly password?: string
  /** The user id and the time that are signed. */
  readonly userId?: string
  readonly timestamp?: string
  /** The secret both sides are held to share, in place of what the password gives. */
  readonly shared?: bigint
}

/** The responses that prove a password, or that claim to. */
export function prove({ a, A, parameters }: Challenge, claim: Claim): Values {
  const { SALT = '', SRP_B = '', SECRET_BLOCK = '', USER_ID_FOR_SRP = '' } = parameters
  const { poolId, password = '', userId = USER_ID_FOR_SRP, timestamp = timestampOf() } = claim
  const poolName = poolId.slice(poolId.indexOf('_') + 1)
  const B = BigInt(`0x${SRP_B}`)
  const u = hash(bytes(A), bytes(B))
  const x = hash(bytes(BigInt(`0x${SALT}`)), digest(`${poolName}${userId}:${password}`))
  const k = hash(bytes(N), bytes(G))
  const base = (((B - k * modPow(G, x)) % N) + N) % N
  const S = claim.shared ?? modPow(base, a + u * x)
  const key = hkdfSync('sha256', bytes(S), bytes(u), 'Caldera Derived Key', 16)
  const signature = createHmac('sha256', Buffer.from(key))
    .update(`${poolName}${userId}`)
    .update(Buffer.from(SECRET_BLOCK, 'base64'))
    .update(timestamp)
    .digest('base64')
  return {
    USERNAME: USER_ID_FOR_SRP,
    PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
    PASSWORD_CLAIM_SIGNATURE: signature,
    TIMESTAMP: timestamp,
  }
}

/** Answers a challenge. */
export const respond = (
  house: AnsweringHouse,
  { clientId }: { clientId: string },
  ChallengeResponses: Values,
  Session?: string,
): Promise<RespondToAuthChallengeCommandOutput> =>
  sdkFor(house).respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeResponses,
    Session,
  })

/** The whole conversation. */
export async function signInBySrp(
  house: AnsweringHouse,
  pool: { poolId: string; clientId: string },
  username: string,
  password: string,
): Promise<RespondToAuthChallengeCommandOutput> {
  const asked = await challenge(house, pool, username)
  return await respond(house, pool, prove(asked, { poolId: pool.poolId, password }))
}

/** `Tue Nov 3 09:05:01 UTC 2026`, as the clients write it. */
export function timestampOf(time = new Date()): string {
  const [weekday = '', day, month, year, clock] = time.toUTCString().split(' ')
  return `${weekday.slice(0, 3)} ${month} ${Number(day)} ${clock} UTC ${year}`
}

/** A number as Java writes one: whole bytes, the first bit free for the sign. */
export function bytes(value: bigint): Uint8Array {
  const hex = value.toString(16)
  const whole = hex.length % 2 === 0 ? hex : `0${hex}`
  return Buffer.from(/^[89a-f]/.test(whole) ? `00${whole}` : whole, 'hex')
}

export const digest = (...parts: (string | Uint8Array)[]): Buffer =>
  parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest()

export const hash = (...parts: (string | Uint8Array)[]): bigint =>
  BigInt(`0x${digest(...parts).toString('hex')}`)

export function modPow(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let square = base % N, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N
    square = (square * square) % N
  }
  return result
}
