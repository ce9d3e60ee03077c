/** Sign-ins that stand before each challenge of a second factor, with the right answer to it. */
import type { Poolhouse } from '../../src/index.ts'
import { confirm, proofOf } from '../support/devices.ts'
import { signIn } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { addPerson, addWithApp, codeAt, setUpApp } from '../support/second-factor.ts'
import { modPow } from '../support/srp-client.ts'
import { byPassword, codeTo, type Make, newPhone, type Stand, sessionOf } from './stand.ts'

const bySms: Make = async (world, USERNAME) => {
  const { house, pools } = world
  const { required: pool } = pools
  const phone = newPhone()
  const ids = await addPerson(house, pool, USERNAME, { phone_number: phone })
  const challenge = 'SMS_MFA'
  const Session = sessionOf(await byPassword(world, pool, USERNAME), challenge)
  const SMS_MFA_CODE = await codeTo(house, phone)
  const begunAt = house.clock.now()
  const right = () => ({ USERNAME, SMS_MFA_CODE })
  return { pool, challenge, USERNAME, ids, Session, begunAt, right }
}

const byEmail: Make = async (world, USERNAME) => {
  const { house, pools } = world
  const { required: pool } = pools
  const email = `${USERNAME}@example.com`
  const ids = await addPerson(house, pool, USERNAME, { email })
  const challenge = 'EMAIL_OTP'
  const Session = sessionOf(await byPassword(world, pool, USERNAME), challenge)
  const EMAIL_OTP_CODE = await codeTo(house, email)
  const begunAt = house.clock.now()
  const right = () => ({ USERNAME, EMAIL_OTP_CODE })
  return { pool, challenge, USERNAME, ids, Session, begunAt, right }
}

const byApp: Make = async (world, USERNAME) => {
  const { house, pools } = world
  const { optional: pool } = pools
  const { ids, secret } = await addWithApp(house, pool, USERNAME)
  const challenge = 'SOFTWARE_TOKEN_MFA'
  const Session = sessionOf(await byPassword(world, pool, USERNAME), challenge)
  const begunAt = house.clock.now()
  const right = () => ({ USERNAME, SOFTWARE_TOKEN_MFA_CODE: codeAt(secret, house.clock.now()) })
  return { pool, challenge, USERNAME, ids, Session, begunAt, right }
}

/** From an access token that proves the password to a level that needs an app. */
const byStepUp: Make = async ({ house, pools, way }, USERNAME) => {
  const { free: pool } = pools
  const ids = await addPerson(house, pool, USERNAME)
  const { AccessToken } = await signIn(house, pool, USERNAME)
  const secret = await setUpApp(house, AccessToken)
  house.clock.advance('30s')
  const challenge = 'SOFTWARE_TOKEN_MFA'
  const asked = await way.start(pool, 'USER_AUTH', {
    USERNAME,
    ACCESS_TOKEN: AccessToken,
    TARGET_ACR_VALUES: 'urn:cognito:loa:4',
  })
  const Session = sessionOf(asked, challenge)
  const begunAt = house.clock.now()
  const right = () => ({ USERNAME, SOFTWARE_TOKEN_MFA_CODE: codeAt(secret, house.clock.now()) })
  return { pool, challenge, USERNAME, ids, Session, begunAt, right }
}

const byChoice: Make = async (world, USERNAME) => {
  const { house, pools } = world
  const { required: pool } = pools
  const attributes = { phone_number: newPhone(), email: `${USERNAME}@example.com` }
  const ids = await addPerson(house, pool, USERNAME, attributes)
  const challenge = 'SELECT_MFA_TYPE'
  const Session = sessionOf(await byPassword(world, pool, USERNAME), challenge)
  const begunAt = house.clock.now()
  const right = () => ({ USERNAME, ANSWER: 'SMS_MFA' })
  return { pool, challenge, USERNAME, ids, Session, begunAt, right }
}

const bySetUp: Make = async (world, USERNAME) => {
  const { house, pools } = world
  const { required: pool } = pools
  const ids = await addPerson(house, pool, USERNAME)
  const challenge = 'MFA_SETUP'
  const Session = sessionOf(await byPassword(world, pool, USERNAME), challenge)
  const begunAt = house.clock.now()
  const right = () => ({ USERNAME, EMAIL: `${USERNAME}@example.com` })
  return { pool, challenge, USERNAME, ids, Session, begunAt, right }
}

