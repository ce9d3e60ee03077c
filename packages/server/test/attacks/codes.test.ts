import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makePool, makeUser, PASSWORD, signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, refusalOf, tally } from './refusal.ts'
import { stopTime } from './stopped-time.ts'

const WRONG = 'CodeMismatchException: Invalid verification code provided, please try again.'
const NONE = 'ExpiredCodeException: Invalid code provided, please request a code again.'
const TOO_MANY =
  'TooManyFailedAttemptsException: Attempt limit exceeded, please try after some time.'
const CONFIRMED = 'NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED'

onEachStore('a confirmation code', (open) => {
  stopTime()
  let house: Poolhouse
  let pool: TestPool
  let people = 0
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
  })
  const signUp = async (name = `person${++people}`, email = `${name}@example.com`) => {
    await sdkFor(house).signUp({
      ClientId: pool.clientId,
      Username: name,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: email }],
    })
    return { name, code: await codeOf(name) }
  }
  const codeOf = async (name: string) => (await house.inbox.last(name))?.code ?? ''
  const other = (code: string) => (code === '123456' ? '654321' : '123456')
  const confirm = (Username: string, ConfirmationCode: string, { clientId } = pool, more = {}) =>
    refusalOf(
      sdkFor(house).confirmSignUp({ ClientId: clientId, Username, ConfirmationCode, ...more }),
    )
  const resend = (Username: string) =>
    refusalOf(sdkFor(house).resendConfirmationCode({ ClientId: pool.clientId, Username }))

  it('must be the right one', async () => {
    const { name, code } = await signUp()
    expect(await confirm(name, other(code))).toBe(WRONG)
    expect(await confirm(name, `${code}0`)).toBe(WRONG)
    expect(await confirm(name, String(Number(code) + 1_000_000))).toBe(WRONG)
    const wide = [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')
    expect(await confirm(name, wide)).toBe(WRONG)
    expect(await confirm(name, code)).toBe('accepted')
  })

  it('is good once', async () => {
    const { name, code } = await signUp()
    await confirm(name, code)
    expect(await confirm(name, code)).toBe(CONFIRMED)
    expect(await resend(name)).toBe('InvalidParameterException: User is already confirmed.')
  })

  it('is good once, though it be used twenty times at once', async () => {
    const { name, code } = await signUp()
    const answers = await atOnce(12, () => confirm(name, code))
    const { accepted, [NONE]: late = 0, [CONFIRMED]: later = 0 } = tally(answers)
    expect([accepted, late + later]).toEqual([1, 11])
  })

  it('is good for a day', async () => {
    const [early, late] = [await signUp(), await signUp()]
    house.clock.advance(`${24 * 3_600_000 - 1}ms`)
    expect(await confirm(early.name, early.code)).toBe('accepted')
    house.clock.advance('1ms')
    expect(await confirm(late.name, late.code)).toBe(NONE)
    await resend(late.name)
    expect(await confirm(late.name, await codeOf(late.name))).toBe('accepted')
  })

  it('is worth nothing once another was asked for', async () => {
    const { name, code } = await signUp()
    let newer = code
    while (newer === code) {
      expect(await resend(name)).toBe('accepted')
      newer = await codeOf(name)
    }
    expect(await confirm(name, code)).toBe(WRONG)
    expect(await confirm(name, newer)).toBe('accepted')
  })

  it('is good for one user of one pool', async () => {
    const ada = await signUp()
    let bob = await signUp()
    while (bob.code === ada.code) bob = await signUp()
    expect(await confirm(bob.name, ada.code)).toBe(WRONG)
    const elsewhere = await makePool(house)
    expect(await confirm(ada.name, ada.code, elsewhere)).toMatch(/^UserNotFoundException: /)
    expect(await confirm(ada.name, ada.code)).toBe('accepted')
  })

  it('is burnt by five wrong guesses', async () => {
    const { name, code } = await signUp()
    for (let guess = 0; guess < 5; guess++) expect(await confirm(name, other(code))).toBe(WRONG)
    expect(await confirm(name, code)).toBe(NONE)
    await resend(name)
    expect(await confirm(name, await codeOf(name))).toBe('accepted')
  })

  it('is burnt by five of fifty guesses at once', async () => {
    const { name, code } = await signUp()
    const answers = await atOnce(50, () => confirm(name, other(code)))
    expect(tally(answers)).toEqual({ [WRONG]: 5, [NONE]: 10, [TOO_MANY]: 35 })
  })

  it('can be guessed at fifteen times an hour, however many are asked for', async () => {
    const { name } = await signUp()
    const answers: string[] = []
    for (let round = 0; round < 4; round++) {
      const wrong = other(await codeOf(name))
      for (let guess = 0; guess < 5; guess++) answers.push(await confirm(name, wrong))
      await resend(name)
    }
    expect(tally(answers)).toEqual({ [WRONG]: 15, [TOO_MANY]: 5 })
    const code = await codeOf(name)
    expect(await confirm(name, code)).toBe(TOO_MANY)
    house.clock.advance(`${3_600_000 - 1}ms`)
    expect(await confirm(name, code)).toBe(TOO_MANY)
    house.clock.advance('1ms')
    expect(await confirm(name, code)).toBe('accepted')
  })

  it('is sent again five times an hour, also when asked for at once', async () => {
    const { name } = await signUp()
    const answers = await atOnce(12, () => resend(name))
    const limit = 'LimitExceededException: Attempt limit exceeded, please try after some time.'
    expect(tally(answers)).toEqual({ accepted: 5, [limit]: 7 })
    expect((await house.inbox.all()).filter(({ username }) => username === name)).toHaveLength(6)
    house.clock.advance('1h')
    expect(await resend(name)).toBe('accepted')
  })

  it('is guessed at by one count, whichever way the name is written', async () => {
    const loose = await makePool(house, { UsernameConfiguration: { CaseSensitive: false } })
    const person = { ClientId: loose.clientId, Password: PASSWORD }
    const UserAttributes = [{ Name: 'email', Value: 'zoe@example.com' }]
    await sdkFor(house).signUp({ ...person, Username: 'zoe', UserAttributes })
    const code = await codeOf('zoe@example.com')
    for (const name of ['zoe', 'Zoe', 'ZOE', 'zOe', 'zoE']) {
      expect(await confirm(name, other(code), loose)).toBe(WRONG)
    }
    expect(await confirm('zoe', code, loose)).toBe(NONE)
  })

  it('moves an alias only when told to, and is not used up when it was not', async () => {
    const aliases = await makePool(house, { AliasAttributes: ['email'] })
    await makeUser(house, aliases, 'ada')
    await sdkFor(house).signUp({
      ClientId: aliases.clientId,
      Username: 'eve',
      Password: `${PASSWORD}-eve`,
      UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }],
    })
    const code = await codeOf('eve')
    const taken = 'AliasExistsException: An account with the email already exists.'
    expect(await confirm('eve', code, aliases)).toBe(taken)
    expect(await confirm('eve', code, aliases, { ForceAliasCreation: false })).toBe(taken)
    await signIn(house, aliases, 'ada@example.com')
    expect(await confirm('eve', other(code), aliases, { ForceAliasCreation: true })).toBe(WRONG)
    await signIn(house, aliases, 'ada@example.com')
    expect(await confirm('eve', code, aliases, { ForceAliasCreation: true })).toBe('accepted')

    await signIn(house, aliases, 'ada@example.com', `${PASSWORD}-eve`)
    expect(await refusalOf(signIn(house, aliases, 'ada@example.com'))).toMatch(/Incorrect/)
    const { AccessToken } = await signIn(house, aliases, 'ada')
    const { UserAttributes } = await sdkFor(house).getUser({ AccessToken })
    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' })
  })

  it('of an address that only looks like another when folded does not move that one’s alias', async () => {
    const aliases = await makePool(house, {
      AliasAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
    })
    await makeUser(house, aliases, 'mike')
    // The Kelvin sign in place of a K: another mailbox, but Unicode lower-cases both to one text.
    const email = 'mi\u212ae@example.com'
    await sdkFor(house).signUp({
      ClientId: aliases.clientId,
      Username: 'eve',
      Password: `${PASSWORD}-eve`,
      UserAttributes: [{ Name: 'email', Value: email }],
    })
    const code = (await house.inbox.last(email))?.code ?? ''
    expect(await confirm('eve', code, aliases, { ForceAliasCreation: true })).toBe('accepted')
    await signIn(house, aliases, 'MIKE@example.com')
    await signIn(house, aliases, email, `${PASSWORD}-eve`)
    expect(await refusalOf(signIn(house, aliases, 'mike@example.com', `${PASSWORD}-eve`))).toMatch(
      /Incorrect/,
    )
  })
})
