import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { assert, makePasskey } from '../../test/support/authenticator.ts'
import { answer, choose, makeChoicePool } from '../../test/support/choice.ts'
import {
  addPasskey,
  answerPasskey,
  askPasskey,
  beginRegistration,
  completeRegistration,
  ORIGIN,
  RP_ID,
  setRelyingParty,
} from '../../test/support/passkeys.ts'
import { makePool, makeUser, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const TOKENS = { AuthenticationResult: { TokenType: 'Bearer' } }

onEachStore('passkeys', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makeChoicePool(house, ['PASSWORD', 'WEB_AUTHN'])
    await setRelyingParty(house, pool)
    for (const name of ['ada', 'bob', 'cleo', 'hosts']) await makeUser(house, pool, name)
  })
  const tokenOf = async (name: string, at = pool) => (await signIn(house, at, name)).AccessToken

  it('are made from what a browser understands', async () => {
    const AccessToken = await tokenOf('bob')
    const { CredentialCreationOptions } = await sdkFor(house).startWebAuthnRegistration({
      AccessToken,
    })
    expect(CredentialCreationOptions).toEqual({
      challenge: expect.stringMatching(/^[\w-]{40,}$/),
      rp: { id: RP_ID, name: RP_ID },
      user: { id: expect.any(String), name: 'bob', displayName: 'bob' },
      pubKeyCredParams: [
        { type: 'public-key', alg: -7 },
        { type: 'public-key', alg: -257 },
      ],
      timeout: 60_000,
      excludeCredentials: [],
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'preferred',
      },
      attestation: 'none',
    })
  })

  it('are listed, sign in, and are deleted', async () => {
    const passkey = await addPasskey(house, pool, 'ada')
    const AccessToken = await tokenOf('ada')
    const sdk = sdkFor(house)
    const listed = await sdk.listWebAuthnCredentials({ AccessToken })
    expect(listed.Credentials).toEqual([
      {
        CredentialId: passkey.id,
        FriendlyCredentialName: 'Passkey',
        RelyingPartyId: RP_ID,
        AuthenticatorAttachment: 'platform',
        AuthenticatorTransports: ['internal'],
        CreatedAt: expect.any(Date),
      },
    ])
    const factors = await sdk.getUserAuthFactors({ AccessToken })
    expect(factors.ConfiguredUserAuthFactors).toEqual(['PASSWORD', 'WEB_AUTHN'])

    const asked = await askPasskey(house, pool, 'ada')
    expect(asked.options).toMatchObject({
      rpId: RP_ID,
      allowCredentials: [{ type: 'public-key', id: passkey.id, transports: ['internal'] }],
      userVerification: 'preferred',
    })
    const { challenge, Session } = asked
    const signedIn = await answerPasskey(house, pool, { USERNAME: 'ada', Session }, passkey, {
      challenge,
    })
    expect(signedIn).toMatchObject(TOKENS)

    await sdk.deleteWebAuthnCredential({ AccessToken, CredentialId: passkey.id })
    const again = sdk.deleteWebAuthnCredential({ AccessToken, CredentialId: passkey.id })
    await expect(again).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    const { ChallengeName } = await askPasskey(house, pool, 'ada')
    expect(ChallengeName).toBe('SELECT_CHALLENGE')
  })

  it('are registered and used by pages of any port, and of hosts below the relying party', async () => {
    const AccessToken = await tokenOf('hosts')
    const passkey = makePasskey()
    const registering = {
      challenge: await beginRegistration(house, AccessToken),
      origin: `https://app.${RP_ID}:8443`,
    }
    await completeRegistration(house, AccessToken, passkey, registering)
    const { challenge, Session } = await askPasskey(house, pool, 'hosts')
    const signing = { challenge, origin: `${ORIGIN}:3000` }
    const person = { USERNAME: 'hosts', Session }
    expect(await answerPasskey(house, pool, person, passkey, signing)).toMatchObject(TOKENS)
  })

  it('sign in with the choice itself', async () => {
    const passkey = await addPasskey(house, pool, 'bob')
    const offered = await choose(house, pool, { USERNAME: 'bob' })
    const options = JSON.parse(offered.ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS ?? '')
    const said = { challenge: options.challenge, origin: ORIGIN, rpId: RP_ID }
    const responses = { USERNAME: 'bob', ANSWER: 'WEB_AUTHN', CREDENTIAL: assert(passkey, said) }
    const choice = () => answer(house, pool, 'SELECT_CHALLENGE', responses, offered.Session)
    expect(await choice()).toMatchObject(TOKENS)
    await expect(choice()).rejects.toThrow('Invalid session for the user.')
  })

  it('are twenty at most, listed in pages', async () => {
    const AccessToken = await tokenOf('cleo')
    const early = await beginRegistration(house, AccessToken)
    const ids: string[] = []
    for (let count = 0; count < 20; count++) {
      const passkey = makePasskey()
      const challenge = await beginRegistration(house, AccessToken)
      await completeRegistration(house, AccessToken, passkey, { challenge })
      ids.push(passkey.id)
    }
    const limit = { name: 'LimitExceededException' }
    await expect(beginRegistration(house, AccessToken)).rejects.toMatchObject(limit)
    const late = completeRegistration(house, AccessToken, makePasskey(), { challenge: early })
    await expect(late).rejects.toMatchObject(limit)

    const seen: string[] = []
    let NextToken: string | undefined
    do {
      const page = await sdkFor(house).listWebAuthnCredentials({
        AccessToken,
        MaxResults: 8,
        NextToken,
      })
      for (const { CredentialId = '' } of page.Credentials ?? []) seen.push(CredentialId)
      NextToken = page.NextToken
    } while (NextToken)
    expect(seen.sort()).toEqual(ids.sort())
  })

  describe('need a pool', () => {
    it('that takes them', async () => {
      const plain = await makePool(house)
      await makeUser(house, plain, 'ada')
      const start = beginRegistration(house, await tokenOf('ada', plain))
      await expect(start).rejects.toMatchObject({ name: 'WebAuthnNotEnabledException' })
    })

    it('whose relying party is a host', async () => {
      for (const RelyingPartyId of ['10.0.0.1', 'https://a.example', 'a.example:1', 'A.example']) {
        await expect(setRelyingParty(house, pool, { RelyingPartyId })).rejects.toMatchObject({
          name: 'InvalidParameterException',
        })
      }
      const elsewhere = await open({ publicUrl: 'http://127.0.0.1:7665' })
      const own = await makeChoicePool(elsewhere, ['PASSWORD', 'WEB_AUTHN'])
      await makeUser(elsewhere, own, 'ada')
      const { AccessToken } = await signIn(elsewhere, own, 'ada')
      await expect(beginRegistration(elsewhere, AccessToken)).rejects.toMatchObject({
        name: 'WebAuthnConfigurationMissingException',
      })
    })
  })

  describe('as a second factor', () => {
    const addWithPasskey = async (name: string, settings: object) => {
      const own = await makeChoicePool(house, ['PASSWORD', 'WEB_AUTHN'])
      await makeUser(house, own, name)
      await setRelyingParty(house, own)
      const passkey = await addPasskey(house, own, name)
      await sdkFor(house).setUserPoolMfaConfig({
        UserPoolId: own.poolId,
        MfaConfiguration: 'ON',
        SoftwareTokenMfaConfiguration: { Enabled: true },
        WebAuthnConfiguration: { RelyingPartyId: RP_ID, ...settings },
      })
      return { own, passkey }
    }
    const answerAs = async (name: string, settings: object, isVerified: boolean) => {
      const { own, passkey } = await addWithPasskey(name, settings)
      const { challenge, Session } = await askPasskey(house, own, name)
      const person = { USERNAME: name, Session }
      return await answerPasskey(house, own, person, passkey, { challenge, isVerified })
    }
    const BOTH = { FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' }

    it('count where the pool says so and the passkey verified its user', async () => {
      expect(await answerAs('ada', BOTH, true)).toMatchObject(TOKENS)
    })

    it('count, and are wanted, as their owner says', async () => {
      const { own, passkey } = await addWithPasskey('ada', BOTH)
      const answer = async (isVerified: boolean) => {
        const { challenge, Session } = await askPasskey(house, own, 'ada')
        const person = { USERNAME: 'ada', Session }
        return await answerPasskey(house, own, person, passkey, { challenge, isVerified })
      }
      const choose = (Enabled: boolean) =>
        sdkFor(house).adminSetUserMFAPreference({
          UserPoolId: own.poolId,
          Username: 'ada',
          WebAuthnMfaSettings: { Enabled },
        })
      await choose(false)
      expect((await answer(true)).ChallengeName).toBe('MFA_SETUP')
      await choose(true)
      expect(await refusalOf(answer(false))).toContain('The passkey could not be verified.')
      expect(await answer(true)).toMatchObject(TOKENS)
    })

    it.each([
      ['the pool does not say so', {}, true],
      ['the passkey did not', BOTH, false],
    ] as const)('do not where %s', async (_, settings, isVerified) => {
      const { ChallengeName } = await answerAs('ada', settings, isVerified)
      expect(ChallengeName).toBe('MFA_SETUP')
    })
  })
})
