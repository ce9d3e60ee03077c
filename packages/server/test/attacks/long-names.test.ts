import { randomBytes } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makePasskey } from '../support/authenticator.ts'
import { makeChoicePool } from '../support/choice.ts'
import { beginRegistration, completeRegistration, setRelyingParty } from '../support/passkeys.ts'
import { makePool, makeUser, signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { refusalOf } from './refusal.ts'

const CJK = 0x4e00
const TAKEN = 'AliasExistsException: An account with the preferred_username already exists.'

/** Letters of three bytes each, drawn: what a database cannot make shorter. */
const letters = (count: number) =>
  Array.from(
    randomBytes(count * 2).filter((_, index) => index % 2),
    (byte, index) => String.fromCharCode(CJK + byte * 64 + (index % 64)),
  ).join('')

onEachStore('very long', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house, { AliasAttributes: ['preferred_username', 'email'] })
    for (const name of ['ada', 'bob']) await makeUser(house, pool, name)
  })
  const prefer = async (who: string, Value: string) => {
    const { AccessToken } = await signIn(house, pool, who)
    const UserAttributes = [{ Name: 'preferred_username', Value }]
    return await refusalOf(sdkFor(house).updateUserAttributes({ AccessToken, UserAttributes }))
  }

  it('names are names to sign in with, of one person', async () => {
    const name = letters(2048)
    expect(await prefer('ada', name)).toBe('accepted')
    expect(await prefer('bob', name)).toBe(TAKEN)
    expect((await signIn(house, pool, name)).AccessToken).toBeDefined()
    expect(await prefer('ada', 'ada again')).toBe('accepted')
    expect(await prefer('bob', name)).toBe('accepted')
  })

  it('addresses are taken from an administrator', async () => {
    const Value = `${letters(60)}@${letters(1900)}.example`
    const UserAttributes = [
      { Name: 'email', Value },
      { Name: 'email_verified', Value: 'true' },
    ]
    const ids = { UserPoolId: pool.poolId, Username: 'ada' }
    const set = sdkFor(house).adminUpdateUserAttributes({ ...ids, UserAttributes })
    expect(await refusalOf(set)).toBe('accepted')
    expect((await signIn(house, pool, Value)).AccessToken).toBeDefined()
  })

  it.each([
    [1023, 'accepted'],
    [1024, 'WebAuthnCredentialNotSupportedException'],
    [3000, 'WebAuthnCredentialNotSupportedException'],
  ])('ids of passkeys are refused beyond 1,023 bytes: %i', async (length, said) => {
    const choice = await makeChoicePool(house, ['PASSWORD', 'WEB_AUTHN'])
    await setRelyingParty(house, choice)
    await makeUser(house, choice, 'ada')
    const { AccessToken } = await signIn(house, choice, 'ada')
    const passkey = { ...makePasskey(), id: randomBytes(length).toString('base64url') }
    const challenge = await beginRegistration(house, AccessToken)
    const completed = completeRegistration(house, AccessToken, passkey, { challenge })
    expect((await refusalOf(completed)).split(':')[0]).toBe(said)
  })
})
