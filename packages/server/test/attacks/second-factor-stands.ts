/** Sign-ins that stand before each challenge of a second factor, with the right answer to it. */
import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import type { Poolhouse } from '../../src/index.ts'
import { beginProof, confirm, proofOf } from '../support/devices.ts'
import type { TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { addPerson, addWithApp, begin, beginTo, codeAt } from '../support/second-factor.ts'

export interface Stand {
  readonly pool: TestPool
  readonly challenge: ChallengeNameType
  readonly USERNAME: string
  readonly ids: { readonly UserPoolId: string; readonly Username: string }
  readonly Session: string
  /** What answers the challenge now. */
  right(): Record<string, string>
}

/** A pool that leaves second factors to people, one that demands them, and one more. */
export interface Pools {
  readonly optional: TestPool
  readonly required: TestPool
  /** One that tracks devices. */
  readonly tracking: TestPool
}

type Make = (house: Poolhouse, pools: Pools, name: string) => Promise<Stand>

let phones = 0
const newPhone = () => `+1555${String(++phones).padStart(7, '0')}`

/** The code that went to an address last. */
export const codeTo = async (house: Poolhouse, to: string): Promise<string> =>
  (await house.inbox.last(to))?.code ?? ''

const bySms: Make = async (house, { required: pool }, USERNAME) => {
  const phone = newPhone()
  const ids = await addPerson(house, pool, USERNAME, { phone_number: phone })
  const challenge = 'SMS_MFA'
  const Session = await beginTo(house, pool, challenge, USERNAME)
  const SMS_MFA_CODE = await codeTo(house, phone)
  return { pool, challenge, USERNAME, ids, Session, right: () => ({ USERNAME, SMS_MFA_CODE }) }
}

const byEmail: Make = async (house, { required: pool }, USERNAME) => {
  const email = `${USERNAME}@example.com`
  const ids = await addPerson(house, pool, USERNAME, { email })
  const challenge = 'EMAIL_OTP'
  const Session = await beginTo(house, pool, challenge, USERNAME)
  const EMAIL_OTP_CODE = await codeTo(house, email)
  return { pool, challenge, USERNAME, ids, Session, right: () => ({ USERNAME, EMAIL_OTP_CODE }) }
}

const byApp: Make = async (house, { optional: pool }, USERNAME) => {
  const { ids, secret } = await addWithApp(house, pool, USERNAME)
  const challenge = 'SOFTWARE_TOKEN_MFA'
  const Session = await beginTo(house, pool, challenge, USERNAME)
  const right = () => ({ USERNAME, SOFTWARE_TOKEN_MFA_CODE: codeAt(secret, house.clock.now()) })
  return { pool, challenge, USERNAME, ids, Session, right }
}

const byChoice: Make = async (house, { required: pool }, USERNAME) => {
  const attributes = { phone_number: newPhone(), email: `${USERNAME}@example.com` }
  const ids = await addPerson(house, pool, USERNAME, attributes)
  const challenge = 'SELECT_MFA_TYPE'
  const Session = await beginTo(house, pool, challenge, USERNAME)
  const right = () => ({ USERNAME, ANSWER: 'SMS_MFA' })
  return { pool, challenge, USERNAME, ids, Session, right }
}

const bySetUp: Make = async (house, { required: pool }, USERNAME) => {
  const ids = await addPerson(house, pool, USERNAME)
  const challenge = 'MFA_SETUP'
  const Session = await beginTo(house, pool, challenge, USERNAME)
  const right = () => ({ USERNAME, EMAIL: `${USERNAME}@example.com` })
  return { pool, challenge, USERNAME, ids, Session, right }
}

const bySetUpApp: Make = async (house, pools, USERNAME) => {
  const stand = await bySetUp(house, pools, USERNAME)
  const sdk = sdkFor(house)
  const { SecretCode = '', Session } = await sdk.associateSoftwareToken({ Session: stand.Session })
  const UserCode = codeAt(SecretCode, house.clock.now())
  const verified = await sdk.verifySoftwareToken({ Session, UserCode })
  return { ...stand, Session: verified.Session ?? '', right: () => ({ USERNAME }) }
}

const byDevice: Make = async (house, { tracking: pool }, USERNAME) => {
  const ids = await addPerson(house, pool, USERNAME)
  const device = await confirm(house, await begin(house, pool, USERNAME))
  const { Session = '' } = await begin(house, pool, USERNAME, { DEVICE_KEY: device.key })
  const challenge = 'DEVICE_SRP_AUTH'
  const right = () => ({ USERNAME, DEVICE_KEY: device.key, SRP_A: 'abc' })
  return { pool, challenge, USERNAME, ids, Session, right }
}

const byDeviceProof: Make = async (house, { tracking: pool }, USERNAME) => {
  const ids = await addPerson(house, pool, USERNAME)
  const who = { name: USERNAME, device: await confirm(house, await begin(house, pool, USERNAME)) }
  const opened = await begin(house, pool, USERNAME, { DEVICE_KEY: who.device.key })
  const asked = await beginProof(house, pool, opened.Session, who)
  const challenge = 'DEVICE_PASSWORD_VERIFIER'
  const right = () => proofOf(asked, who)
  return { pool, challenge, USERNAME, ids, Session: asked.Session ?? '', right }
}

export const STANDS: Readonly<Record<string, Make>> = {
  SMS_MFA: bySms,
  EMAIL_OTP: byEmail,
  SOFTWARE_TOKEN_MFA: byApp,
  SELECT_MFA_TYPE: byChoice,
  MFA_SETUP: bySetUp,
  'MFA_SETUP with an app': bySetUpApp,
  DEVICE_SRP_AUTH: byDevice,
  DEVICE_PASSWORD_VERIFIER: byDeviceProof,
}
