import { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import {
  asAdministrator,
  customFunctions,
  makePools,
  type World,
} from '../../test/attacks/stand.ts'
import { type Challenge, STAND_OF, STANDS, type StandName } from '../../test/attacks/stands.ts'
import { stopTime } from '../../test/attacks/stopped-time.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'

/** What the right answer leads to, where that is not tokens. */
const NEXT: Readonly<Partial<Record<StandName, Challenge>>> = {
  PASSWORD_SRP: 'PASSWORD_VERIFIER',
  SELECT_MFA_TYPE: 'SMS_MFA',
  MFA_SETUP: 'EMAIL_OTP',
  DEVICE_SRP_AUTH: 'DEVICE_PASSWORD_VERIFIER',
}

/** Names in the list that are no challenge, and why. */
const NO_CHALLENGE: Readonly<Record<string, string>> = {
  ADMIN_NO_SRP_AUTH: 'the old name of a flow: no answer ever asks it',
}

onEachStore('an administrator', (open) => {
  stopTime()
  let world: World
  let made = 0
  beforeAll(async () => {
    const house = await open(customFunctions().options)
    world = { house, pools: await makePools(house), way: asAdministrator(house) }
  })
  const newName = () => `user${++made}`
  const nameOf = async (AccessToken: string | undefined) =>
    (await sdkFor(world.house).getUser({ AccessToken })).Username

  describe('answers for somebody', () => {
    it.each(Object.keys(STANDS) as StandName[])('%s', async (kind) => {
      const { pool, Session, right, USERNAME, ...one } = await STANDS[kind](world, newName())
      expect(kind.split(/[ ,]/)[0]).toBe(one.challenge)
      const answer = await world.way.respond(pool, one.challenge, Session, right())
      expect(answer.ChallengeName).toBe(NEXT[kind])
      if (NEXT[kind]) expect(answer.Session).toBeTruthy()
      else expect(await nameOf(answer.AuthenticationResult?.AccessToken)).toBe(USERNAME)
    })
  })

  it.each(Object.values(ChallengeNameType))('is asked %s, or nobody is', async (name) => {
    if (!NO_CHALLENGE[name]) {
      const kind: string | undefined = STAND_OF[name as Challenge] // new ones have none
      expect(kind?.split(/[ ,]/)[0]).toBe(name)
      return
    }
    const call = world.way.respond(world.pools.free, name, undefined, { USERNAME: 'ada' })
    expect(await refusalOf(call)).toBe(`InvalidParameterException: No sign-in asks for ${name}.`)
  })
})
