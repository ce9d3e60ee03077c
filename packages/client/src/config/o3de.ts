/** The two files of an O3DE project: where its resources are, and its device flow providers. */
import type { DeviceFlowConfig, ResourcesConfig } from '../core/config.ts'
import {
  ADDRESS,
  CLIENT_ID,
  IDENTITY_POOL_ID,
  type Keys,
  type Kind,
  keysOf,
  POOL_ID,
  TEXT,
} from './kinds.ts'

type Document = Readonly<Record<string, unknown>>

/** `<project>_aws_resource_mappings.json`. What it does not name is not configured, as in the Gem. */
export function readResourceMapping(file: string, config: Document) {
  const mappings = keysOf(file, config).inside('AWSResourceMappings')
  const nameIn = (resource: string, kind: Kind<string>) =>
    mappings?.inside(`AWSClientAuth.${resource}`)?.need('Name/ID', kind)
  return {
    Auth: {
      Cognito: {
        userPoolId: nameIn('CognitoUserPoolId', POOL_ID),
        userPoolClientId: nameIn('CognitoUserPoolAppClientId', CLIENT_ID),
        identityPoolId: nameIn('CognitoIdentityPoolId', IDENTITY_POOL_ID),
        userPoolEndpoint: nameIn('CognitoUserPoolEndpoint', ADDRESS),
        identityPoolEndpoint: nameIn('CognitoIdentityPoolEndpoint', ADDRESS),
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

/** The template names every provider; one without a client id is not set up. */
function readProvider(provider: Keys): DeviceFlowConfig | undefined {
  const clientId = provider.maybe('AppClientId', TEXT)
  if (!clientId) return undefined
  return {
    clientId,
    clientSecret: provider.maybe('ClientSecret', TEXT),
    grantType: provider.need('GrantType', TEXT),
    responseType: provider.maybe('ResponseType', TEXT),
    codeUrl: provider.need('OAuthCodeURL', ADDRESS),
    tokensUrl: provider.need('OAuthTokensURL', ADDRESS),
  }
}
