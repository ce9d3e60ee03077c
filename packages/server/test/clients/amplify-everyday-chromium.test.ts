import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { makePool, makeUser, PASSWORD, signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { otherCode } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { useHarness } from './browser/serve-harness.ts'
import { visit } from './browser/visit.ts'
import { useServer } from './serve.ts'

const NEW_PASSWORD = 'Swim-Every-Night-2'

const harness = useHarness()
let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

onEachStore('Amplify in Chromium, from day to day,', (open) => {
  const server = useServer(open)

  const goTo = (pool: TestPool) =>
    visit(browser, { harness: harness(), service: server().url, pool })

  /** A pool with Ada in it, and a page at which she has not signed in. */
  async function visitAsAda({ pool: settings = {}, client = {} } = {}) {
    const { house } = server()
    const pool = await makePool(house, settings, client)
    await makeUser(house, pool, 'ada')
    return { pool, ...(await goTo(pool)) }
  }

  /** By SRP, as Amplify does unless told otherwise. */
  const enter = (page: Page, password = PASSWORD) =>
    page.evaluate((input) => window.amplify.signIn(input), { username: 'ada', password })

  const codeFor = async (to: string) => (await server().house.inbox.last(to))?.code ?? ''

  /** Gives her another name and address, of which the second waits for a code. */
  const rename = async (page: Page) => {
    const changed = await page.evaluate(() =>
      window.amplify.updateUserAttributes({
        userAttributes: { email: 'lovelace@example.com', name: 'Ada Lovelace' },
      }),
    )
    expect(changed).toMatchObject({
      email: {
        isUpdated: false,
        nextStep: {
          updateAttributeStep: 'CONFIRM_ATTRIBUTE_WITH_CODE',
          codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 'l***@e***' },
        },
      },
      name: { isUpdated: true, nextStep: { updateAttributeStep: 'DONE' } },
    })
  }

  it('changes an address and proves it with the code that was sent there', async () => {
    const { page, traffic } = await visitAsAda()
    await enter(page)
    await rename(page)
    const attributes = () => page.evaluate(() => window.amplify.fetchUserAttributes())
    expect(await attributes()).toMatchObject({ name: 'Ada Lovelace', email_verified: 'false' })
    await page.evaluate(
      (confirmationCode) =>
        window.amplify.confirmUserAttribute({ userAttributeKey: 'email', confirmationCode }),
      await codeFor('lovelace@example.com'),
    )
    expect(await attributes()).toMatchObject({
      email: 'lovelace@example.com',
      email_verified: 'true',
    })
    expect(traffic.troubles).toEqual([])
  })

  it('keeps an address that was proven until the code that was sent to the new one', async () => {
    const { page, traffic } = await visitAsAda({
      pool: {
        AutoVerifiedAttributes: ['email'],
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      },
    })
    await enter(page)
    await rename(page)
    const attributes = () => page.evaluate(() => window.amplify.fetchUserAttributes())
    const before = { name: 'Ada Lovelace', email: 'ada@example.com', email_verified: 'true' }
    expect(await attributes()).toMatchObject(before)
    const confirm = (confirmationCode: string) =>
      page.evaluate(
        (code) =>
          window.amplify.confirmUserAttribute({
            userAttributeKey: 'email',
            confirmationCode: code,
          }),
        confirmationCode,
      )
    const code = await codeFor('lovelace@example.com')
    expect(traffic.troubles).toEqual([])
    await expect(confirm(otherCode(code))).rejects.toThrow('Invalid verification code')
    expect(await attributes()).toMatchObject(before)
    await confirm(code)
    const after = { ...before, email: 'lovelace@example.com' }
    expect(await attributes()).toMatchObject(after)
  })

  it('replaces a forgotten password', async () => {
    const { page, traffic } = await visitAsAda()
    const asked = await page.evaluate(() => window.amplify.resetPassword({ username: 'ada' }))
    expect(asked).toMatchObject({
      isPasswordReset: false,
      nextStep: {
        resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE',
        codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 'a***@e***' },
      },
    })
    await page.evaluate((input) => window.amplify.confirmResetPassword(input), {
      username: 'ada',
      newPassword: NEW_PASSWORD,
      confirmationCode: await codeFor('ada@example.com'),
    })
    expect(await enter(page, NEW_PASSWORD)).toMatchObject({ isSignedIn: true })
    expect(traffic.troubles).toEqual([])
    await page.evaluate(() => window.amplify.signOut())
    await expect(enter(page)).rejects.toThrow('Incorrect username or password.')
  })

  it('replaces a password that is known', async () => {
    const { page, pool, traffic } = await visitAsAda()
    await enter(page)
    const change = (oldPassword: string) =>
      page.evaluate((input) => window.amplify.updatePassword(input), {
        oldPassword,
        newPassword: NEW_PASSWORD,
      })
    await change(PASSWORD)
    expect(traffic.troubles).toEqual([])
    await expect(change(PASSWORD)).rejects.toThrow('Incorrect username or password.')
    await signIn(server().house, pool, 'ada', NEW_PASSWORD)
    await expect(signIn(server().house, pool, 'ada')).rejects.toThrow('Incorrect username')
  })

  it('asks a person whom an administrator made for a password and a name of their own', async () => {
    const { house } = server()
    const Schema = [{ Name: 'name', Required: true, Mutable: true }]
    const pool = await makePool(house, { Schema })
    await sdkFor(house).adminCreateUser({
      UserPoolId: pool.poolId,
      Username: 'ada',
      TemporaryPassword: 'Given-To-Ada-1',
      MessageAction: 'SUPPRESS',
    })
    const { page, traffic } = await goTo(pool)
    expect(await enter(page, 'Given-To-Ada-1')).toMatchObject({
      isSignedIn: false,
      nextStep: {
        signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED',
        missingAttributes: ['name'],
      },
    })
    const confirmed = await page.evaluate((input) => window.amplify.confirmSignIn(input), {
      challengeResponse: PASSWORD,
      options: { userAttributes: { name: 'Ada Lovelace' } },
    })
    expect(confirmed).toMatchObject({ isSignedIn: true, nextStep: { signInStep: 'DONE' } })
    const attributes = await page.evaluate(() => window.amplify.fetchUserAttributes())
    expect(attributes).toMatchObject({ name: 'Ada Lovelace' })
    await page.evaluate(() => window.amplify.signOut())
    expect(await enter(page)).toMatchObject({ isSignedIn: true })
    expect(traffic.troubles).toEqual([])
  })

  it('deletes its own user, who cannot sign in again', async () => {
    const { page, traffic } = await visitAsAda()
    await enter(page)
    await page.evaluate(() => window.amplify.deleteUser())
    expect(await page.evaluate(() => Object.keys({ ...localStorage }))).toEqual([])
    expect(traffic.troubles).toEqual([])
    await expect(enter(page)).rejects.toThrow('User does not exist.')
  })

  it('stays signed in through refresh tokens that are each good for once', async () => {
    const { page, pool, traffic } = await visitAsAda({
      client: {
        ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
        RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
      },
    })
    await enter(page)
    const refreshToken = () =>
      page.evaluate(() => {
        const [, token] =
          Object.entries(localStorage).find(([k]) => k.endsWith('.refreshToken')) ?? []
        return String(token)
      })
    const seen = [await refreshToken()]
    for (let time = 0; time < 3; time++) {
      const isFresh = await page.evaluate(async () => {
        const { tokens } = await window.amplify.fetchAuthSession({ forceRefresh: true })
        return tokens !== undefined
      })
      expect(isFresh).toBe(true)
      seen.push(await refreshToken())
    }
    expect(new Set(seen).size).toBe(4)
    const attributes = await page.evaluate(() => window.amplify.fetchUserAttributes())
    expect(attributes.email).toBe('ada@example.com')
    expect(traffic.troubles).toEqual([])

    const stolen = { ClientId: pool.clientId, RefreshToken: seen[0] ?? '' }
    const reuse = sdkFor(server().house).getTokensFromRefreshToken(stolen)
    await expect(reuse).rejects.toMatchObject({ name: 'RefreshTokenReuseException' })
  })
})
