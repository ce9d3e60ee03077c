import { beforeAll, expect, it } from 'vitest'
import { stopTime } from '../../test/attacks/stopped-time.ts'
import { makePool, makeUser, PASSWORD, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const NEXT = 'Dive-Every-Day-2'
const WRONG = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' }
const LOCKED = { name: 'NotAuthorizedException', message: 'Password attempts exceeded' }
const LIMIT = {
  name: 'LimitExceededException',
  message: 'Attempt limit exceeded, please try after some time.',
}

onEachStore('ChangePassword', (open) => {
  let house: Poolhouse
  let pool: TestPool
  stopTime()
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
  })
  const makeSession = async (username: string, at: TestPool = pool) => {
    await makeUser(house, at, username)
    return (await signIn(house, at, username)).AccessToken
  }
  const change = (AccessToken: string, PreviousPassword?: string, ProposedPassword = NEXT) =>
    sdkFor(house).changePassword({ AccessToken, PreviousPassword, ProposedPassword })

  it('replaces the password, and ends no session', async () => {
    const token = await makeSession('ada')
    await change(token, PASSWORD)
    await signIn(house, pool, 'ada', NEXT)
    await expect(signIn(house, pool, 'ada')).rejects.toMatchObject(WRONG)
    await sdkFor(house).getUser({ AccessToken: token })
  })

  it('does so in a pool that keeps argon2id', async () => {
    const UserPoolTags = { 'poolhouse:password-storage': 'argon2id' }
    const own = await makePool(house, { UserPoolTags })
    const token = await makeSession('bea', own)
    await expect(change(token, NEXT)).rejects.toMatchObject(WRONG)
    await change(token, PASSWORD)
    await signIn(house, own, 'bea', NEXT)
  })

  it('wants the present password', async () => {
    const token = await makeSession('cy')
    await expect(change(token, 'Wrong-One-1')).rejects.toMatchObject(WRONG)
    await expect(change(token)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Missing required parameter PreviousPassword',
    })
    await signIn(house, pool, 'cy')
  })

  it('counts a wrong one as sign-in does, and keeps its lock', async () => {
    const token = await makeSession('dan')
    for (let guess = 0; guess < 3; guess++) {
      await expect(signIn(house, pool, 'dan', 'Wrong-One-1')).rejects.toMatchObject(WRONG)
    }
    for (let guess = 0; guess < 2; guess++) {
      await expect(change(token, 'Wrong-One-1')).rejects.toMatchObject(WRONG)
    }
    await expect(signIn(house, pool, 'dan')).rejects.toMatchObject(LOCKED)
    await expect(change(token, PASSWORD)).rejects.toMatchObject(LOCKED)
    house.clock.advance('1s')
    await change(token, PASSWORD)
    for (let guess = 0; guess < 4; guess++) {
      await expect(signIn(house, pool, 'dan', 'Wrong-One-1')).rejects.toMatchObject(WRONG)
    }
    await signIn(house, pool, 'dan', NEXT)
  })

  it('lets a stolen session guess five times in an hour', async () => {
    const token = await makeSession('eve')
    for (let guess = 0; guess < 5; guess++) {
      await expect(change(token, `Wrong-One-${guess}`)).rejects.toMatchObject(WRONG)
    }
    house.clock.advance('59m')
    await expect(change(token, PASSWORD)).rejects.toMatchObject(LIMIT)
    house.clock.advance('1m')
    const { AccessToken } = await signIn(house, pool, 'eve')
    await change(AccessToken, PASSWORD)
  })

  it('holds the new one against the policy, which is no guess', async () => {
    const token = await makeSession('fay')
    for (let tries = 0; tries < 6; tries++) {
      await expect(change(token, PASSWORD, 'short')).rejects.toMatchObject({
        name: 'InvalidPasswordException',
        message: 'Password did not conform with policy: Password not long enough',
      })
    }
    await change(token, PASSWORD)
  })

  it('holds it against the history of the pool', async () => {
    const own = await makePool(house, {
      Policies: { PasswordPolicy: { MinimumLength: 8, PasswordHistorySize: 2 } },
    })
    const token = await makeSession('gus', own)
    const used = { name: 'PasswordHistoryPolicyViolationException' }
    await expect(change(token, PASSWORD, PASSWORD)).rejects.toMatchObject(used)
    await change(token, PASSWORD, NEXT)
    await expect(change(token, NEXT, PASSWORD)).rejects.toMatchObject(used)
    house.clock.advance('1s')
    await change(token, NEXT, 'Float-Every-Day-3')
    await change(token, 'Float-Every-Day-3', PASSWORD)
  })

  it('takes one of several that prove the same password at once', async () => {
    const token = await makeSession('hal')
    const passwords = ['Race-Of-One-1', 'Race-Of-Two-2', 'Race-Of-Three-3']
    const results = await Promise.allSettled(
      passwords.map((password) => change(token, PASSWORD, password)),
    )
    const won = passwords.filter((_, index) => results[index]?.status === 'fulfilled')
    expect(won).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject(WRONG)
    }
    await signIn(house, pool, 'hal', won[0])
  })

  it('is not for those whose password an administrator set or reset', async () => {
    const sdk = sdkFor(house)
    const UserPoolId = pool.poolId
    const token = await makeSession('ivy')
    await sdk.adminResetUserPassword({ UserPoolId, Username: 'ivy' })
    await expect(change(token, PASSWORD)).rejects.toMatchObject({
      name: 'PasswordResetRequiredException',
    })
    await sdk.adminSetUserPassword({ UserPoolId, Username: 'ivy', Password: PASSWORD })
    await expect(change(token, PASSWORD)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'User password cannot be changed in the current state.',
    })
  })

  it('is not for a session that ended', async () => {
    const token = await makeSession('jo')
    await sdkFor(house).globalSignOut({ AccessToken: token })
    await expect(change(token, PASSWORD)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Access Token has been revoked',
    })
  })
})
