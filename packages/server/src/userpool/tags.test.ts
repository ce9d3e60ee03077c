import { beforeAll, describe, expect, it } from 'vitest'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

onEachStore('tags', (open) => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })
  const make = async (UserPoolTags = {}) => {
    const { UserPool } = await sdkFor(house).createUserPool({ PoolName: 'x', UserPoolTags })
    return { ResourceArn: UserPool?.Arn, UserPoolId: UserPool?.Id }
  }
  const tagsOf = async (ResourceArn: string | undefined) =>
    (await sdkFor(house).listTagsForResource({ ResourceArn })).Tags

  it('are none unless given, and are described with the pool', async () => {
    const { ResourceArn, UserPoolId } = await make()
    expect(await tagsOf(ResourceArn)).toEqual({})
    await sdkFor(house).tagResource({ ResourceArn, Tags: { team: 'games' } })
    const { UserPool } = await sdkFor(house).describeUserPool({ UserPoolId })
    expect(UserPool?.UserPoolTags).toEqual({ team: 'games' })
  })

  it('are added and replaced one by one', async () => {
    const { ResourceArn } = await make({ team: 'games', stage: 'test' })
    const sdk = sdkFor(house)
    await sdk.tagResource({ ResourceArn, Tags: { stage: 'live', cost: '' } })
    expect(await tagsOf(ResourceArn)).toEqual({ team: 'games', stage: 'live', cost: '' })
    await sdk.tagResource({ ResourceArn, Tags: {} })
    expect(await tagsOf(ResourceArn)).toEqual({ team: 'games', stage: 'live', cost: '' })
  })

  it('are removed by name; a name that is not there is no error', async () => {
    const { ResourceArn } = await make({ team: 'games', stage: 'test' })
    await sdkFor(house).untagResource({ ResourceArn, TagKeys: ['stage', 'none', 'constructor'] })
    expect(await tagsOf(ResourceArn)).toEqual({ team: 'games' })
  })

  it('are all kept of many at once', async () => {
    const { ResourceArn } = await make({ gone: 'x' })
    const sdk = sdkFor(house)
    const names = Array.from({ length: 12 }, (_, index) => `tag${index}`)
    await Promise.all([
      ...names.map((name) => sdk.tagResource({ ResourceArn, Tags: { [name]: name } })),
      sdk.untagResource({ ResourceArn, TagKeys: ['gone'] }),
    ])
    expect(await tagsOf(ResourceArn)).toEqual(Object.fromEntries(names.map((name) => [name, name])))
  })

  it('are at most fifty', async () => {
    const tags = (count: number, prefix = 'tag') =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, 'x']))
    const { ResourceArn } = await make(tags(50))
    const sdk = sdkFor(house)
    await sdk.tagResource({ ResourceArn, Tags: { tag7: 'y' } })
    await expect(sdk.tagResource({ ResourceArn, Tags: tags(1, 'more') })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'A pool has at most 50 tags.',
    })
    await expect(sdk.createUserPool({ PoolName: 'x', UserPoolTags: tags(51) })).rejects.toThrow(
      'at most 50 tags',
    )
  })

  it('that fixed something at creation stay', async () => {
    const fixed = { 'poolhouse:password-storage': 'argon2id', _custom_id_: 'us-east-1_Tagged' }
    const { ResourceArn } = await make({ ...fixed, team: 'games' })
    const sdk = sdkFor(house)
    await sdk.tagResource({ ResourceArn, Tags: { ...fixed, team: 'art' } })
    for (const [name, value] of Object.entries(fixed)) {
      const refused = {
        name: 'InvalidParameterException',
        message: `The tag ${name} is fixed when the pool is made: make a new one to choose again.`,
      }
      const Tags = { [name]: `${value}x` }
      await expect(sdk.tagResource({ ResourceArn, Tags })).rejects.toMatchObject(refused)
      const TagKeys = ['team', name]
      await expect(sdk.untagResource({ ResourceArn, TagKeys })).rejects.toMatchObject(refused)
      const other = await make()
      await expect(sdk.tagResource({ ...other, Tags: { [name]: value } })).rejects.toMatchObject(
        refused,
      )
      await sdk.untagResource({ ...other, TagKeys: [name] })
    }
    expect(await tagsOf(ResourceArn)).toEqual({ ...fixed, team: 'art' })
  })

  it('refuse names that AWS reserves', async () => {
    const { ResourceArn } = await make()
    await expect(
      sdkFor(house).tagResource({ ResourceArn, Tags: { 'aws:team': 'x' } }),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })

  describe('are of pools of this house only:', () => {
    it.each([
      ['arn:aws:s3:us-east-1:000000000000:bucket/x', 'InvalidParameterException'],
      ['arn:aws:cognito-idp:us-east-1:000000000000:userpool', 'InvalidParameterException'],
      ['arn:aws:cognito-idp:us-east-1:000000000000:userpool/', 'InvalidParameterException'],
      [
        'arn:aws:cognito-identity:us-east-1:000000000000:identitypool/x',
        'InvalidParameterException',
      ],
      ['not an ARN at all, though long enough', 'InvalidParameterException'],
      [
        'arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_None',
        'ResourceNotFoundException',
      ],
      ['arn:aws:cognito-idp:us-east-1:000000000001:userpool/POOL', 'ResourceNotFoundException'],
      ['arn:aws:cognito-idp:eu-west-1:000000000000:userpool/POOL', 'ResourceNotFoundException'],
      ['arn:aws-cn:cognito-idp:us-east-1:000000000000:userpool/POOL', 'ResourceNotFoundException'],
    ])('%s', async (arn, name) => {
      const { UserPoolId = '' } = await make()
      const ResourceArn = arn.replace('POOL', UserPoolId)
      const sdk = sdkFor(house)
      await expect(sdk.listTagsForResource({ ResourceArn })).rejects.toMatchObject({ name })
      const Tags = { team: 'x' }
      await expect(sdk.tagResource({ ResourceArn, Tags })).rejects.toMatchObject({ name })
      const TagKeys = ['team']
      await expect(sdk.untagResource({ ResourceArn, TagKeys })).rejects.toMatchObject({ name })
    })
  })
})
