import { InvalidParameterException } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import { call } from '../../test/support/wire.ts'
import type { Poolhouse } from '../index.ts'

onEachStore('user pools', (open) => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })

  it('describes a pool made with a name only, with every default that Cognito returns', async () => {
    const { UserPool } = await sdkFor(house).createUserPool({ PoolName: 'x' })
    const described = await call(house, 'DescribeUserPool', { UserPoolId: UserPool?.Id })
    expect(described.body.UserPool).toEqual({
      Id: expect.stringMatching(/^us-east-1_[0-9a-zA-Z]{9}$/),
      Name: 'x',
      Policies: {
        PasswordPolicy: {
          MinimumLength: 8,
          RequireUppercase: true,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          TemporaryPasswordValidityDays: 7,
        },
        SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] },
      },
      DeletionProtection: 'INACTIVE',
      LambdaConfig: {},
      LastModifiedDate: expect.any(Number),
      CreationDate: expect.any(Number),
      SchemaAttributes: expect.any(Array),
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [] },
      MfaConfiguration: 'OFF',
      EstimatedNumberOfUsers: 0,
      EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
      UserPoolTags: {},
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, UnusedAccountValidityDays: 7 },
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Priority: 1, Name: 'verified_email' },
          { Priority: 2, Name: 'verified_phone_number' },
        ],
      },
      Arn: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${UserPool?.Id}`,
      UserPoolTier: 'ESSENTIALS',
    })
  })

  it('lists the standard attributes in Cognito’s order, then custom ones with their prefix', async () => {
    const { UserPool } = await sdkFor(house).createUserPool({
      PoolName: 'schema',
      Schema: [
        { Name: 'level', AttributeDataType: 'Number', Mutable: false },
        { Name: 'email', AttributeDataType: 'String', Required: true, Mutable: true },
      ],
    })
    const schema = UserPool?.SchemaAttributes ?? []
    expect(schema.map(({ Name }) => Name).join(', ')).toBe(
      'sub, name, given_name, family_name, middle_name, nickname, preferred_username, profile, picture, website, email, email_verified, gender, birthdate, zoneinfo, locale, phone_number, phone_number_verified, address, updated_at, custom:level',
    )
    expect(schema.find(({ Name }) => Name === 'sub')).toEqual({
      Name: 'sub',
      AttributeDataType: 'String',
      DeveloperOnlyAttribute: false,
      Mutable: false,
      Required: true,
      StringAttributeConstraints: { MinLength: '1', MaxLength: '2048' },
    })
    expect(schema.find(({ Name }) => Name === 'email')?.Required).toBe(true)
    expect(schema.at(-1)).toMatchObject({ AttributeDataType: 'Number', Mutable: false })
  })

  it('describes what was chosen', async () => {
    const chosen = {
      PoolName: 'chosen',
      AliasAttributes: ['email' as const],
      AutoVerifiedAttributes: ['email' as const],
      UsernameConfiguration: { CaseSensitive: false },
      UserPoolTags: { team: 'games' },
      DeletionProtection: 'ACTIVE' as const,
      EmailVerificationSubject: 'Welcome',
      EmailVerificationMessage: 'Your code: {####}',
    }
    const { UserPool } = await sdkFor(house).createUserPool(chosen)
    const { PoolName, ...settings } = chosen
    expect(UserPool).toMatchObject({ Name: PoolName, ...settings })
    expect(UserPool?.VerificationMessageTemplate).toEqual({
      DefaultEmailOption: 'CONFIRM_WITH_CODE',
      EmailSubject: 'Welcome',
      EmailMessage: 'Your code: {####}',
    })
  })

  it('deletes a pool with all that is in it, unless it is protected', async () => {
    const sdk = sdkFor(house)
    const { UserPool } = await sdk.createUserPool({ PoolName: 'gone' })
    const UserPoolId = UserPool?.Id ?? ''
    await sdk.createUserPoolClient({ UserPoolId, ClientName: 'app' })
    await sdk.deleteUserPool({ UserPoolId })
    await expect(sdk.describeUserPool({ UserPoolId })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `User pool ${UserPoolId} does not exist.`,
    })

    const kept = await sdk.createUserPool({ PoolName: 'kept', DeletionProtection: 'ACTIVE' })
    await expect(sdk.deleteUserPool({ UserPoolId: kept.UserPool?.Id })).rejects.toThrow(
      InvalidParameterException,
    )
  })

  describe('refuses', () => {
    it.each([
      [{ AliasAttributes: ['email'], UsernameAttributes: ['email'] }, 'Only one of'],
      [{ Schema: [{ Name: 'x', Required: true }] }, 'Required custom attributes'],
      [{ Schema: [{ Name: 'email', AttributeDataType: 'Number' }] }, 'You can not change'],
      [{ Schema: [{ Name: 'x' }, { Name: 'x' }] }, 'Existing attribute already has name'],
      [{ UserPoolTags: { 'poolhouse:password-storage': 'plain' } }, 'must be srp or argon2id'],
      [{ UserPoolTags: { _custom_id_: 'no id' } }, '_custom_id_'],
    ])('%j', async (settings, message) => {
      const answer = await call(house, 'CreateUserPool', { PoolName: 'x', ...settings })
      expect(answer.status).toBe(400)
      expect(answer.body.__type).toBe('InvalidParameterException')
      expect(answer.body.message).toContain(message)
    })

    it.each([
      [{ UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } }],
      [{ Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'SOFTWARE_TOKEN'] } } }],
    ])('what would change sign-in and does not work yet: %j', async (settings) => {
      const answer = await call(house, 'CreateUserPool', { PoolName: 'x', ...settings })
      expect(answer.body.__type).toBe('NotImplementedException')
    })

    it('a chosen id that is taken', async () => {
      const UserPoolTags = { _custom_id_: 'us-east-1_Chosen' }
      const made = await sdkFor(house).createUserPool({ PoolName: 'first', UserPoolTags })
      expect(made.UserPool?.Id).toBe('us-east-1_Chosen')
      await expect(
        sdkFor(house).createUserPool({ PoolName: 'second', UserPoolTags }),
      ).rejects.toThrow('already exists')
    })
  })
})

onEachStore('lists of user pools', (open) => {
  it('come in pages, in order of creation, with no token on the last', async () => {
    const house = await open()
    const sdk = sdkFor(house)
    for (const PoolName of ['a', 'b', 'c', 'd']) await sdk.createUserPool({ PoolName })
    const first = await sdk.listUserPools({ MaxResults: 2 })
    expect(first.UserPools?.map(({ Name }) => Name)).toEqual(['a', 'b'])
    const { NextToken } = first
    const last = await sdk.listUserPools({ MaxResults: 2, NextToken })
    expect(last.UserPools?.map(({ Name }) => Name)).toEqual(['c', 'd'])
    expect(last.NextToken).toBeUndefined()

    house.clock.advance('61m')
    await expect(sdk.listUserPools({ MaxResults: 2, NextToken })).rejects.toThrow(
      'Invalid pagination token',
    )
  })

  it('refuse a token of another list, a changed one and a made-up one', async () => {
    const house = await open()
    const sdk = sdkFor(house)
    for (const PoolName of ['e', 'f']) await sdk.createUserPool({ PoolName })
    const { NextToken = '' } = await sdk.listUserPools({ MaxResults: 1 })
    const [pool] = (await sdk.listUserPools({ MaxResults: 1 })).UserPools ?? []
    const refused = { name: 'InvalidParameterException', message: 'Invalid pagination token' }
    for (const token of [`${NextToken}A`, NextToken.slice(0, -2), 'made-up']) {
      await expect(sdk.listUserPools({ MaxResults: 1, NextToken: token })).rejects.toMatchObject(
        refused,
      )
    }
    await expect(
      sdk.listUserPoolClients({ UserPoolId: pool?.Id, NextToken }),
    ).rejects.toMatchObject(refused)
  })
})
