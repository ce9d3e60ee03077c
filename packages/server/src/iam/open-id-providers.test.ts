import { beforeAll, describe, expect, it } from 'vitest'
import { atOnce, refusalOf, tally } from '../../test/attacks/refusal.ts'
import { ACCOUNT } from '../../test/support/roles.ts'
import { iamFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const THUMBPRINT = 'a'.repeat(40)
const arnOf = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:oidc-provider/${name}`

onEachStore('OpenID Connect providers', (open) => {
  let house: Poolhouse
  let made = 0
  beforeAll(async () => {
    house = await open()
  })
  const iam = () => iamFor(house)
  const make = async (more: object = {}) => {
    const name = `id${++made}.example.com/tenant`
    const answer = await iam().createOpenIDConnectProvider({ Url: `https://${name}`, ...more })
    return { name, answer, OpenIDConnectProviderArn: answer.OpenIDConnectProviderArn }
  }

  it('are registered, described, listed and deleted', async () => {
    const Tags = [{ Key: 'team', Value: 'red' }]
    const given = { ClientIDList: ['app', 'app', 'b'], ThumbprintList: [THUMBPRINT], Tags }
    const { name, answer, OpenIDConnectProviderArn } = await make(given)
    expect(answer).toMatchObject({ OpenIDConnectProviderArn: arnOf(name), Tags })
    const found = await iam().getOpenIDConnectProvider({ OpenIDConnectProviderArn })
    expect(found).toMatchObject({
      Url: name,
      ClientIDList: ['app', 'b'],
      ThumbprintList: [THUMBPRINT],
      Tags,
    })
    expect(Math.abs((found.CreateDate?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
    const list = async () => (await iam().listOpenIDConnectProviders({})).OpenIDConnectProviderList
    expect(await list()).toContainEqual({ Arn: arnOf(name) })
    await iam().deleteOpenIDConnectProvider({ OpenIDConnectProviderArn })
    expect(await list()).not.toContainEqual({ Arn: arnOf(name) })
    // As AWS documents: deleting what is not there is no error.
    await iam().deleteOpenIDConnectProvider({ OpenIDConnectProviderArn })
  })

  it('are changed in what is named', async () => {
    const { OpenIDConnectProviderArn } = await make({ ClientIDList: ['app'] })
    const of = { OpenIDConnectProviderArn }
    for (const ClientID of ['second', 'second', 'third']) {
      await iam().addClientIDToOpenIDConnectProvider({ ...of, ClientID })
    }
    for (const ClientID of ['app', 'app']) {
      await iam().removeClientIDFromOpenIDConnectProvider({ ...of, ClientID })
    }
    await iam().updateOpenIDConnectProviderThumbprint({ ...of, ThumbprintList: [THUMBPRINT] })
    await iam().tagOpenIDConnectProvider({ ...of, Tags: [{ Key: 'a', Value: '1' }] })
    await iam().tagOpenIDConnectProvider({ ...of, Tags: [{ Key: 'b', Value: '2' }] })
    await iam().untagOpenIDConnectProvider({ ...of, TagKeys: ['a'] })
    const Tags = [{ Key: 'b', Value: '2' }]
    expect(await iam().getOpenIDConnectProvider(of)).toMatchObject({
      ClientIDList: ['second', 'third'],
      ThumbprintList: [THUMBPRINT],
      Tags,
    })
    expect((await iam().listOpenIDConnectProviderTags(of)).Tags).toEqual(Tags)
  })

  it('have a hundred clients at most', async () => {
    const ClientIDList = Array.from({ length: 100 }, (_, index) => `client-${index}`)
    const { OpenIDConnectProviderArn } = await make({ ClientIDList })
    const ClientID = 'one-more'
    const add = iam().addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID })
    expect(await refusalOf(add)).toMatch(/^LimitExceededException/)
  })

  it('of which several are registered at once under one name are one', async () => {
    const Url = `https://raced${++made}.example.com`
    const answers = await atOnce(6, () => refusalOf(iam().createOpenIDConnectProvider({ Url })))
    expect(tally(answers)).toEqual({
      accepted: 1,
      [`EntityAlreadyExistsException: Provider with url ${Url} already exists.`]: 5,
    })
  })

  it('lose no client of several that are added at once', async () => {
    const { OpenIDConnectProviderArn } = await make()
    await atOnce(6, (index) =>
      iam().addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID: `c${index}` }),
    )
    const { ClientIDList } = await iam().getOpenIDConnectProvider({ OpenIDConnectProviderArn })
    expect(ClientIDList?.toSorted()).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5'])
  })

  it.each([
    ['example.com', 'ValidationError'],
    ['ftp://example.com', 'ValidationError'],
    ['https://', 'ValidationError'],
    ['https://example.com?x', 'ValidationError'],
    ['https://user@example.com', 'ValidationError'],
    ['https://example.com/ x', 'ValidationError'],
    ['https://cognito-identity.amazonaws.com', 'InvalidInput'],
    ['https://Cognito-Identity.amazonaws.com/', 'InvalidInput'],
  ])('are not made of %s', async (Url, name) => {
    expect(await refusalOf(iam().createOpenIDConnectProvider({ Url }))).toMatch(
      new RegExp(`^${name}`),
    )
  })

  describe('that are not there', () => {
    it.each([
      arnOf('nobody.example.com'),
      arnOf('nobody.example.com', '111111111111'),
      'x'.repeat(20),
    ])('cannot be found: %s', async (OpenIDConnectProviderArn) => {
      const of = { OpenIDConnectProviderArn }
      const message = `OpenIDConnect Provider not found for arn ${OpenIDConnectProviderArn}`
      for (const call of [
        () => iam().getOpenIDConnectProvider(of),
        () => iam().addClientIDToOpenIDConnectProvider({ ...of, ClientID: 'x' }),
        () => iam().removeClientIDFromOpenIDConnectProvider({ ...of, ClientID: 'x' }),
        () => iam().updateOpenIDConnectProviderThumbprint({ ...of, ThumbprintList: [] }),
        () => iam().tagOpenIDConnectProvider({ ...of, Tags: [] }),
        () => iam().untagOpenIDConnectProvider({ ...of, TagKeys: [] }),
        () => iam().listOpenIDConnectProviderTags(of),
      ]) {
        expect(await refusalOf(call())).toBe(`NoSuchEntityException: ${message}`)
      }
    })
  })
})
