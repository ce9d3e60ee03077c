import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { assert, type Ceremony, certified, makePasskey } from '../support/authenticator.ts'
import { answer, choose, makeChoicePool } from '../support/choice.ts'
import {
  addPasskey,
  answerPasskey,
  askPasskey,
  beginRegistration,
  completeRegistration,
  ORIGIN,
  RP_ID,
  setRelyingParty,
} from '../support/passkeys.ts'
import { makeClient, makeUser, signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, INVALID_SESSION, refusalOf, tally } from './refusal.ts'

const UNPROVEN = 'NotAuthorizedException: The passkey could not be verified.'
const FLOWS = ['ALLOW_USER_AUTH', 'ALLOW_USER_PASSWORD_AUTH'] as const

onEachStore('a passkey', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makeChoicePool(house, ['PASSWORD', 'WEB_AUTHN'])
    await setRelyingParty(house, pool)
    for (const name of ['ada', 'bob', 'cleo']) await makeUser(house, pool, name)
  })
  const tokenOf = async (name: string, at: Pick<TestPool, 'clientId'> = pool) =>
    (await signIn(house, at, name)).AccessToken

  describe('is not registered', () => {
    const nameOf = async (call: Promise<unknown>) => (await refusalOf(call)).split(':')[0]
    const register = async (said: Partial<Ceremony>, passkey = makePasskey()) => {
      const AccessToken = await tokenOf('ada')
      const challenge = await beginRegistration(house, AccessToken)
      return await nameOf(completeRegistration(house, AccessToken, passkey, { challenge, ...said }))
    }

    it('with a challenge that was made up, or is another user\u2019s', async () => {
      const name = 'WebAuthnChallengeNotFoundException'
      const theirs = await beginRegistration(house, await tokenOf('bob'))
      for (const challenge of ['', 'x', Buffer.alloc(32).toString('base64url'), theirs]) {
        expect(await register({ challenge })).toBe(name)
      }
    })

    it('twice with one challenge, also not at once', async () => {
      const AccessToken = await tokenOf('ada')
      const challenge = await beginRegistration(house, AccessToken)
      const answers = await atOnce(5, () =>
        nameOf(completeRegistration(house, AccessToken, makePasskey(), { challenge })),
      )
      expect(tally(answers as string[])).toEqual({
        accepted: 1,
        WebAuthnChallengeNotFoundException: 4,
      })
    })

    it('late', async () => {
      const AccessToken = await tokenOf('ada')
      const challenge = await beginRegistration(house, AccessToken)
      house.clock.advance('5m')
      const late = completeRegistration(house, AccessToken, makePasskey(), { challenge })
      expect(await nameOf(late)).toBe('WebAuthnChallengeNotFoundException')
    })

    it('through another client, or for another relying party than it was begun', async () => {
      const other = await makeClient(house, pool.poolId, { ExplicitAuthFlows: [...FLOWS] })
      const challenge = await beginRegistration(house, await tokenOf('ada'))
      const foreign = await tokenOf('ada', other)
      const swapped = completeRegistration(house, foreign, makePasskey(), { challenge })
      expect(await nameOf(swapped)).toBe('WebAuthnClientMismatchException')

      await setRelyingParty(house, pool, { RelyingPartyId: 'other.example.com' })
      const moved = { challenge, origin: 'https://other.example.com', rpId: 'other.example.com' }
      const late = completeRegistration(house, await tokenOf('ada'), makePasskey(), moved)
      expect(await nameOf(late)).toBe('WebAuthnRelyingPartyMismatchException')
      await setRelyingParty(house, pool)
    })

    it.each([
      ['http://auth.example.com'],
      ['https://example.com'],
      ['https://evilauth.example.com'],
      ['https://auth.example.com.evil.example'],
      ['https://evil.example'],
      ['http://localhost:3000'],
      ['null'],
    ])('at %s', async (origin) => {
      expect(await register({ origin })).toBe('WebAuthnOriginNotAllowedException')
    })

    it('inside a page of somebody else', async () => {
      expect(await register({ crossOrigin: true })).toBe('WebAuthnOriginNotAllowedException')
    })

    it('for another relying party', async () => {
      const rpId = 'evil.example'
      expect(await register({ rpId })).toBe('WebAuthnRelyingPartyMismatchException')
    })

    it('as what it is not, without a person, or with a certificate or a key of another kind', async () => {
      const name = 'WebAuthnCredentialNotSupportedException'
      expect(await register({ type: 'webauthn.get' })).toBe(name)
      expect(await register({ isPresent: false })).toBe(name)
      expect(await register({ attestation: certified() })).toBe(name)
      expect(await register({ attestation: Buffer.from('nonsense') })).toBe(name)
      expect(await register({}, makePasskey('P-384'))).toBe(name)
    })

    it('without verifying its owner, where the pool requires that', async () => {
      await setRelyingParty(house, pool, { UserVerification: 'required' })
      const refused = await register({ isVerified: false })
      const accepted = await register({})
      await setRelyingParty(house, pool)
      expect([refused, accepted]).toEqual(['WebAuthnCredentialNotSupportedException', 'accepted'])
    })

    it('by the challenge of a sign-in', async () => {
      const { challenge } = await askPasskey(house, pool, 'ada')
      expect(await register({ challenge })).toBe('WebAuthnChallengeNotFoundException')
    })

    it('in place of one that somebody has', async () => {
      const theirs = await addPasskey(house, pool, 'bob')
      expect(await register({}, { ...makePasskey(), id: theirs.id })).toBe(
        'InvalidParameterException',
      )
      const AccessToken = await tokenOf('ada')
      const CredentialId = theirs.id
      const removed = sdkFor(house).deleteWebAuthnCredential({ AccessToken, CredentialId })
      expect(await nameOf(removed)).toBe('ResourceNotFoundException')
    })

    it('as something else than a credential', async () => {
      const AccessToken = await tokenOf('ada')
      const response = { clientDataJSON: 'bnVsbA', attestationObject: 1 }
      for (const Credential of [
        {},
        { id: 'a', rawId: 'a', type: 'public-key' },
        { id: 'a', rawId: 'a', type: 'public-key', response },
        {
          id: 'a',
          rawId: 'a',
          type: 'public-key',
          response: { ...response, attestationObject: 'a' },
        },
      ]) {
        const call = sdkFor(house).completeWebAuthnRegistration({ AccessToken, Credential })
        expect(await nameOf(call)).toBe('InvalidParameterException')
      }
    })
  })

  describe('does not sign anybody in', () => {
    let adas: ReturnType<typeof makePasskey>
    let bobs: ReturnType<typeof makePasskey>
    let count = 0
    beforeAll(async () => {
      adas = await addPasskey(house, pool, 'ada')
      bobs = await addPasskey(house, pool, 'bob')
    })
    const attempt = async (said: Partial<Ceremony>, passkey = adas, USERNAME = 'ada') => {
      const { challenge, Session } = await askPasskey(house, pool, 'ada')
      const person = { USERNAME, Session }
      return await refusalOf(
        answerPasskey(house, pool, person, passkey, { challenge, count: ++count, ...said }),
      )
    }

    it.each([
      ['a challenge that was made up', { challenge: Buffer.alloc(32).toString('base64url') }],
      ['a page elsewhere', { origin: 'https://evil.example' }],
      ['a page beside it', { origin: 'https://other.example.com' }],
      ['a page without TLS', { origin: `http://${RP_ID}` }],
      ['a page of localhost', { origin: 'http://localhost:3000' }],
      ['a page inside one of somebody else', { crossOrigin: true }],
      ['another relying party', { rpId: 'evil.example' }],
      ['nobody present', { isPresent: false }],
      ['a registration', { type: 'webauthn.create' }],
      ['the handle of another user', { userHandle: 'somebody else' }],
    ])('with %s', async (_, said) => {
      expect(await attempt(said)).toBe(UNPROVEN)
      expect(await attempt({})).toBe('accepted')
    })

    it('but its owner', async () => {
      expect(await attempt({}, bobs)).toBe(UNPROVEN)
      expect(await attempt({}, makePasskey())).toBe(UNPROVEN)
      expect(await attempt({}, { ...bobs, id: adas.id })).toBe(UNPROVEN)
      expect(await attempt({}, bobs, 'bob')).toBe(INVALID_SESSION)
    })

    it('by the challenge of a registration', async () => {
      const challenge = await beginRegistration(house, await tokenOf('ada'))
      expect(await attempt({ challenge })).toBe(UNPROVEN)
    })

    it('of the same name in another pool of the same relying party', async () => {
      const other = await makeChoicePool(house, ['PASSWORD', 'WEB_AUTHN'])
      await setRelyingParty(house, other)
      await makeUser(house, other, 'ada')
      const theirs = await addPasskey(house, other, 'ada')
      expect(await attempt({}, theirs)).toBe(UNPROVEN)
      const { challenge, Session } = await askPasskey(house, other, 'ada')
      const said = { challenge, count: ++count }
      const swapped = { USERNAME: 'ada', Session }
      expect(await refusalOf(answerPasskey(house, pool, swapped, adas, said))).toBe(INVALID_SESSION)
      expect(await refusalOf(answerPasskey(house, other, swapped, adas, said))).toBe(UNPROVEN)
    })

    it('with what it signed for another Session, or twice', async () => {
      const first = await askPasskey(house, pool, 'ada')
      const second = await askPasskey(house, pool, 'ada')
      const offered = await choose(house, pool, { USERNAME: 'ada' })
      const said = { challenge: first.challenge, count: ++count, origin: ORIGIN, rpId: RP_ID }
      const responses = { USERNAME: 'ada', ANSWER: 'WEB_AUTHN', CREDENTIAL: assert(adas, said) }
      const use = (Session: string | undefined, challenge: Parameters<typeof answer>[2]) =>
        refusalOf(answer(house, pool, challenge, responses, Session))
      expect(await use(second.Session, 'WEB_AUTHN')).toBe(UNPROVEN)
      expect(await use(offered.Session, 'SELECT_CHALLENGE')).toBe(UNPROVEN)
      expect(await use(offered.Session, 'WEB_AUTHN')).toBe(INVALID_SESSION)
      expect(await use(first.Session, 'WEB_AUTHN')).toBe('accepted')
      expect(await use(first.Session, 'WEB_AUTHN')).not.toBe('accepted')
    })

    it('with a count that was reached before', async () => {
      count += 10
      const high = count
      expect(await attempt({ count: high })).toBe('accepted')
      for (const low of [high, high - 1, 0]) expect(await attempt({ count: low })).toBe(UNPROVEN)
    })

    it('twice at once: of one Session, and of one count', async () => {
      const { challenge, Session } = await askPasskey(house, pool, 'ada')
      const said = { challenge, count: ++count }
      const once = { USERNAME: 'ada', Session }
      const same = await atOnce(5, () => refusalOf(answerPasskey(house, pool, once, adas, said)))
      expect(tally(same).accepted).toBe(1)

      const asked = await atOnce(5, () => askPasskey(house, pool, 'ada'))
      const number = ++count
      const clones = await atOnce(5, (index) => {
        const { challenge = '', Session } = asked[index] ?? {}
        const person = { USERNAME: 'ada', Session }
        return refusalOf(answerPasskey(house, pool, person, adas, { challenge, count: number }))
      })
      expect(tally(clones).accepted).toBe(1)
    })

    it('once it was deleted, its pool takes none, or its user is disabled', async () => {
      const sdk = sdkFor(house)
      const passkey = await addPasskey(house, pool, 'cleo')
      const user = { UserPoolId: pool.poolId, Username: 'cleo' }
      const sign = async () => {
        const { challenge, Session } = await askPasskey(house, pool, 'cleo')
        const person = { USERNAME: 'cleo', Session }
        return () => refusalOf(answerPasskey(house, pool, person, passkey, { challenge }))
      }
      const disabled = await sign()
      await sdk.adminDisableUser(user)
      expect(await disabled()).toBe('NotAuthorizedException: User is disabled.')
      await sdk.adminEnableUser(user)

      const withdrawn = await sign()
      await sdk.updateUserPool({ UserPoolId: pool.poolId, AutoVerifiedAttributes: ['email'] })
      expect(await withdrawn()).toBe(INVALID_SESSION)
      await sdk.updateUserPool({
        UserPoolId: pool.poolId,
        AutoVerifiedAttributes: ['email'],
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
      })

      const deleted = await sign()
      const AccessToken = await tokenOf('cleo')
      await sdk.deleteWebAuthnCredential({ AccessToken, CredentialId: passkey.id })
      expect(await deleted()).toBe(INVALID_SESSION)
    })

    it('without verifying them, where the pool requires that', async () => {
      const UserVerification = 'required'
      await setRelyingParty(house, pool, { UserVerification })
      expect(await attempt({ isVerified: false })).toBe(UNPROVEN)
      expect(await attempt({})).toBe('accepted')
    })
  })
})
