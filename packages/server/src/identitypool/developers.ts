import { ServiceError } from '../api/errors.ts'
import { identityOperation } from '../call/operation.ts'
import { demand } from '../flows/accept.ts'
import {
  identifyDeveloperUser,
  mergeDeveloperUsers,
  requireDeveloperProvider,
  unknownUser,
} from '../flows/identities/developers.ts'
import { unlinkDeveloperUser } from '../flows/identities/unlink.ts'
import { MINUTE_MS, SECOND_MS } from '../rules/durations.ts'
import { refuseTags } from '../rules/session-tags.ts'
import { makeOpenIdToken } from '../tokens/open-id.ts'
import { readPage } from '../tokens/page.ts'

/** What a list returns at once where the input says nothing. */
const DEFAULT_PAGE = 60

const DEFAULT_LIFETIME_MS = 15 * MINUTE_MS

export const GetOpenIdTokenForDeveloperIdentity = identityOperation(
  'GetOpenIdTokenForDeveloperIdentity',
  async ({ identityPool, federatedIdentity, input, services }) => {
    const { TokenDuration, PrincipalTags = {} } = input
    demand(refuseTags(PrincipalTags))
    const who = { pool: identityPool, asked: federatedIdentity, tokens: input.Logins }
    const { identity, amr } = await identifyDeveloperUser(who, services)
    const Token = await makeOpenIdToken(
      {
        identityId: identity.id,
        identityPoolId: identityPool.id,
        amr,
        tags: PrincipalTags,
        lifetimeMs: TokenDuration === undefined ? DEFAULT_LIFETIME_MS : TokenDuration * SECOND_MS,
      },
      services,
    )
    return { IdentityId: identity.id, Token }
  },
)

export const LookupDeveloperIdentity = identityOperation(
  'LookupDeveloperIdentity',
  async ({ identityPool, federatedIdentity, input, identityLogins, services }) => {
    const provider = requireDeveloperProvider(identityPool)
    const { DeveloperUserIdentifier: subject, MaxResults = DEFAULT_PAGE, NextToken } = input
    if (subject === undefined && !federatedIdentity) throw nothingNamed()
    const owner =
      subject === undefined
        ? undefined
        : await identityLogins.ownerOf(identityPool.id, { provider, subject })
    if (subject !== undefined && owner === undefined) throw unknownUser(subject)
    const id = federatedIdentity?.id ?? owner ?? ''
    if (owner !== undefined && owner !== id) throw notTogether(id)
    const { rows, next } = await readPage(
      { list: ['LookupDeveloperIdentity', id, provider], limit: MaxResults, token: NextToken },
      services,
      (limit, after?: string) => identityLogins.subjectsOf(id, provider, limit, after),
      (row) => row,
    )
    return {
      IdentityId: id,
      DeveloperUserIdentifierList: rows,
      ...(next !== undefined && { NextToken: next }),
    }
  },
)

export const MergeDeveloperIdentities = identityOperation(
  'MergeDeveloperIdentities',
  async ({ identityPool, input, services }) => {
    requireDeveloperProvider(identityPool, input.DeveloperProviderName)
    const { SourceUserIdentifier: source, DestinationUserIdentifier: destination } = input
    const { id } = await mergeDeveloperUsers({ pool: identityPool, source, destination }, services)
    return { IdentityId: id }
  },
)

export const UnlinkDeveloperIdentity = identityOperation(
  'UnlinkDeveloperIdentity',
  async ({ identityPool, federatedIdentity, input, services }) => {
    const provider = requireDeveloperProvider(identityPool, input.DeveloperProviderName)
    const user = { provider, subject: input.DeveloperUserIdentifier }
    await unlinkDeveloperUser({ pool: identityPool, identity: federatedIdentity, user }, services)
  },
)

const nothingNamed = () =>
  new ServiceError(
    'InvalidParameterException',
    'Name an IdentityId or a DeveloperUserIdentifier to look for.',
  )

const notTogether = (id: string) =>
  new ServiceError(
    'ResourceConflictException',
    `The developer user identifier belongs to another identity than '${id}'.`,
  )
