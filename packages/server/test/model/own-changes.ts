/** What people who are signed in change of their own. */
import { sdkFor } from '../support/sdk.ts'
import { preferFactor, turnFactorOff } from './changes.ts'
import type { Model, Person } from './state.ts'
import type { World } from './wire.ts'

export const OWN_CHANGES = [
  'prefer a factor',
  'turn a factor off',
  'remember the device',
  'remember the device no more',
] as const

export type OwnChange = (typeof OWN_CHANGES)[number]

/** The person afterwards, and the call that makes it so; undefined where there is nothing to change. */
type OwnPlan = (
  model: Model,
  person: Person,
  option: number,
) => { person: Person; call: (world: World, AccessToken: string) => Promise<unknown> } | undefined

const chooseBy =
  (choice: typeof preferFactor): OwnPlan =>
  (model, person, option) => {
    const chosen = choice(model, person, option)
    return (
      chosen && {
        person: chosen.person,
        call: ({ house }, AccessToken) =>
          sdkFor(house).setUserMFAPreference({ AccessToken, ...chosen.settings }),
      }
    )
  }

const setRemembered =
  (isRemembered: boolean): OwnPlan =>
  (_, person) =>
    person.device && {
      person: { ...person, isRemembered },
      call: ({ house }, AccessToken) =>
        sdkFor(house).updateDeviceStatus({
          AccessToken,
          DeviceKey: person.device?.key,
          DeviceRememberedStatus: isRemembered ? 'remembered' : 'not_remembered',
        }),
    }

export const OWN_PLANS: Readonly<Record<OwnChange, OwnPlan>> = {
  'prefer a factor': chooseBy(preferFactor),
  'turn a factor off': chooseBy(turnFactorOff),
  'remember the device': setRemembered(true),
  'remember the device no more': setRemembered(false),
}
