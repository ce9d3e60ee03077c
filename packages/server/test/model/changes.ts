/** What an administrator does to people while they sign in. */
import { sdkFor } from '../support/sdk.ts'
import { factorsOf, usableFactors } from './demands.ts'
import { choose, newPassword } from './evidence.ts'
import { attributesOf, preferring } from './house.ts'
import type { Model, Person, SecondProof } from './state.ts'
import type { World } from './wire.ts'

export const CHANGES = [
  'disable',
  'enable',
  'give a password',
  'give a temporary password',
  'give the same password',
  'require a reset',
  'take the app',
  'prefer a factor',
  'turn a factor off',
  'forget the device',
  'move the telephone',
] as const

export type Change = (typeof CHANGES)[number]

/** The person afterwards, and the call that makes it so; undefined where there is nothing to change. */
type Plan = (
  model: Model,
  person: Person,
  option: number,
) => { person: Person; call: (world: World) => Promise<unknown> } | undefined

const idsOf = ({ pool }: World, { name }: Person) => ({ UserPoolId: pool.poolId, Username: name })

const setEnabled =
  (isEnabled: boolean): Plan =>
  (_, person) => ({
    person: { ...person, isEnabled },
    call: (world) => {
      const sdk = sdkFor(world.house)
      const ids = idsOf(world, person)
      return isEnabled ? sdk.adminEnableUser(ids) : sdk.adminDisableUser(ids)
    },
  })

/** The same one is another password too: what was proven by the one before is worth nothing. */
const setPassword =
  (Permanent: boolean, isSame = false): Plan =>
  (model, person) => {
    const password = isSame ? person.password : newPassword(model)
    return {
      person: {
        ...person,
        password,
        formerPassword: isSame ? person.formerPassword : person.password,
        passwordVersion: person.passwordVersion + 1,
        isTemporary: !Permanent,
        mustReset: false,
      },
      call: (world) =>
        sdkFor(world.house).adminSetUserPassword({
          ...idsOf(world, person),
          Password: password,
          Permanent,
        }),
    }
  }

/** Whoever has a password of their own is sent a code for another one, to no address that is their second factor. */
const requireReset: Plan = ({ demands }, person) => {
  const factors = demands.secondFactor === 'OFF' ? [] : usableFactors(demands, person)
  const isReachable = (['email', 'sms'] as const).some(
    (address) => person[address] !== undefined && !factors.includes(address),
  )
  if (!isReachable || !person.isEnabled || person.isTemporary) return undefined
  return {
    person: { ...person, mustReset: true },
    call: (world) => sdkFor(world.house).adminResetUserPassword(idsOf(world, person)),
  }
}

const without = (person: Person, factor: SecondProof): Person => ({
  ...person,
  on: person.on.filter((each) => each !== factor),
  preferred: person.preferred === factor ? undefined : person.preferred,
})

const takeApp: Plan = (_, person) =>
  person.app && {
    person: { ...without(person, 'app'), app: undefined },
    call: (world) => sdkFor(world.house).adminDeleteSoftwareToken(idsOf(world, person)),
  }

/** Another choice of second factors: the person with it, and what the API is told of it. */
type Choice = (
  model: Model,
  person: Person,
  option: number,
) => { person: Person; settings: ReturnType<typeof preferring> } | undefined

export const preferFactor: Choice = ({ demands }, person, option) => {
  const factor = choose(factorsOf(person), option)
  if (!factor || demands.secondFactor === 'OFF') return undefined
  return {
    person: { ...person, on: [...new Set([...person.on, factor])], preferred: factor },
    settings: preferring(factor),
  }
}

export const turnFactorOff: Choice = (_, person, option) => {
  const factor = choose(person.on, option)
  return factor && { person: without(person, factor), settings: preferring(factor, false) }
}

const chooseFor =
  (choice: Choice): Plan =>
  (model, person, option) => {
    const chosen = choice(model, person, option)
    return (
      chosen && {
        person: chosen.person,
        call: (world) =>
          sdkFor(world.house).adminSetUserMFAPreference({
            ...idsOf(world, person),
            ...chosen.settings,
          }),
      }
    )
  }

const forgetDevice: Plan = (_, person) => {
  const { device } = person
  return (
    device && {
      person: { ...person, device: undefined },
      call: (world) =>
        sdkFor(world.house).adminForgetDevice({ ...idsOf(world, person), DeviceKey: device.key }),
    }
  )
}

const movePhone: Plan = (model, person) => {
  if (person.sms === undefined) return undefined
  const index = String(model.tickets.length % 1000).padStart(3, '0')
  const moved = { ...person, sms: `${person.sms.slice(0, 12)}${index}` }
  return {
    person: moved,
    call: (world) =>
      sdkFor(world.house).adminUpdateUserAttributes({
        ...idsOf(world, person),
        UserAttributes: attributesOf({ sms: moved.sms, email: undefined }),
      }),
  }
}

export const PLANS: Readonly<Record<Change, Plan>> = {
  disable: setEnabled(false),
  enable: setEnabled(true),
  'give a password': setPassword(true),
  'give a temporary password': setPassword(false),
  'give the same password': setPassword(true, true),
  'require a reset': requireReset,
  'take the app': takeApp,
  'prefer a factor': chooseFor(preferFactor),
  'turn a factor off': chooseFor(turnFactorOff),
  'forget the device': forgetDevice,
  'move the telephone': movePhone,
}
