import { ServiceError } from '../api/errors.ts'
import { iamOperation } from '../call/operation.ts'
import { accept } from '../flows/accept.ts'
import {
  changeOpenIdProvider,
  openIdProviderName,
  requireOpenIdProvider,
} from '../flows/open-id-providers.ts'
import { overQuota } from '../flows/roles.ts'
import { openIdProviderArn } from '../rules/iam-arns.ts'
import { MOST_CLIENT_IDS, MOST_OPEN_ID_PROVIDERS } from '../rules/iam-quotas.ts'
import { addTags, listTags, removeTags } from '../rules/iam-tags.ts'
import { registeredName } from '../rules/registered-issuer.ts'

/**
 * Trusts an issuer: its tokens for these clients may take the roles that admit them. Its keys are fetched when
 * the first token comes, not now.
 */
export const CreateOpenIDConnectProvider = iamOperation(
  'CreateOpenIDConnectProvider',
  async ({ input, services }) => {
    const { clock, identity, write } = services
    const provider = {
      name: accept(registeredName(input.Url)),
      clientIds: [...new Set(input.ClientIDList)],
      thumbprints: input.ThumbprintList ?? [],
      tags: accept(addTags({}, input.Tags)),
      createdAt: clock.now(),
    }
    const arn = openIdProviderArn(identity.account, provider.name)
    await write(async ({ openIdProviders }) => {
      if (!(await openIdProviders.insert(provider))) {
        const message = `Provider with url https://${provider.name} already exists.`
        throw new ServiceError('EntityAlreadyExistsException', message)
      }
      const all = await openIdProviders.names()
      if (all.length > MOST_OPEN_ID_PROVIDERS) {
        throw overQuota('OpenIdConnectProvidersPerAccount', MOST_OPEN_ID_PROVIDERS)
      }
    })
    const Tags = listTags(provider.tags)
    return { OpenIDConnectProviderArn: arn, ...(Tags.length > 0 && { Tags }) }
  },
)

export const GetOpenIDConnectProvider = iamOperation(
  'GetOpenIDConnectProvider',
  async ({ input, services }) => {
    const provider = await requireOpenIdProvider(input.OpenIDConnectProviderArn, services)
    return {
      Url: provider.name,
      ClientIDList: [...provider.clientIds],
      ThumbprintList: [...provider.thumbprints],
      CreateDate: new Date(provider.createdAt),
      Tags: listTags(provider.tags),
    }
  },
)

export const ListOpenIDConnectProviders = iamOperation(
  'ListOpenIDConnectProviders',
  async ({ identity, openIdProviders }) => ({
    OpenIDConnectProviderList: (await openIdProviders.names()).map((name) => ({
      Arn: openIdProviderArn(identity.account, name),
    })),
  }),
)

/**
 * Its tokens take no role from now on; sessions that they took go on to their end, as at AWS. One that is not
 * there is no error.
 */
export const DeleteOpenIDConnectProvider = iamOperation(
  'DeleteOpenIDConnectProvider',
  async ({ input, services }) => {
    const name = openIdProviderName(input.OpenIDConnectProviderArn, services.identity)
    await services.write(({ openIdProviders }) => openIdProviders.remove(name))
  },
)

/** A client that is there already is no error. */
export const AddClientIDToOpenIDConnectProvider = iamOperation(
  'AddClientIDToOpenIDConnectProvider',
  async ({ input, services }) => {
    const { OpenIDConnectProviderArn, ClientID } = input
    await changeOpenIdProvider(OpenIDConnectProviderArn, services, async (provider, providers) => {
      const clientIds = [...new Set([...provider.clientIds, ClientID])]
      if (clientIds.length > MOST_CLIENT_IDS) {
        throw overQuota('ClientIdsPerOpenIdConnectProvider', MOST_CLIENT_IDS)
      }
      await providers.update(provider.name, { clientIds })
    })
  },
)

/** A client that is not there is no error either. */
export const RemoveClientIDFromOpenIDConnectProvider = iamOperation(
  'RemoveClientIDFromOpenIDConnectProvider',
  async ({ input, services }) => {
    const { OpenIDConnectProviderArn, ClientID } = input
    await changeOpenIdProvider(OpenIDConnectProviderArn, services, (provider, providers) =>
      providers.update(provider.name, {
        clientIds: provider.clientIds.filter((id) => id !== ClientID),
      }),
    )
  },
)

export const UpdateOpenIDConnectProviderThumbprint = iamOperation(
  'UpdateOpenIDConnectProviderThumbprint',
  async ({ input, services }) => {
    const { OpenIDConnectProviderArn, ThumbprintList: thumbprints } = input
    await changeOpenIdProvider(OpenIDConnectProviderArn, services, ({ name }, providers) =>
      providers.update(name, { thumbprints }),
    )
  },
)

export const TagOpenIDConnectProvider = iamOperation(
  'TagOpenIDConnectProvider',
  async ({ input, services }) => {
    const { OpenIDConnectProviderArn, Tags } = input
    await changeOpenIdProvider(OpenIDConnectProviderArn, services, ({ name, tags }, providers) =>
      providers.update(name, { tags: accept(addTags(tags, Tags)) }),
    )
  },
)

export const UntagOpenIDConnectProvider = iamOperation(
  'UntagOpenIDConnectProvider',
  async ({ input, services }) => {
    const { OpenIDConnectProviderArn, TagKeys } = input
    await changeOpenIdProvider(OpenIDConnectProviderArn, services, ({ name, tags }, providers) =>
      providers.update(name, { tags: removeTags(tags, TagKeys) }),
    )
  },
)

/** Fifty tags at most fit into one page, whatever its size is asked to be. */
export const ListOpenIDConnectProviderTags = iamOperation(
  'ListOpenIDConnectProviderTags',
  async ({ input, services }) => {
    const { tags } = await requireOpenIdProvider(input.OpenIDConnectProviderArn, services)
    return { Tags: listTags(tags), IsTruncated: false }
  },
)
