import { beforeAll, describe, expect, it } from 'vitest'
import { identitySdkFor, sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const EVERYTHING = {
  AllowUnauthenticatedIdentities: false,
  AllowClassicFlow: true,
  SupportedLoginProviders: { 'accounts.google.com': 'app.apps', 'api.twitter.com': 'key;secret' },
  DeveloperProviderName: 'login.example.com',
  OpenIdConnectProviderARNs: ['arn:aws:iam::000000000000:oidc-provider/id.example.com/realm'],
  CognitoIdentityProviders: [
    {
      ProviderName: 'cognito-idp.us-east-1.amazonaws.com/us-east-1_Example01',
      ClientId: 'app',
      ServerSideTokenCheck: true,
    },
    { ProviderName: 'localhost:7665/us-east-1_Example01', ClientId: 'other' },
  ],
}

onEachStore('identity pools', (open) => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })
  const sdk = () => identitySdkFor(house)
  const make = async (more = {}) => {
    const input = { IdentityPoolName: 'x', AllowUnauthenticatedIdentities: true, ...more }
    return await sdk().createIdentityPool(input)
  }

  it('are described as they were made', async () => {
    const made = await make({ IdentityPoolName: 'My pool', ...EVERYTHING })
    expect(made.IdentityPoolId).toMatch(/^us-east-1:[0-9a-f-]{36}$/)
    const { IdentityPoolId, $metadata, ...rest } = made
    expect(rest).toEqual({
      IdentityPoolName: 'My pool',
      ...EVERYTHING,
      CognitoIdentityProviders: [
        EVERYTHING.CognitoIdentityProviders[0],
        { ...EVERYTHING.CognitoIdentityProviders[1], ServerSideTokenCheck: false },
      ],
      IdentityPoolTags: {},
    })
    expect(await sdk().describeIdentityPool({ IdentityPoolId })).toMatchObject(rest)
  })

  it('may have an id of their own, once', async () => {
    const IdentityPoolTags = { _custom_id_: 'us-east-1:00000000-0000-4000-8000-00000000cafe' }
    const { IdentityPoolId } = await make({ IdentityPoolTags })
    expect(IdentityPoolId).toBe(IdentityPoolTags._custom_id_)
    const again = make({ IdentityPoolTags })
    await expect(again).rejects.toMatchObject({ name: 'ResourceConflictException' })
    const odd = make({ IdentityPoolTags: { _custom_id_: 'x' } })
    await expect(odd).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })

  it('are replaced by an update, but for their tags and their developer provider', async () => {
    const { IdentityPoolId } = await make({ ...EVERYTHING, IdentityPoolTags: { team: 'games' } })
    const update = {
      IdentityPoolId,
      IdentityPoolName: 'renamed',
      AllowUnauthenticatedIdentities: true,
    }
    const { $metadata, ...after } = await sdk().updateIdentityPool(update)
    expect(after).toEqual({
      ...update,
      AllowClassicFlow: false,
      DeveloperProviderName: 'login.example.com',
      IdentityPoolTags: { team: 'games' },
    })
    expect(await sdk().describeIdentityPool({ IdentityPoolId })).toMatchObject(after)
    const change = { ...update, DeveloperProviderName: 'another' }
    await expect(sdk().updateIdentityPool(change)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'The developer provider name of an identity pool cannot be changed.',
    })
  })

  describe('that name tags in an update', () => {
    const ID = 'us-east-1:77777777-2222-4333-8444-555555555555'
    const update = (IdentityPoolId: string | undefined, IdentityPoolTags: Record<string, string>) =>
      sdk().updateIdentityPool({
        ...{ IdentityPoolId, IdentityPoolTags },
        IdentityPoolName: 'renamed',
        AllowUnauthenticatedIdentities: true,
      })
    const tagsOf = async (IdentityPoolId: string | undefined) =>
      (await sdk().describeIdentityPool({ IdentityPoolId })).IdentityPoolTags

    it('have those in place of all others', async () => {
      const { IdentityPoolId } = await make({ IdentityPoolTags: { team: 'games', stage: 'test' } })
      const { IdentityPoolTags } = await update(IdentityPoolId, { stage: 'live' })
      expect(IdentityPoolTags).toEqual({ stage: 'live' })
      expect(await tagsOf(IdentityPoolId)).toEqual({ stage: 'live' })
      await update(IdentityPoolId, {})
      expect(await tagsOf(IdentityPoolId)).toEqual({})
      await expect(update(IdentityPoolId, { 'aws:x': 'y' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
      })
    })

    it('keep the one that chose their id, also where it is left out', async () => {
      await make({ IdentityPoolTags: { _custom_id_: ID, team: 'games' } })
      await update(ID, { stage: 'live' })
      expect(await tagsOf(ID)).toEqual({ _custom_id_: ID, stage: 'live' })
      await update(ID, { _custom_id_: ID })
      expect(await tagsOf(ID)).toEqual({ _custom_id_: ID })
      await expect(update(ID, { _custom_id_: `${ID}0` })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringContaining('_custom_id_ is fixed'),
      })
      expect(await tagsOf(ID)).toEqual({ _custom_id_: ID })
    })
  })

  it('are gone when they are deleted', async () => {
    const { IdentityPoolId } = await make()
    await sdk().deleteIdentityPool({ IdentityPoolId })
    for (const call of [
      () => sdk().describeIdentityPool({ IdentityPoolId }),
      () => sdk().deleteIdentityPool({ IdentityPoolId }),
    ]) {
      await expect(call()).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: `IdentityPool '${IdentityPoolId}' not found.`,
      })
    }
  })

  it('are listed page by page, the oldest first', async () => {
    const made = []
    for (const name of ['a', 'b', 'c']) made.push(await make({ IdentityPoolName: name }))
    const found = []
    let NextToken: string | undefined
    do {
      const page = await sdk().listIdentityPools({ MaxResults: 2, NextToken })
      found.push(...(page.IdentityPools ?? []))
      NextToken = page.NextToken
    } while (NextToken)
    expect(found.slice(-3)).toEqual(
      made.map(({ IdentityPoolId, IdentityPoolName }) => ({ IdentityPoolId, IdentityPoolName })),
    )
    const foreign = (await sdkFor(house).listUserPools({ MaxResults: 1 })).NextToken ?? 'made-up'
    const other = sdk().listIdentityPools({ MaxResults: 2, NextToken: foreign })
    await expect(other).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })

  describe('cannot be made', () => {
    it.each([
      [{ SamlProviderARNs: ['arn:aws:iam::000000000000:saml-provider/x'] }, 'NotImplemented'],
      [{ SupportedLoginProviders: { 'www.digits.com': 'x' } }, 'InvalidParameter'],
      [{ SupportedLoginProviders: { 'example.com': 'x' } }, 'InvalidParameter'],
      [{ OpenIdConnectProviderARNs: ['arn:aws:iam::000000000000:role/x'] }, 'InvalidParameter'],
      [{ CognitoIdentityProviders: [{ ProviderName: 'example.com/x_y' }] }, 'InvalidParameter'],
      [
        { CognitoIdentityProviders: [{ ProviderName: 'example.com', ClientId: 'x' }] },
        'InvalidParameter',
      ],
      [{ DeveloperProviderName: 'accounts.google.com' }, 'InvalidParameter'],
      [{ DeveloperProviderName: 'cognito-identity.amazonaws.com' }, 'InvalidParameter'],
      [
        {
          DeveloperProviderName: 'id.example.com',
          OpenIdConnectProviderARNs: ['arn:aws:iam::000000000000:oidc-provider/id.example.com'],
        },
        'InvalidParameter',
      ],
      [{ IdentityPoolTags: { 'aws:x': 'y' } }, 'InvalidParameter'],
    ])('with %j', async (more, error) => {
      await expect(make(more)).rejects.toMatchObject({ name: `${error}Exception` })
    })
  })

  it('have tags, which are added, removed and listed by ARN', async () => {
    const { IdentityPoolId } = await make({ IdentityPoolTags: { team: 'games', stage: 'test' } })
    const ResourceArn = `arn:aws:cognito-identity:us-east-1:000000000000:identitypool/${IdentityPoolId}`
    await sdk().tagResource({ ResourceArn, Tags: { stage: 'live' } })
    await sdk().untagResource({ ResourceArn, TagKeys: ['team', 'none'] })
    const { Tags } = await sdk().listTagsForResource({ ResourceArn })
    expect(Tags).toEqual({ stage: 'live' })
    const { IdentityPoolTags } = await sdk().describeIdentityPool({ IdentityPoolId })
    expect(IdentityPoolTags).toEqual({ stage: 'live' })
  })

  it.each([
    ['arn:aws:cognito-idp:us-east-1:000000000000:userpool/x', 'InvalidParameterException'],
    [
      'arn:aws:cognito-identity:us-east-1:000000000000:identitypool/us-east-1:0',
      'ResourceNotFoundException',
    ],
  ])('are not what %s names', async (ResourceArn, name) => {
    await expect(sdk().listTagsForResource({ ResourceArn })).rejects.toMatchObject({ name })
  })
})
