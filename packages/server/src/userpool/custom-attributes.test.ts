import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import { makePool, PASSWORD } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import { call } from '../../test/support/wire.ts'
import type { Poolhouse } from '../index.ts'

onEachStore('AddCustomAttributes', (open) => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })
  const make = async () => {
    const made = await sdkFor(house).createUserPool({ PoolName: 'x' })
    return made.UserPool?.Id ?? ''
  }
  const add = (UserPoolId: string, ...CustomAttributes: SchemaAttributeType[]) =>
    sdkFor(house).addCustomAttributes({ UserPoolId, CustomAttributes })
  const customOf = async (UserPoolId: string) => {
    const { UserPool } = await sdkFor(house).describeUserPool({ UserPoolId })
    return (UserPool?.SchemaAttributes ?? []).filter(({ Name }) => Name?.includes('custom:'))
  }
  const several = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, index) => ({ Name: `${prefix}${index}` }))

  it('adds them at the end of the schema, under their full names', async () => {
    const UserPoolId = await make()
    await add(UserPoolId, { Name: 'first' })
    await add(
      UserPoolId,
      {
        Name: 'level',
        AttributeDataType: 'Number',
        Mutable: false,
        NumberAttributeConstraints: { MinValue: '-1.5', MaxValue: '10' },
      },
      { Name: 'secret', AttributeDataType: 'Boolean', DeveloperOnlyAttribute: true },
      { Name: 'email' },
    )
    const text = {
      AttributeDataType: 'String',
      DeveloperOnlyAttribute: false,
      Mutable: true,
      Required: false,
      StringAttributeConstraints: {},
    }
    expect(await customOf(UserPoolId)).toEqual([
      { ...text, Name: 'custom:first' },
      {
        Name: 'custom:level',
        AttributeDataType: 'Number',
        DeveloperOnlyAttribute: false,
        Mutable: false,
        Required: false,
        NumberAttributeConstraints: { MinValue: '-1.5', MaxValue: '10' },
      },
      {
        Name: 'dev:custom:secret',
        AttributeDataType: 'Boolean',
        DeveloperOnlyAttribute: true,
        Mutable: true,
        Required: false,
      },
      { ...text, Name: 'custom:email' },
    ])
  })

  it('gives people the attribute at once', async () => {
    const { poolId, clientId } = await makePool(house)
    const UserAttributes = [{ Name: 'custom:level', Value: '7' }]
    const signUp = (Username: string) =>
      sdkFor(house).signUp({ ClientId: clientId, Username, Password: PASSWORD, UserAttributes })
    await expect(signUp('ada')).rejects.toThrow('Attribute does not exist in the schema')
    await add(poolId, { Name: 'level', AttributeDataType: 'Number' })
    await signUp('ada')
  })

  it('loses none of many added at once, nor to an update of the pool', async () => {
    const UserPoolId = await make()
    const names = several(12, 'n')
    await Promise.all([
      ...names.map((attribute) => add(UserPoolId, attribute)),
      sdkFor(house).updateUserPool({ UserPoolId, PoolName: 'meanwhile' }),
    ])
    const { UserPool } = await sdkFor(house).describeUserPool({ UserPoolId })
    expect(UserPool?.Name).toBe('meanwhile')
    expect((await customOf(UserPoolId)).map(({ Name }) => Name).toSorted()).toEqual(
      names.map(({ Name }) => `custom:${Name}`).toSorted(),
    )
  })

  it('adds one of two of the same name at once', async () => {
    const UserPoolId = await make()
    const answers = await Promise.allSettled([
      add(UserPoolId, { Name: 'same' }),
      add(UserPoolId, { Name: 'same' }),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await customOf(UserPoolId)).toHaveLength(1)
  })

  it('adds up to fifty in all, twenty-five a call', async () => {
    const UserPoolId = await make()
    await add(UserPoolId, ...several(25, 'a'))
    await add(UserPoolId, ...several(24, 'b'))
    await expect(add(UserPoolId, ...several(2, 'c'))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'A user pool has at most 50 custom attributes.',
    })
    await add(UserPoolId, { Name: 'last' })
    expect(await customOf(UserPoolId)).toHaveLength(50)
    await expect(add(UserPoolId, ...several(26, 'd'))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('less than or equal to 25'),
    })
  })

  describe('refuses', () => {
    it('a name that is there, and adds nothing of that call', async () => {
      const UserPoolId = await make()
      await add(UserPoolId, { Name: 'x' })
      await expect(add(UserPoolId, { Name: 'y' }, { Name: 'x' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'custom:x: Existing attribute already has name custom:x.',
      })
      await expect(add(UserPoolId, { Name: 'z' }, { Name: 'z' })).rejects.toThrow(
        'custom:z: Existing attribute already has name custom:z.',
      )
      expect(await customOf(UserPoolId)).toHaveLength(1)
    })

    it('an unknown pool', async () => {
      await expect(add('us-east-1_None', { Name: 'x' })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      })
    })

    it.each([
      [{}, 'must not be empty'],
      [{ Name: 'x', Required: true }, 'Required custom attributes are not supported currently.'],
      [
        { Name: 'x', StringAttributeConstraints: { MinLength: 'few' } },
        'custom:x: Invalid length constraint: few',
      ],
      [
        { Name: 'x', StringAttributeConstraints: { MaxLength: '2049' } },
        'Invalid length constraint',
      ],
      [
        { Name: 'x', StringAttributeConstraints: { MinLength: '9', MaxLength: '8' } },
        'The minimum length 9 is more than the maximum 8',
      ],
      [
        {
          Name: 'x',
          AttributeDataType: 'Number',
          NumberAttributeConstraints: { MaxValue: 'NaN' },
        },
        'Invalid value constraint: NaN',
      ],
    ])('%j', async (attribute, message) => {
      const UserPoolId = await make()
      const input = { UserPoolId, CustomAttributes: [attribute] }
      const added = await call(house, 'AddCustomAttributes', input)
      const made = await call(house, 'CreateUserPool', { PoolName: 'x', Schema: [attribute] })
      for (const { body } of [added, made]) {
        expect(body.__type).toBe('InvalidParameterException')
        expect(body.message).toContain(message)
      }
    })
  })
})
