import { beforeAll, describe, expect, it } from 'vitest'
import { atOnce, refusalOf, tally } from '../../test/attacks/refusal.ts'
import { stopTime } from '../../test/attacks/stopped-time.ts'
import type { TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import {
  addPerson,
  addSignedIn,
  begin,
  codeAt,
  enrol,
  factorsShownFor,
  makeMfaPool,
  respondTo,
  type SignedInPerson,
} from '../../test/support/second-factor.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const EMAIL = { email: 'ada@example.com' }
const MISMATCH = 'EnableSoftwareTokenMFAException: Code mismatch'

onEachStore('an authenticator app', (open) => {
  stopTime()
  let house: Poolhouse
  let pool: TestPool
  let added = 0
  beforeAll(async () => {
    house = await open()
    pool = await makeMfaPool(house, 'OPTIONAL')
  })
  const sdk = () => sdkFor(house)

  const someone = (attributes: Record<string, string> = {}) =>
    addSignedIn(house, pool, `user${++added}`, attributes)
  const factorsOf = (person: SignedInPerson) => factorsShownFor(house, person)

  const NOTHING = { list: undefined, preferred: undefined, options: undefined }

  describe('AssociateSoftwareToken', () => {
    it('gives out another secret of 256 bits each time', async () => {
      const { AccessToken } = await someone()
      const first = await sdk().associateSoftwareToken({ AccessToken })
      const second = await sdk().associateSoftwareToken({ AccessToken })
      for (const { SecretCode } of [first, second]) expect(SecretCode).toMatch(/^[A-Z2-7]{52}$/)
      expect(first.SecretCode).not.toBe(second.SecretCode)
      expect(first.Session).toBeUndefined()
    })

    it('turns nothing on', async () => {
      const person = await someone()
      await sdk().associateSoftwareToken({ AccessToken: person.AccessToken })
      expect(await factorsOf(person)).toEqual(NOTHING)
      expect((await begin(house, pool, person.name)).AuthenticationResult).toBeDefined()
    })

    it('needs an access token or a Session', async () => {
      for (const [input, refusal] of [
        [{}, /^InvalidParameterException: Either AccessToken or Session/],
        [{ AccessToken: 'made.up.token' }, /^NotAuthorizedException: /],
        [{ Session: 'made up, but long enough' }, /^NotAuthorizedException: Invalid session/],
      ] as const) {
        expect(await refusalOf(sdk().associateSoftwareToken(input))).toMatch(refusal)
        const verify = sdk().verifySoftwareToken({ ...input, UserCode: '123456' })
        expect(await refusalOf(verify)).toMatch(refusal)
      }
    })

    it('is nothing for somebody whose password an administrator took back', async () => {
      const { ids, AccessToken } = await someone(EMAIL)
      await sdk().adminUpdateUserAttributes({
        ...ids,
        UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
      })
      await sdk().adminResetUserPassword(ids)
      const refusals = [
        await refusalOf(sdk().associateSoftwareToken({ AccessToken })),
        await refusalOf(sdk().verifySoftwareToken({ AccessToken, UserCode: '123456' })),
      ]
      for (const refusal of refusals) expect(refusal).not.toBe('accepted')
    })
  })

  describe('VerifySoftwareToken', () => {
    it('takes the code of now, of a step before and of a step after, and no other', async () => {
      for (const [seconds, isRight] of [
        [-60, false],
        [-30, true],
        [0, true],
        [30, true],
        [60, false],
      ] as const) {
        const { AccessToken } = await someone()
        const { SecretCode = '' } = await sdk().associateSoftwareToken({ AccessToken })
        const UserCode = codeAt(SecretCode, house.clock.now() + seconds * 1000)
        const answer = await refusalOf(sdk().verifySoftwareToken({ AccessToken, UserCode }))
        expect(answer).toBe(isRight ? 'accepted' : MISMATCH)
      }
    })

    it('knows the secret that was given out last, and forgets it when it is taken', async () => {
      const { AccessToken } = await someone()
      const verify = (secret = '') =>
        sdk().verifySoftwareToken({ AccessToken, UserCode: codeAt(secret, house.clock.now()) })
      const first = (await sdk().associateSoftwareToken({ AccessToken })).SecretCode
      const last = (await sdk().associateSoftwareToken({ AccessToken })).SecretCode
      expect(await refusalOf(verify(first))).toBe(MISMATCH)
      expect(await verify(last)).toMatchObject({ Status: 'SUCCESS' })
      expect(await refusalOf(verify(last))).toMatch(/^SoftwareTokenMFANotFoundException: /)
    })

    it('taken at once many times is taken once', async () => {
      const { AccessToken } = await someone()
      const { SecretCode = '' } = await sdk().associateSoftwareToken({ AccessToken })
      const UserCode = codeAt(SecretCode, house.clock.now())
      const answers = await atOnce(8, () =>
        refusalOf(sdk().verifySoftwareToken({ AccessToken, UserCode })),
      )
      expect(tally(answers).accepted).toBe(1)
    })

    it('keeps a name as long as the API takes, but in a Session', async () => {
      const { AccessToken, name } = await someone()
      const longest = 'ü'.repeat(131_072)
      await enrol(house, AccessToken, longest)
      const { ChallengeParameters } = await begin(house, pool, name)
      expect(ChallengeParameters?.FRIENDLY_DEVICE_NAME).toBe(longest)

      const required = await makeMfaPool(house, 'ON')
      await addPerson(house, required, name)
      const begun = await begin(house, required, name)
      const { SecretCode = '', Session } = await sdk().associateSoftwareToken({
        Session: begun.Session,
      })
      const verify = (FriendlyDeviceName: string) => {
        const UserCode = codeAt(SecretCode, house.clock.now())
        return refusalOf(sdk().verifySoftwareToken({ Session, UserCode, FriendlyDeviceName }))
      }
      expect(await verify('x'.repeat(129))).toMatch(/^InvalidParameterException: With a Session/)
      expect(await verify('ü'.repeat(128))).toBe('accepted')
    })

    it('wants a secret first, six digits, and a name that is not too long', async () => {
      const { AccessToken } = await someone()
      const verify = (UserCode: string, FriendlyDeviceName?: string) =>
        refusalOf(sdk().verifySoftwareToken({ AccessToken, UserCode, FriendlyDeviceName }))
      expect(await verify('123456')).toMatch(/^SoftwareTokenMFANotFoundException: /)
      expect(await verify('12345')).toMatch(/^InvalidParameterException: /)
      expect(await verify('abcdef')).toMatch(/^InvalidParameterException: /)
      expect(await verify('123456', 'x'.repeat(131_073))).toMatch(/^InvalidParameterException: /)
    })

    it('turns nothing on: that is a choice', async () => {
      const person = await someone()
      const { AccessToken, name } = person
      const { SecretCode = '' } = await sdk().associateSoftwareToken({ AccessToken })
      const UserCode = codeAt(SecretCode, house.clock.now())
      await sdk().verifySoftwareToken({ AccessToken, UserCode })
      expect(await factorsOf(person)).toEqual(NOTHING)
      expect((await begin(house, pool, name)).AuthenticationResult).toBeDefined()
    })

    it('puts another app in the place of the first, which stays until then', async () => {
      const person = await someone()
      const { AccessToken, name } = person
      const first = await enrol(house, AccessToken)
      const signInWith = async (secret: string) => {
        house.clock.advance('60s')
        const { Session } = await begin(house, pool, name)
        const SOFTWARE_TOKEN_MFA_CODE = codeAt(secret, house.clock.now())
        const responses = { USERNAME: name, SOFTWARE_TOKEN_MFA_CODE }
        return await refusalOf(respondTo(house, pool, 'SOFTWARE_TOKEN_MFA', Session, responses))
      }
      const { SecretCode: next = '' } = await sdk().associateSoftwareToken({ AccessToken })
      expect(await signInWith(first)).toBe('accepted')
      const UserCode = codeAt(next, house.clock.now())
      await sdk().verifySoftwareToken({ AccessToken, UserCode })
      expect(await signInWith(first)).toMatch(/^CodeMismatchException: /)
      expect(await signInWith(next)).toBe('accepted')
    })
  })
})
