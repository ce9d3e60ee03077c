import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { answer, choose, makeChoicePool } from '../support/choice.ts'
import { PASSWORD } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { begin } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { refusalOf, WRONG_PASSWORD } from './refusal.ts'

onEachStore('a stranger who signs up with the address of somebody else', (open) => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })

  it('has no password there once its owner signs in by a code', async () => {
    const email = { UsernameAttributes: ['email' as const] }
    const pool = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'], email)
    const ClientId = pool.clientId
    const USERNAME = 'mia@example.com'
    const code = async () => (await house.inbox.last(USERNAME))?.code ?? ''
    await sdkFor(house).signUp({ ClientId, Username: USERNAME, Password: PASSWORD })
    expect(await refusalOf(begin(house, pool, USERNAME))).toMatch(/^UserNotConfirmedException/)
    const byCode = { USERNAME, PREFERRED_CHALLENGE: 'EMAIL_OTP' }
    const { Session } = await choose(house, pool, byCode)
    const proof = { USERNAME, EMAIL_OTP_CODE: await code() }
    const signedIn = await answer(house, pool, 'EMAIL_OTP', proof, Session)
    expect(signedIn.AuthenticationResult).toBeDefined()
    expect(await refusalOf(begin(house, pool, USERNAME))).toBe(WRONG_PASSWORD)

    await sdkFor(house).forgotPassword({ ClientId, Username: USERNAME })
    const reset = { ClientId, Username: USERNAME, Password: PASSWORD }
    await sdkFor(house).confirmForgotPassword({ ...reset, ConfirmationCode: await code() })
    expect(await refusalOf(begin(house, pool, USERNAME))).toBe('accepted')
  })
})
