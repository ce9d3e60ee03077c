import type {
  CognitoIdentityProvider,
  CreateIdentityPoolInput,
} from '@aws-sdk/client-cognito-identity'
import type { IdentityPoolDocument } from '../records/identity-pool.ts'
import { OWN_PROVIDER, openIdProviderIn, SOCIAL_PROVIDERS, userPoolIn } from './login-providers.ts'
import { newTags, replaceTags } from './pool-tags.ts'
import { firstRefusal, granted, type Refusal, refused, type Verdict } from './verdict.ts'

type Input = Omit<CreateIdentityPoolInput, 'IdentityPoolName'>
interface House {
  issuerOf(poolId: string): string
}

/** The document of a new identity pool. */
export function buildIdentityPoolDocument(
  input: Input,
  house: House,
): Verdict<IdentityPoolDocument> {
  const refusal = refuseConfiguration(input, house)
  if (refusal) return { refusal }
  const tags = newTags(input.IdentityPoolTags ?? {})
  if (tags.refusal) return tags
  return granted({ ...chosen(input), IdentityPoolTags: tags.value })
}

/**
 * The document after an update, which names everything: what is left out is gone. Two things stay: the tags,
 * which have operations of their own, and the developer provider, which is fixed once it was chosen.
 */
export function replaceIdentityPoolDocument(
  input: Input,
  current: IdentityPoolDocument,
  house: House,
): Verdict<IdentityPoolDocument> {
  const { DeveloperProviderName = current.DeveloperProviderName } = input
  const isRenamed =
    current.DeveloperProviderName !== undefined &&
    DeveloperProviderName !== current.DeveloperProviderName
  if (isRenamed) {
    const message = 'The developer provider name of an identity pool cannot be changed.'
    return refused('InvalidParameterException', message)
  }
  const named = { ...input, ...(DeveloperProviderName !== undefined && { DeveloperProviderName }) }
  const refusal = refuseConfiguration(named, house)
  if (refusal) return { refusal }
  const kept = current.IdentityPoolTags ?? {}
  const tags = input.IdentityPoolTags ? replaceTags(kept, input.IdentityPoolTags) : granted(kept)
  if (tags.refusal) return tags
  return granted({ ...chosen(named), IdentityPoolTags: tags.value })
}

/** What of an input is the pool's own. */
const chosen = ({ CognitoIdentityProviders, ...input }: Input): IdentityPoolDocument => ({
  AllowUnauthenticatedIdentities: input.AllowUnauthenticatedIdentities === true,
  AllowClassicFlow: input.AllowClassicFlow ?? false,
  ...(input.SupportedLoginProviders && { SupportedLoginProviders: input.SupportedLoginProviders }),
  ...(input.DeveloperProviderName && { DeveloperProviderName: input.DeveloperProviderName }),
  ...(input.OpenIdConnectProviderARNs && {
    OpenIdConnectProviderARNs: input.OpenIdConnectProviderARNs,
  }),
  ...(CognitoIdentityProviders && {
    CognitoIdentityProviders: CognitoIdentityProviders.map((provider) => ({
      ...provider,
      ServerSideTokenCheck: provider.ServerSideTokenCheck ?? false,
    })),
  }),
})

function refuseConfiguration(input: Input, house: House): Refusal | undefined {
  const { SupportedLoginProviders = {}, OpenIdConnectProviderARNs = [] } = input
  const { CognitoIdentityProviders = [], SamlProviderARNs = [], DeveloperProviderName } = input
  return firstRefusal([
    SamlProviderARNs.length > 0
      ? refused('NotImplementedException', 'SAML providers do not work yet: see /status').refusal
      : undefined,
    ...Object.keys(SupportedLoginProviders).map(refuseSocial),
    ...OpenIdConnectProviderARNs.map(refuseOpenId),
    ...CognitoIdentityProviders.map((provider) => refuseUserPool(provider, house)),
    refuseDeveloper(DeveloperProviderName, OpenIdConnectProviderARNs),
  ])
}

const refuseSocial = (name: string): Refusal | undefined =>
  SOCIAL_PROVIDERS.includes(name)
    ? undefined
    : invalid(`${name} is no supported login provider: ${SOCIAL_PROVIDERS.join(', ')}.`)

const refuseOpenId = (arn: string): Refusal | undefined =>
  openIdProviderIn(arn) === undefined
    ? invalid(`${arn} is not the ARN of an OpenID Connect provider.`)
    : undefined

function refuseUserPool(
  { ProviderName, ClientId }: CognitoIdentityProvider,
  house: House,
): Refusal | undefined {
  if (ProviderName === undefined || ClientId === undefined) {
    return invalid('A Cognito identity provider needs a ProviderName and a ClientId.')
  }
  if (userPoolIn(ProviderName, house) !== undefined) return undefined
  const form = 'cognito-idp.<region>.amazonaws.com/<user pool id>'
  return invalid(`${ProviderName} is no name of a user pool, such as ${form}.`)
}

/** Users of the owner's backend must not be taken for those of a public provider. */
function refuseDeveloper(name: string | undefined, arns: readonly string[]): Refusal | undefined {
  if (name === undefined) return undefined
  const taken = [OWN_PROVIDER, ...SOCIAL_PROVIDERS, ...arns.map(openIdProviderIn)]
  return taken.includes(name)
    ? invalid(`${name} is the name of a public provider: choose another developer provider name.`)
    : undefined
}

const invalid = (message: string): Refusal => refused('InvalidParameterException', message).refusal
