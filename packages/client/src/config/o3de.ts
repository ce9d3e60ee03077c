/** The two files of an O3DE project: where its resources are, and its device flow providers. */
import type { DeviceFlowConfig, ResourcesConfig } from '../core/config.ts'
import { ADDRESS, DOCUMENT, ENDPOINT, type Keys, keysOf, TEXT, textLike } from './kinds.ts'
import { requirePool } from './resources-config.ts'

type Document = Readonly<Record<string, unknown>>

/** `EMPTY` is the schema's own word for none. */
const ACCOUNT_ID = textLike(/^(\d{12}|EMPTY)$/, '"123456789012": twelve digits, or empty')

/** `<project>_aws_resource_mappings.json`, as far as it is the Gem's. */
export function readResourceMapping(file: string, config: Document) {
  const mappings = keysOf(file, config).need('AWSResourceMappings', DOCUMENT)
  const resources = keysOf(file, mappings, 'AWSResourceMappings')
  const names = Object.keys(mappings).map((resource) => [
    `${resource}.Name/ID`,
    resources.inside(resource)?.maybe('Name/ID', TEXT),
  ])
  const keys = keysOf(file, Object.fromEntries(names), 'AWSResourceMappings')
  const identityPool = resources.inside('AWSClientAuth.CognitoIdentityPoolId')
  const accountId =
    identityPool?.maybe('AccountId', ACCOUNT_ID) ??
    keysOf(file, config).maybe('AccountId', ACCOUNT_ID)
  return {
    Auth: {
      Cognito: {
        ...requirePool(keys, {
          userPoolId: 'AWSClientAuth.CognitoUserPoolId.Name/ID',
          userPoolClientId: 'AWSClientAuth.CognitoUserPoolAppClientId.Name/ID',
          identityPoolId: 'AWSClientAuth.CognitoIdentityPoolId.Name/ID',
        }),
        userPoolEndpoint: keys.maybe('AWSClientAuth.CognitoUserPoolEndpoint.Name/ID', ENDPOINT),
        identityPoolEndpoint: keys.maybe(
          'AWSClientAuth.CognitoIdentityPoolEndpoint.Name/ID',
          ENDPOINT,
        ),
        ...(accountId && accountId !== 'EMPTY' && { identityPoolAccountId: accountId }),
      },
    },
  } satisfies ResourcesConfig
}

/** `AuthenticationProvider.setreg`. */
export function readSetreg(file: string, config: Document): ResourcesConfig {
  const aws = keysOf(file, config).inside('AWS')
  const amazon = aws?.inside('LoginWithAmazon')
  const google = aws?.inside('Google')
  return {
    Providers: {
      LoginWithAmazon: amazon && readProvider(amazon),
      Google: google && readProvider(google),
    },
  }
}

/** The template names every provider; one whose client id is empty is not set up. */
function readProvider(provider: Keys): DeviceFlowConfig | undefined {
  if (provider.has('AppClientId') && !provider.maybe('AppClientId', TEXT)) return undefined
  const scope = provider.maybe('Scope', TEXT)
  return {
    clientId: provider.need('AppClientId', TEXT),
    clientSecret: provider.maybe('ClientSecret', TEXT),
    grantType: provider.need('GrantType', TEXT),
    responseType: provider.maybe('ResponseType', TEXT),
    // The Gem asked every provider for `profile`, whatever stood there: that much is asked for anyway.
    ...(scope && scope !== 'profile' && { scope }),
    codeUrl: provider.need('OAuthCodeURL', ADDRESS),
    tokensUrl: provider.need('OAuthTokensURL', ADDRESS),
  }
}
