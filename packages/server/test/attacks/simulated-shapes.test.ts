import { randomBytes } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makePasskey } from '../support/authenticator.ts'
import { choose, makeChoicePool } from '../support/choice.ts'
import {
  askPasskey,
  beginRegistration,
  completeRegistration,
  setRelyingParty,
} from '../support/passkeys.ts'
import { signIn } from '../support/people.ts'
import { addPerson } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'

const NOBODIES = Array.from({ length: 60 }, (_, index) => `nobody${index}`)

onEachStore('what is said of a name that nobody has', (open) => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })
  const hiding = { PreventUserExistenceErrors: 'ENABLED' } as const

  it('is of a passkey that somebody could have', async () => {
    const pool = await makeChoicePool(house, ['PASSWORD', 'WEB_AUTHN'], {}, hiding)
    await setRelyingParty(house, pool)
    const shapeFor = async (name: string) => {
      const { options } = await askPasskey(house, pool, name)
      return options.allowCredentials?.map(
        ({ id, transports }: { id: string; transports: string[] }) =>
          `${Buffer.from(id, 'base64url').length} ${transports}`,
      )[0]
    }
    await addPerson(house, pool, 'wes')
    const { AccessToken } = await signIn(house, pool, 'wes')
    const passkey = { ...makePasskey(), id: randomBytes(20).toString('base64url') }
    const challenge = await beginRegistration(house, AccessToken)
    await completeRegistration(house, AccessToken, passkey, { challenge })
    const shapes = await Promise.all(NOBODIES.map(shapeFor))
    expect(shapes).toContain(await shapeFor('wes'))
    expect(shapes).toContain('64 usb')
    expect(await Promise.all(NOBODIES.map(shapeFor))).toEqual(shapes)
  })

  it('is of a telephone number as long as one that somebody has', async () => {
    const pool = await makeChoicePool(house, ['PASSWORD', 'SMS_OTP'], {}, hiding)
    const lengthFor = async (USERNAME: string) => {
      const asked = await choose(house, pool, { USERNAME, PREFERRED_CHALLENGE: 'SMS_OTP' })
      return asked.ChallengeParameters?.CODE_DELIVERY_DESTINATION?.length
    }
    await addPerson(house, pool, 'yves', {
      phone_number: '+4915112345678',
      phone_number_verified: 'true',
    })
    const lengths = await Promise.all(NOBODIES.map(lengthFor))
    expect(lengths).toContain(await lengthFor('yves'))
    expect(new Set(lengths)).toEqual(new Set([undefined, 11, 12, 13, 14]))
  })

  it('is in small letters, as of somebody who wrote their address in capitals', async () => {
    const settings = {
      AliasAttributes: ['email' as const],
      UsernameConfiguration: { CaseSensitive: false },
    }
    const pool = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'], settings, hiding)
    await addPerson(house, pool, 'zoe', { email: 'Zoe@Example.com', email_verified: 'true' })
    const byCode = { USERNAME: 'zoe@example.com', PREFERRED_CHALLENGE: 'EMAIL_OTP' }
    const { ChallengeParameters } = await choose(house, pool, byCode)
    expect(ChallengeParameters?.CODE_DELIVERY_DESTINATION).toBe('z***@e***')
  })
})