const bySetUpApp: Make = async (world, USERNAME) => {
  const { house } = world
  const stand = await bySetUp(world, USERNAME)
  const sdk = sdkFor(house)
  const { SecretCode = '', Session } = await sdk.associateSoftwareToken({ Session: stand.Session })
  const UserCode = codeAt(SecretCode, house.clock.now())
  const verified = await sdk.verifySoftwareToken({ Session, UserCode })
  return { ...stand, Session: verified.Session ?? '', right: () => ({ USERNAME }) }
}

const bySetUpEmail: Make = async (world, USERNAME) => {
  const { house, way } = world
  const stand = await bySetUp(world, USERNAME)
  const challenge = 'EMAIL_OTP'
  const asked = await way.respond(stand.pool, 'MFA_SETUP', stand.Session, stand.right())
  const EMAIL_OTP_CODE = await codeTo(house, `${USERNAME}@example.com`)
  const right = () => ({ USERNAME, EMAIL_OTP_CODE })
  return { ...stand, challenge, Session: sessionOf(asked, challenge), right }
}

const byDevice: Make = async (world, USERNAME) => {
  const { house, pools } = world
  const { tracking: pool } = pools
  const ids = await addPerson(house, pool, USERNAME)
  const device = await confirm(house, await byPassword(world, pool, USERNAME))
  const challenge = 'DEVICE_SRP_AUTH'
  const asked = await byPassword(world, pool, USERNAME, { DEVICE_KEY: device.key })
  const Session = sessionOf(asked, challenge)
  const begunAt = house.clock.now()
  const right = () => ({ USERNAME, DEVICE_KEY: device.key, SRP_A: 'abc' })
  return { pool, challenge, USERNAME, ids, Session, begunAt, right }
}

/** The device's secret and public value; the same each time will do here. */
const EXCHANGE = { a: 5n, A: modPow(2n, 5n) }

const byDeviceProof: Make = async (world, USERNAME) => {
  const { house, pools, way } = world
  const { tracking: pool } = pools
  const ids = await addPerson(house, pool, USERNAME)
  const device = await confirm(house, await byPassword(world, pool, USERNAME))
  const opened = await byPassword(world, pool, USERNAME, { DEVICE_KEY: device.key })
  const asked = await way.respond(pool, 'DEVICE_SRP_AUTH', opened.Session, {
    USERNAME,
    DEVICE_KEY: device.key,
    SRP_A: EXCHANGE.A.toString(16),
  })
  const challenge = 'DEVICE_PASSWORD_VERIFIER'
  const Session = sessionOf(asked, challenge)
  const begunAt = house.clock.now()
  const exchange = {
    ...EXCHANGE,
    clientId: pool.clientId,
    parameters: asked.ChallengeParameters ?? {},
  }
  const right = () => proofOf(exchange, { name: USERNAME, device })
  return { pool, challenge, USERNAME, ids, Session, begunAt, right }
}

export const SECOND_FACTORS = {
  SMS_MFA: bySms,
  'EMAIL_OTP as a second factor': byEmail,
  SOFTWARE_TOKEN_MFA: byApp,
  'SOFTWARE_TOKEN_MFA, stepping up': byStepUp,
  SELECT_MFA_TYPE: byChoice,
  MFA_SETUP: bySetUp,
  'MFA_SETUP with an app': bySetUpApp,
  'EMAIL_OTP that sets up': bySetUpEmail,
  DEVICE_SRP_AUTH: byDevice,
  DEVICE_PASSWORD_VERIFIER: byDeviceProof,
} as const

/** A sign-in whose next step sets an app up: a call of its own, which takes the Session. */
interface SetUpStand {
  readonly stand: Stand
  /** The right call, at any of the servers. */
  call(house: Poolhouse, Session: string): Promise<unknown>
}

const beforeSecret = async (...given: Parameters<Make>): Promise<SetUpStand> => ({
  stand: await bySetUp(...given),
  call: (house, Session) => sdkFor(house).associateSoftwareToken({ Session }),
})

const beforeProof = async (...given: Parameters<Make>): Promise<SetUpStand> => {
  const [{ house: home }] = given
  const stand = await bySetUp(...given)
  const { SecretCode = '', Session = '' } = await sdkFor(home).associateSoftwareToken({
    Session: stand.Session,
  })
  return {
    stand: { ...stand, Session },
    call: (house, Session) => {
      const UserCode = codeAt(SecretCode, house.clock.now())
      return sdkFor(house).verifySoftwareToken({ Session, UserCode })
    },
  }
}

export const APP_SET_UPS = {
  AssociateSoftwareToken: beforeSecret,
  VerifySoftwareToken: beforeProof,
} as const
