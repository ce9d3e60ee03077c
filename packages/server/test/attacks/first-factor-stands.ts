/** Sign-ins that stand before each challenge of a first factor, with the right answer to it. */
import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import { assert } from '../support/authenticator.ts'
import { invite, TEMPORARY } from '../support/new-password.ts'
import { addPasskey, ORIGIN, RP_ID } from '../support/passkeys.ts'
import { PASSWORD } from '../support/people.ts'
import { addPerson } from '../support/second-factor.ts'
import { modPow, prove } from '../support/srp-client.ts'
import {
  byPassword,
  CUSTOM_ANSWER,
  codeTo,
  type Make,
  newPhone,
  sessionOf,
  type Values,
  type World,
} from './stand.ts'

/** The client's secret and public value; the same each time will do here. */
const EXCHANGE = { a: 5n, A: modPow(2n, 5n) }
const SRP_A = EXCHANGE.A.toString(16)

interface Chosen {
  readonly challenge: ChallengeNameType
  /** What the sign-in begins with, beside the name. */
  readonly values: Values
  readonly attributes?: Values
}

/** Somebody who began a choice-based sign-in, and what was asked of them. */
async function begun({ house, pools, way }: World, USERNAME: string, chosen: Chosen) {
  const { free: pool } = pools
  const { challenge, values, attributes = {} } = chosen
  const ids = await addPerson(house, pool, USERNAME, attributes)
  const asked = await way.start(pool, 'USER_AUTH', { USERNAME, ...values })
  const Session = sessionOf(asked, challenge)
  const begunAt = house.clock.now()
  return { asked, stand: { pool, challenge, USERNAME, ids, Session, begunAt } }
}

/** One whose right answer is the same for everybody. */
const plain =
  (chosen: Chosen, answer: Values): Make =>
  async (world, USERNAME) => {
    const { stand } = await begun(world, USERNAME, chosen)
    return { ...stand, right: () => ({ USERNAME, ...answer }) }
  }

const byProof: Make = async (world, USERNAME) => {
  const challenge = 'PASSWORD_VERIFIER'
  const values = { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A }
  const { stand, asked } = await begun(world, USERNAME, { challenge, values })
  const { poolId, clientId } = stand.pool
  const exchange = { ...EXCHANGE, clientId, parameters: asked.ChallengeParameters ?? {} }
  return { ...stand, right: () => prove(exchange, { poolId, password: PASSWORD }) }
}

const byCode =
  (challenge: 'EMAIL_OTP' | 'SMS_OTP', attribute: 'email' | 'phone_number'): Make =>
  async (world, USERNAME) => {
    const address = attribute === 'email' ? `${USERNAME}@example.com` : newPhone()
    const attributes = { [attribute]: address, [`${attribute}_verified`]: 'true' }
    const values = { PREFERRED_CHALLENGE: challenge }
    const { stand } = await begun(world, USERNAME, { challenge, values, attributes })
    const code = await codeTo(world.house, address)
    return { ...stand, right: () => ({ USERNAME, [`${challenge}_CODE`]: code }) }
  }

const byPasskey: Make = async ({ house, pools, way }, USERNAME) => {
  const { free: pool } = pools
  const ids = await addPerson(house, pool, USERNAME)
  const passkey = await addPasskey(house, pool, USERNAME)
  const asked = await way.start(pool, 'USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'WEB_AUTHN' })
  const challenge = 'WEB_AUTHN'
  const options = JSON.parse(asked.ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS ?? '{}')
  let count = 0
  const right = () => {
    const said = { challenge: String(options.challenge), origin: ORIGIN, rpId: RP_ID }
    return { USERNAME, CREDENTIAL: assert(passkey, { ...said, count: ++count }) }
  }
  const Session = sessionOf(asked, challenge)
  return { pool, challenge, USERNAME, ids, Session, begunAt: house.clock.now(), right }
}

const byFunctions: Make = async ({ house, pools, way }, USERNAME) => {
  const { free: pool } = pools
  const ids = await addPerson(house, pool, USERNAME)
  const challenge = 'CUSTOM_CHALLENGE'
  const Session = sessionOf(await way.start(pool, 'CUSTOM_AUTH', { USERNAME }), challenge)
  const begunAt = house.clock.now()
  const right = () => ({ USERNAME, ANSWER: CUSTOM_ANSWER })
  return { pool, challenge, USERNAME, ids, Session, begunAt, right }
}

/** Challenges that come before anything was proven. */
export const FIRST_FACTORS = {
  SELECT_CHALLENGE: plain(
    { challenge: 'SELECT_CHALLENGE', values: {} },
    { ANSWER: 'PASSWORD', PASSWORD },
  ),
  PASSWORD: plain(
    { challenge: 'PASSWORD', values: { PREFERRED_CHALLENGE: 'PASSWORD' } },
    { PASSWORD },
  ),
  PASSWORD_SRP: plain(
    { challenge: 'PASSWORD_SRP', values: { PREFERRED_CHALLENGE: 'PASSWORD_SRP' } },
    { SRP_A },
  ),
  PASSWORD_VERIFIER: byProof,
  'EMAIL_OTP as a first factor': byCode('EMAIL_OTP', 'email'),
  SMS_OTP: byCode('SMS_OTP', 'phone_number'),
  WEB_AUTHN: byPasskey,
  CUSTOM_CHALLENGE: byFunctions,
} as const

const byNewPassword: Make = async (world, USERNAME) => {
  const { house, pools } = world
  const { free: pool } = pools
  await invite(house, pool, USERNAME)
  const challenge = 'NEW_PASSWORD_REQUIRED'
  const asked = await byPassword(world, pool, USERNAME, { PASSWORD: TEMPORARY })
  const Session = sessionOf(asked, challenge)
  const ids = { UserPoolId: pool.poolId, Username: USERNAME }
  const begunAt = house.clock.now()
  const right = () => ({ USERNAME, NEW_PASSWORD: PASSWORD })
  return { pool, challenge, USERNAME, ids, Session, begunAt, right }
}

/** The question of the functions, asked after a proof of the password. */
const byFunctionsAfterProof: Make = async ({ house, pools, way }, USERNAME) => {
  const { free: pool } = pools
  const ids = await addPerson(house, pool, USERNAME)
  const values = { USERNAME, CHALLENGE_NAME: 'SRP_A', SRP_A }
  const { ChallengeParameters = {} } = await way.start(pool, 'CUSTOM_AUTH', values)
  const exchange = { ...EXCHANGE, clientId: pool.clientId, parameters: ChallengeParameters }
  const proof = prove(exchange, { poolId: pool.poolId, password: PASSWORD })
  const challenge = 'CUSTOM_CHALLENGE'
  const asked = await way.respond(pool, 'PASSWORD_VERIFIER', undefined, proof)
  const Session = sessionOf(asked, challenge)
  const right = () => ({ USERNAME, ANSWER: CUSTOM_ANSWER })
  return { pool, challenge, USERNAME, ids, Session, begunAt: house.clock.now(), right }
}

/** Challenges that come after a password, and are no second factor. */
export const AFTER_PASSWORD = {
  NEW_PASSWORD_REQUIRED: byNewPassword,
  'CUSTOM_CHALLENGE after a password': byFunctionsAfterProof,
} as const
