import { beforeAll, describe, expect, it } from 'vitest'
import { makePool, makeUser, PASSWORD, signIn } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import { call } from '../../test/support/wire.ts'
import type { Poolhouse } from '../index.ts'

onEachStore('UpdateUserPool', (open) => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })
  const make = async (settings = {}) => {
    const made = await sdkFor(house).createUserPool({ PoolName: 'before', ...settings })
    return made.UserPool?.Id ?? ''
  }
  const describePool = async (UserPoolId: string) =>
    (await sdkFor(house).describeUserPool({ UserPoolId })).UserPool

  it('changes what is named, answers with nothing, and moves LastModifiedDate only', async () => {
    const UserPoolId = await make()
    const before = await describePool(UserPoolId)
    house.clock.advance('1h')
    const answer = await call(house, 'UpdateUserPool', {
      UserPoolId,
      PoolName: 'after',
      AutoVerifiedAttributes: ['email'],
    })
    expect(answer).toEqual({ status: 200, body: {} })
    const after = await describePool(UserPoolId)
    expect(after).toEqual({
      ...before,
      Name: 'after',
      AutoVerifiedAttributes: ['email'],
      LastModifiedDate: expect.any(Date),
    })
    expect(after?.LastModifiedDate?.getTime()).toBeGreaterThan(
      before?.LastModifiedDate?.getTime() ?? 0,
    )
  })

  it('returns what is left out to its default', async () => {
    const UserPoolId = await make({
      AutoVerifiedAttributes: ['email'],
      DeletionProtection: 'ACTIVE',
      EmailVerificationMessage: 'Your code: {####}',
      Policies: { PasswordPolicy: { MinimumLength: 20, PasswordHistorySize: 3 } },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: 'admin_only' }] },
      UserPoolTags: { team: 'games' },
    })
    const plain = await describePool(await make())
    await sdkFor(house).updateUserPool({ UserPoolId })
    expect(await describePool(UserPoolId)).toEqual({
      ...plain,
      Id: UserPoolId,
      Arn: plain?.Arn?.replace(plain.Id ?? '', UserPoolId),
      CreationDate: expect.any(Date),
      LastModifiedDate: expect.any(Date),
    })
  })

  it('keeps the name, the tier and what was fixed at creation', async () => {
    const UserPoolTags = { 'poolhouse:password-storage': 'argon2id', _custom_id_: 'us-east-1_Kept' }
    const fixed = {
      AliasAttributes: ['email' as const],
      UsernameConfiguration: { CaseSensitive: false },
      UserPoolTier: 'PLUS' as const,
    }
    const Schema = [{ Name: 'level', AttributeDataType: 'Number' as const }]
    const UserPoolId = await make({ ...fixed, Schema, UserPoolTags })
    const before = await describePool(UserPoolId)
    await sdkFor(house).updateUserPool({ UserPoolId, UserPoolTags: { team: 'games' } })
    const after = await describePool(UserPoolId)
    expect(after).toMatchObject({ ...fixed, Id: 'us-east-1_Kept', Name: 'before' })
    expect(after?.SchemaAttributes).toEqual(before?.SchemaAttributes)
    expect(after?.UserPoolTags).toEqual({ ...UserPoolTags, team: 'games' })
  })

  it('replaces the tags', async () => {
    const UserPoolId = await make({ UserPoolTags: { team: 'games', stage: 'test' } })
    await sdkFor(house).updateUserPool({ UserPoolId, UserPoolTags: { stage: 'live' } })
    expect((await describePool(UserPoolId))?.UserPoolTags).toEqual({ stage: 'live' })
  })

  it('holds at once: people stay, and sign up under the new rules', async () => {
    const pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    const sdk = sdkFor(house)
    const signUp = (Username: string) =>
      sdk.signUp({ ClientId: pool.clientId, Username, Password: 'abc123' })
    await expect(signUp('bob')).rejects.toMatchObject({ name: 'InvalidPasswordException' })
    await sdk.updateUserPool({
      UserPoolId: pool.poolId,
      Policies: { PasswordPolicy: { MinimumLength: 6 } },
    })
    await signUp('bob')
    await signIn(house, pool, 'ada', PASSWORD)
    await sdk.updateUserPool({ UserPoolId: pool.poolId })
    await expect(signUp('cleo')).rejects.toMatchObject({ name: 'InvalidPasswordException' })
  })

  it('protects from deletion, and gives the protection up', async () => {
    const UserPoolId = await make()
    const sdk = sdkFor(house)
    await sdk.updateUserPool({ UserPoolId, DeletionProtection: 'ACTIVE' })
    await expect(sdk.deleteUserPool({ UserPoolId })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message:
        'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
    })
    await sdk.updateUserPool({ UserPoolId, DeletionProtection: 'INACTIVE' })
    await sdk.deleteUserPool({ UserPoolId })
  })

  it('takes what is given as nothing for the default', async () => {
    const UserPoolId = await make()
    const before = await describePool(UserPoolId)
    await sdkFor(house).updateUserPool({
      UserPoolId,
      AutoVerifiedAttributes: [],
      Policies: {},
      LambdaConfig: {},
      EmailConfiguration: {},
      AdminCreateUserConfig: { UnusedAccountValidityDays: 0 },
      UserPoolTags: {},
      AcrConfiguration: {},
    })
    expect(await describePool(UserPoolId)).toEqual({
      ...before,
      LastModifiedDate: expect.any(Date),
    })
  })

  it('takes a requirement that a policy does not name for none, and zero for no value', async () => {
    const UserPoolId = await make()
    const PasswordPolicy = {
      RequireNumbers: true,
      PasswordHistorySize: 0,
      TemporaryPasswordValidityDays: 0,
    }
    await sdkFor(house).updateUserPool({ UserPoolId, Policies: { PasswordPolicy } })
    expect((await describePool(UserPoolId))?.Policies?.PasswordPolicy).toEqual({
      MinimumLength: 8,
      RequireUppercase: false,
      RequireLowercase: false,
      RequireNumbers: true,
      RequireSymbols: false,
      TemporaryPasswordValidityDays: 7,
    })
  })

  it.each([
    [{ Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 3 } } }],
    [{ AdminCreateUserConfig: { UnusedAccountValidityDays: 3 } }],
    [
      {
        Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 3 } },
        AdminCreateUserConfig: { UnusedAccountValidityDays: 3 },
      },
    ],
  ])('describes the days of a temporary password under both names: %j', async (settings) => {
    const UserPoolId = await make()
    await sdkFor(house).updateUserPool({ UserPoolId, ...settings })
    expect(await describePool(UserPoolId)).toMatchObject({
      Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 3 } },
      AdminCreateUserConfig: { UnusedAccountValidityDays: 3 },
    })
  })

  describe('refuses', () => {
    it('an unknown pool', async () => {
      await expect(
        sdkFor(house).updateUserPool({ UserPoolId: 'us-east-1_None' }),
      ).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: 'User pool us-east-1_None does not exist.',
      })
    })

    it('a change of what its tags fixed', async () => {
      const UserPoolId = await make({ UserPoolTags: { 'poolhouse:password-storage': 'argon2id' } })
      const update = (UserPoolTags: Record<string, string>) =>
        sdkFor(house).updateUserPool({ UserPoolId, UserPoolTags })
      await update({ 'poolhouse:password-storage': 'argon2id' })
      const changes = [{ 'poolhouse:password-storage': 'srp' }, { _custom_id_: 'us-east-1_Other' }]
      for (const tags of changes) {
        await expect(update(tags)).rejects.toMatchObject({
          name: 'InvalidParameterException',
          message: expect.stringContaining('fixed when the pool is made'),
        })
      }
    })

    it('and leaves the pool as it was', async () => {
      const UserPoolId = await make()
      const before = await describePool(UserPoolId)
      const settings = { EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' as const } }
      await expect(
        sdkFor(house).updateUserPool({ UserPoolId, PoolName: 'after', ...settings }),
      ).rejects.toThrow('SourceArn')
      expect(await describePool(UserPoolId)).toEqual(before)
    })
  })
})
