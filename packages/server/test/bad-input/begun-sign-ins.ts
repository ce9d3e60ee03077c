/** Sign-ins that stand before each challenge, with what answers it, so that inputs reach what is behind one. */
import type { LambdaConfigType } from '@aws-sdk/client-cognito-identity-provider'
import type { Poolhouse } from '../../src/index.ts'
import { asUser, makePools, type Stand } from '../attacks/stand.ts'
import { STANDS, type StandName } from '../attacks/stands.ts'
import { sdkFor } from '../support/sdk.ts'
import { codeAt } from '../support/second-factor.ts'

/** By the name of what they stand before; and one that is setting an app up, with the app's code. */
export interface BegunSignIns {
  readonly stands: Readonly<Record<StandName, Stand>>
  readonly setUp: { readonly Session: string | undefined; readonly UserCode: string }
}

let made = 0

/** Begins them all, in pools of their own with these triggers. */
export async function beginSignIns(
  house: Poolhouse,
  ...triggers: readonly (keyof LambdaConfigType)[]
): Promise<BegunSignIns> {
  const world = { house, pools: await makePools(house, ...triggers), way: asUser(house) }
  const stands: Partial<Record<StandName, Stand>> = {}
  for (const [name, make] of Object.entries(STANDS)) {
    stands[name as StandName] = await make(world, `begun${++made}`) // of its own keys
  }
  const before = await STANDS.MFA_SETUP(world, `begun${++made}`)
  const { SecretCode = '', Session } = await sdkFor(house).associateSoftwareToken({
    Session: before.Session,
  })
  const setUp = { Session, UserCode: codeAt(SecretCode, house.clock.now()) }
  return { stands: stands as Record<StandName, Stand>, setUp } // each of them was made
}
