/** Devices: pools that track them, and a device's side of its sign-in with every number in the test's hands. */
import { randomBytes } from 'node:crypto'
import type {
  CreateUserPoolCommandInput,
  DeviceConfigurationType,
  DeviceSecretVerifierConfigType,
  NewDeviceMetadataType,
  RespondToAuthChallengeCommandOutput,
  UserPoolMfaType,
} from '@aws-sdk/client-cognito-identity-provider'
import { makePool, type TestPool } from './people.ts'
import { type AnsweringHouse, sdkFor } from './sdk.ts'
import { begin, EVERY_FLOW, respondTo } from './second-factor.ts'
import { bytes, type Challenge, digest, hash, modPow, N, prove } from './srp-client.ts'

/** What a device keeps of itself. */
export interface TestDevice {
  readonly key: string
  readonly groupKey: string
  readonly password: string
}

/** Devices are remembered without a question, and stand for the second factor. */
export const ALWAYS: DeviceConfigurationType = {
  ChallengeRequiredOnNewDevice: true,
  DeviceOnlyRememberedOnUserPrompt: false,
}

/** A pool that tracks devices. */
export async function makeDevicePool(
  house: AnsweringHouse,
  mfa: UserPoolMfaType = 'OFF',
  DeviceConfiguration: DeviceConfigurationType = ALWAYS,
  more: Partial<CreateUserPoolCommandInput> = {},
): Promise<TestPool> {
  const pool = await makePool(
    house,
    { DeviceConfiguration, ...more },
    { ExplicitAuthFlows: [...EVERY_FLOW] },
  )
  if (mfa !== 'OFF') {
    await sdkFor(house).setUserPoolMfaConfig({
      UserPoolId: pool.poolId,
      MfaConfiguration: mfa,
      SoftwareTokenMfaConfiguration: { Enabled: true },
    })
  }
  return pool
}

/** A password that a new device makes up, and what it tells the server of it. */
export function makeUp({ DeviceKey = '', DeviceGroupKey = '' }: NewDeviceMetadataType): {
  device: TestDevice
  config: DeviceSecretVerifierConfigType
} {
  const device = {
    key: DeviceKey,
    groupKey: DeviceGroupKey,
    password: randomBytes(40).toString('base64'),
  }
  const salt = bytes(BigInt(`0x${randomBytes(16).toString('hex')}`))
  const x = hash(salt, digest(`${device.groupKey}${device.key}:${device.password}`))
  const config = {
    Salt: Buffer.from(salt).toString('base64'),
    PasswordVerifier: Buffer.from(bytes(modPow(2n, x))).toString('base64'),
  }
  return { device, config }
}

/** Confirms the device that a sign-in was told of. */
export async function confirm(
  house: AnsweringHouse,
  { AuthenticationResult }: RespondToAuthChallengeCommandOutput,
  DeviceName = 'tablet',
): Promise<TestDevice> {
  const { AccessToken, NewDeviceMetadata } = AuthenticationResult ?? {}
  const { device, config } = makeUp(NewDeviceMetadata ?? {})
  await sdkFor(house).confirmDevice({
    AccessToken,
    DeviceKey: device.key,
    DeviceName,
    DeviceSecretVerifierConfig: config,
  })
  return device
}

/** Answers DEVICE_SRP_AUTH. @param A another public value than the device's own. */
export async function beginProof(
  house: AnsweringHouse,
  pool: Pick<TestPool, 'clientId'>,
  Session: string | undefined,
  { name, device, A: given }: { name: string; device: TestDevice; A?: bigint },
): Promise<Challenge & { Session: string | undefined }> {
  const a = BigInt(`0x${randomBytes(32).toString('hex')}`)
  const A = given ?? modPow(2n, a)
  const answers = { USERNAME: name, DEVICE_KEY: device.key, SRP_A: A.toString(16) }
  const asked = await respondTo(house, pool, 'DEVICE_SRP_AUTH', Session, answers)
  const parameters = asked.ChallengeParameters ?? {}
  return { clientId: pool.clientId, a, A, parameters, Session: asked.Session }
}

/** The responses that prove a device, or that claim to. */
export function proofOf(
  asked: Challenge,
  { name, device, shared }: { name: string; device: TestDevice; shared?: bigint },
): Record<string, string> {
  const claim = { poolId: `_${device.groupKey}`, password: device.password, userId: device.key }
  const proof = prove(asked, { ...claim, ...(shared !== undefined && { shared }) })
  return { ...proof, USERNAME: name, DEVICE_KEY: device.key }
}

/** From the Session of DEVICE_SRP_AUTH to what follows. */
export async function proveDevice(
  house: AnsweringHouse,
  pool: Pick<TestPool, 'clientId'>,
  Session: string | undefined,
  who: { name: string; device: TestDevice },
): Promise<RespondToAuthChallengeCommandOutput> {
  const asked = await beginProof(house, pool, Session, who)
  const proof = proofOf(asked, who)
  return await respondTo(house, pool, 'DEVICE_PASSWORD_VERIFIER', asked.Session, proof)
}

/** Signs in by password on a device. */
export async function signInOn(
  house: AnsweringHouse,
  pool: Pick<TestPool, 'clientId'>,
  name: string,
  device: TestDevice,
): Promise<RespondToAuthChallengeCommandOutput> {
  const { Session } = await begin(house, pool, name, { DEVICE_KEY: device.key })
  return await proveDevice(house, pool, Session, { name, device })
}

export { N }
