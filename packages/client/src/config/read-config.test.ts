import { inspect } from 'node:util'
import { parseAmplifyConfig } from 'aws-amplify/utils'
import { describe, expect, it } from 'vitest'
import amplifyOutputs from '../../test/configs/amplify_outputs.json' with { type: 'json' }
import amplifyConfiguration from '../../test/configs/amplifyconfiguration.json' with {
  type: 'json',
}
import resourcesConfig from '../../test/configs/resources-config.json' with { type: 'json' }
import { createCore } from '../core/core.ts'
import { callIdentityPool } from '../wire/identity-pool.ts'
import { callUserPool } from '../wire/user-pool.ts'
import { mergeConfigs, readConfig } from './read-config.ts'

/** As it is in a file: without what is undefined. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const POOL = 'us-east-1_AbCdEf123'
const CLIENT = '1h57kf5cpq17m0eml12example'
const IDENTITY = 'us-east-1:11111111-2222-3333-4444-555555555555'

const ENDPOINT = 'http://localhost:7665/'
const OTHER_ENDPOINT = 'http://localhost:7666/'

const OAUTH = {
  domain: 'login.example.com',
  scope: ['openid', 'email'],
  redirectSignIn: 'https://example.com/,http://localhost:3000/',
  redirectSignOut: 'https://example.com/',
  responseType: 'code',
}

const EXPORTS = {
  aws_project_region: 'us-east-1',
  aws_cognito_identity_pool_id: IDENTITY,
  aws_cognito_region: 'us-east-1',
  aws_user_pools_id: POOL,
  aws_user_pools_web_client_id: CLIENT,
  aws_mandatory_sign_in: 'enable',
  aws_cognito_sign_up_verification_method: 'link',
  oauth: OAUTH,
  aws_cognito_username_attributes: ['EMAIL'],
  aws_cognito_social_providers: ['GOOGLE', 'AMAZON'],
  aws_cognito_signup_attributes: ['EMAIL', 'NICKNAME'],
  aws_cognito_mfa_configuration: 'OPTIONAL',
  aws_cognito_mfa_types: ['SMS', 'TOTP'],
  aws_cognito_password_protection_settings: {
    passwordPolicyMinLength: 10,
    passwordPolicyCharacters: ['REQUIRES_LOWERCASE', 'REQUIRES_SYMBOLS'],
  },
  aws_cognito_verification_mechanisms: ['EMAIL'],
}

const OUTPUTS = {
  version: '1.4',
  auth: {
    aws_region: 'us-east-1',
    user_pool_id: POOL,
    user_pool_client_id: CLIENT,
    identity_pool_id: IDENTITY,
    unauthenticated_identities_enabled: true,
    username_attributes: ['email', 'phone_number'],
    standard_required_attributes: ['email'],
    mfa_configuration: 'REQUIRED',
    mfa_methods: ['TOTP'],
    password_policy: {
      min_length: 12,
      require_lowercase: true,
      require_uppercase: true,
      require_numbers: true,
      require_symbols: true,
    },
    oauth: {
      identity_providers: ['LOGIN_WITH_AMAZON'],
      domain: 'login.example.com',
      scopes: ['openid'],
      redirect_sign_in_uri: ['https://example.com/'],
      redirect_sign_out_uri: ['https://example.com/'],
      response_type: 'code',
    },
    passwordless: {
      email_otp_enabled: true,
      sms_otp_enabled: false,
      preferred_challenge: 'EMAIL_OTP',
      web_authn: { relying_party_id: 'example.com', user_verification: 'required' },
    },
  },
}

const LEAST = { aws_region: 'us-east-1', user_pool_id: POOL, user_pool_client_id: CLIENT }

const MAPPING = {
  AWSResourceMappings: {
    'AWSClientAuth.CognitoUserPoolId': { Type: 'AWS::Cognito::UserPool', 'Name/ID': POOL },
    'AWSClientAuth.CognitoUserPoolAppClientId': { Type: 'x', 'Name/ID': CLIENT },
    'AWSClientAuth.CognitoIdentityPoolId': { Type: 'x', 'Name/ID': IDENTITY },
  },
  AccountId: '',
  Region: 'us-east-1',
  Version: '1.1.0',
}

const SETREG = {
  AWS: {
    LoginWithAmazon: { AppClientId: '', GrantType: 'device_code' },
    Google: {
      AppClientId: 'google-client',
      ClientSecret: 'google-secret',
      GrantType: 'urn:ietf:params:oauth:grant-type:device_code',
      OAuthCodeURL: 'https://oauth2.googleapis.com/device/code',
      OAuthTokensURL: 'https://oauth2.googleapis.com/token',
    },
  },
}

const cognito = (values: object) => ({
  Auth: { Cognito: { userPoolId: POOL, userPoolClientId: CLIENT, ...values } },
})

describe('a configuration is read as it is', () => {
  it.each([
    ['aws-exports.js', EXPORTS],
    ['aws-exports.js without hosted pages', { ...EXPORTS, oauth: {} }],
    ['amplify_outputs.json', OUTPUTS],
    ['amplify_outputs.json with least', { version: '1', auth: LEAST }],
    [
      'amplify_outputs.json with half of everything',
      {
        version: '1.4',
        auth: {
          ...LEAST,
          unauthenticated_identities_enabled: false,
          username_attributes: ['email'],
          mfa_configuration: 'NONE',
          password_policy: { require_numbers: true },
          groups: [{ EDITORS: { precedence: 0 } }],
          oauth: {
            ...OUTPUTS.auth.oauth,
            identity_providers: ['GOOGLE', 'OKTA', 'SIGN_IN_WITH_APPLE'],
          },
        },
      },
    ],
    ['the sample of aws-exports.js', amplifyConfiguration],
    ['the sample of amplify_outputs.json', amplifyOutputs],
    ['the sample of ResourcesConfig', resourcesConfig],
  ])('%s, as Amplify reads it', (_, config) => {
    const { Auth } = readConfig(config)
    expect(plain(Auth)).toEqual(plain(parseAmplifyConfig(config as object).Auth))
  })

  it('ResourcesConfig, of which nothing is lost', () => {
    const config = {
      Auth: { Cognito: { userPoolId: POOL, userPoolClientId: CLIENT, allowGuestAccess: true } },
      Storage: { S3: { bucket: 'pictures' } },
    }
    expect(readConfig(config)).toEqual(config)
  })

  it.each(['code', 'link'])("every option of Amplify's guide, with sign-up by %s", (method) => {
    const Cognito = {
      userPoolId: POOL,
      userPoolClientId: CLIENT,
      identityPoolId: IDENTITY,
      allowGuestAccess: true,
      signUpVerificationMethod: method,
      loginWith: {
        oauth: {
          domain: 'login.example.com',
          scopes: ['email', 'openid'],
          redirectSignIn: ['http://localhost:3000/'],
          redirectSignOut: ['http://localhost:3000/'],
          responseType: 'code',
        },
      },
    }
    expect(createCore(readConfig({ Auth: { Cognito } })).config).toEqual(Cognito)
  })

  it.each<[file: string, config: unknown]>([
    [
      'aws-exports.js',
      {
        ...EXPORTS,
        aws_user_pools_endpoint: ENDPOINT,
        aws_cognito_identity_pool_endpoint: OTHER_ENDPOINT,
      },
    ],
    [
      'amplify_outputs.json',
      {
        ...OUTPUTS,
        auth: {
          ...OUTPUTS.auth,
          user_pool_endpoint: ENDPOINT,
          identity_pool_endpoint: OTHER_ENDPOINT,
        },
      },
    ],
    [
      'a resource mapping file',
      {
        ...MAPPING,
        AWSResourceMappings: {
          ...MAPPING.AWSResourceMappings,
          'AWSClientAuth.CognitoUserPoolEndpoint': { 'Name/ID': ENDPOINT },
          'AWSClientAuth.CognitoIdentityPoolEndpoint': { 'Name/ID': OTHER_ENDPOINT },
        },
      },
    ],
    [
      'ResourcesConfig',
      cognito({
        identityPoolId: IDENTITY,
        userPoolEndpoint: ENDPOINT,
        identityPoolEndpoint: OTHER_ENDPOINT,
      }),
    ],
  ])('endpoints, for which Amplify has no key, of %s: calls go there', async (_, config) => {
    const asked: string[] = []
    const core = createCore(readConfig(config), {
      fetch: async (input) => {
        asked.push(String(input))
        return Response.json({})
      },
    })
    await callUserPool(core, 'GetUser', { AccessToken: 'token' })
    await callIdentityPool(core, 'GetId', { IdentityPoolId: IDENTITY })
    expect(asked).toEqual([ENDPOINT, OTHER_ENDPOINT])
  })

  it.each([
    ['as they are', mergeConfigs(MAPPING, SETREG)],
    ['once read', mergeConfigs(readConfig(MAPPING), readConfig(SETREG))],
  ])("a game's two files, %s", (_, config) => {
    expect(config.Auth?.Cognito).toMatchObject({
      userPoolId: POOL,
      userPoolClientId: CLIENT,
      identityPoolId: IDENTITY,
    })
    expect(config.Providers?.LoginWithAmazon).toBeUndefined()
    expect(config.Providers?.Google).toMatchObject({
      clientId: 'google-client',
      tokensUrl: 'https://oauth2.googleapis.com/token',
    })
  })

  it("a provider's scope, unless it is the one that the Gem asked everybody for", () => {
    const scopeOf = (Scope: string) =>
      readConfig({ AWS: { Google: { ...SETREG.AWS.Google, Scope } } }).Providers?.Google?.scope
    expect(scopeOf('openid email')).toBe('openid email')
    expect(scopeOf('profile')).toBeUndefined()
  })

  it('an identity pool alone', () => {
    const { 'AWSClientAuth.CognitoIdentityPoolId': pool } = MAPPING.AWSResourceMappings
    const mappings = { 'AWSClientAuth.CognitoIdentityPoolId': pool }
    const read = readConfig({ AWSResourceMappings: mappings })
    expect(JSON.parse(JSON.stringify(read))).toEqual({
      Auth: { Cognito: { identityPoolId: IDENTITY } },
    })
  })

  it('what `import *` makes of a file', () => {
    expect(readConfig({ default: OUTPUTS })).toEqual(readConfig(OUTPUTS))
  })

  it('keys that are near to none: other categories, and what is newer than this', () => {
    const given = { ...OUTPUTS, data: { url: 'x' }, geo: {}, custom: { auth_url: 'x' } }
    const auth = {
      ...OUTPUTS.auth,
      user_pool_tier: 'PLUS',
      user_verification_types: [],
    }
    expect(readConfig({ ...given, auth }).Auth).toEqual(readConfig(OUTPUTS).Auth)
    const exported = { ...EXPORTS, aws_user_pools: 'enable', aws_appsync_region: 'us-east-1' }
    expect(readConfig(exported)).toEqual(readConfig(EXPORTS))
    expect(() => readConfig({ ...cognito({ tier: 'PLUS' }), API: {}, Geo: {} })).not.toThrow()
  })

  it('endpoints with a path in front, which calls go to', async () => {
    const endpoint = 'https://example.com/identity/'
    const asked: string[] = []
    const Endpoints = { userPoolEndpoint: endpoint, identityPoolEndpoint: endpoint }
    const core = createCore(readConfig(cognito({ ...Endpoints, identityPoolId: IDENTITY })), {
      fetch: async (input) => {
        asked.push(String(input))
        return Response.json({})
      },
    })
    await callUserPool(core, 'GetUser', { AccessToken: 'token' })
    await callIdentityPool(core, 'GetId', { IdentityPoolId: IDENTITY })
    expect(asked).toEqual([endpoint, endpoint])
  })

  it('an OIDC pair whose address is that of the description', () => {
    const OIDC_URL = `https://example.com/${POOL}`
    const described = `${OIDC_URL}/.well-known/openid-configuration`
    expect(readConfig({ OIDC_URL: described, OIDC_CLIENT_NAME: CLIENT })).toEqual(
      readConfig({ OIDC_URL, OIDC_CLIENT_NAME: CLIENT }),
    )
  })

  it('an OIDC pair: of a pool, and of anyone', () => {
    const pair = { OIDC_CLIENT_NAME: CLIENT, OIDC_REDIRECT_URI: 'https://example.com/Prod/' }
    const ofPool = readConfig({ ...pair, OIDC_URL: `http://localhost:7665/${POOL}` })
    expect(ofPool.Auth?.Cognito).toEqual({
      userPoolId: POOL,
      userPoolClientId: CLIENT,
      userPoolEndpoint: 'http://localhost:7665/',
    })
    const other = readConfig({ ...pair, OIDC_URL: 'https://issuer.example.com' })
    expect(other).toEqual({
      OIDC: {
        issuer: 'https://issuer.example.com',
        clientId: CLIENT,
        redirectUri: 'https://example.com/Prod/',
      },
    })
  })
})

describe('a wrong configuration says which key, in which file, and what it should be', () => {
  it.each([
    [
      { ...EXPORTS, aws_user_pools_id: 'AbCdEf123' },
      'aws-exports.js or amplifyconfiguration.json: aws_user_pools_id is "AbCdEf123"',
      'us-east-1_',
    ],
    [{ ...EXPORTS, aws_project_region: '' }, 'aws_project_region is missing', 'text'],
    [
      { ...EXPORTS, aws_user_pools_web_client_id: undefined },
      'aws_user_pools_web_client_id is missing',
      'letters',
    ],
    [
      { ...OUTPUTS, auth: { ...OUTPUTS.auth, user_pool_id: 5 } },
      'amplify_outputs.json: auth.user_pool_id is 5',
      'us-east-1_',
    ],
    [
      cognito({ userPoolEndpoint: 'localhost:7665' }),
      'Auth.Cognito.userPoolEndpoint is "localhost:7665"',
      'http://',
    ],
    [
      cognito({ signUpVerificationMethod: 'magic' }),
      'signUpVerificationMethod is "magic"',
      '"code" or "link"',
    ],
    [
      cognito({ loginWith: { oauth: { domain: 'x' } } }),
      'Auth.Cognito.loginWith.oauth.scopes is missing',
      'list',
    ],
    [cognito({ allowGuestAccess: 'yes' }), 'allowGuestAccess is "yes"', 'true or false'],
    [
      { AWS: { Google: { AppClientId: 'id' } } },
      'AuthenticationProvider.setreg: AWS.Google.GrantType is missing',
      'text',
    ],
    [{ OIDC_URL: 'example.com' }, 'OIDC_URL is "example.com"', 'https://'],
    // An unset variable must not send passwords to AWS.
    [cognito({ userPoolEndpoint: '' }), 'Auth.Cognito.userPoolEndpoint is ""', 'https://'],
    [{ ...EXPORTS, aws_user_pools_endpoint: '' }, 'aws_user_pools_endpoint is ""', 'https://'],
    [
      { ...OUTPUTS, auth: { ...OUTPUTS.auth, user_pool_endpoint: '' } },
      'auth.user_pool_endpoint is ""',
      'https://',
    ],
    [cognito({ mfa: 'on' }), 'Auth.Cognito.mfa is "on"', 'an object'],
    [cognito({ mfa: { status: 'ON' } }), 'Auth.Cognito.mfa.status is "ON"', '"on" or "off"'],
    [
      cognito({ passwordless: { preferredChallenge: 'EMAIL' } }),
      'Auth.Cognito.passwordless.preferredChallenge is "EMAIL"',
      '"EMAIL_OTP" or "SMS_OTP" or "WEB_AUTHN"',
    ],
    [
      cognito({ passwordless: { webAuthn: { relyingPartyId: 5 } } }),
      'Auth.Cognito.passwordless.webAuthn.relyingPartyId is 5',
      'a text',
    ],
    [
      cognito({ loginWith: { email: 'yes' } }),
      'Auth.Cognito.loginWith.email is "yes"',
      'true or false',
    ],
    [
      cognito({ passwordFormat: { minLength: '8' } }),
      'Auth.Cognito.passwordFormat.minLength is "8"',
      'a number',
    ],
    [cognito({ userAttributes: [] }), 'Auth.Cognito.userAttributes is []', 'an object'],
    [cognito({ groups: ['EDITORS'] }), 'Auth.Cognito.groups is ["EDITORS"]', 'a list of objects'],
    [cognito({ endpoint: 'http://localhost:7665/' }), 'Auth.Cognito.endpoint', 'userPoolEndpoint'],
    [cognito({ userPoolWebClientId: 'x' }), "is Amplify 5's name", 'userPoolClientId now'],
    ['aws-exports', 'the configuration is "aws-exports"', 'aws-exports.js'],
  ])('%#', (config, what, should) => {
    const read = () => readConfig(config)
    expect(read).toThrow(expect.objectContaining({ name: 'InvalidConfigurationException' }))
    expect(read).toThrow(what)
    expect(read).toThrow(should)
  })

  it.each([
    [
      'aws_user_pool_endpoint',
      'aws_user_pools_endpoint',
      { ...EXPORTS, aws_user_pool_endpoint: 'x' },
    ],
    [
      'auth.user_pool_endpont',
      'user_pool_endpoint',
      { ...OUTPUTS, auth: { ...OUTPUTS.auth, user_pool_endpont: 'http://localhost:7665/' } },
    ],
    ['auth.UserPoolId', 'user_pool_id', { version: '1', auth: { UserPoolId: POOL } }],
    ['Auth.Cognito.userPoolEndPoint', 'userPoolEndpoint', cognito({ userPoolEndPoint: 'x' })],
    ['Auth.Cognito.user_pool_endpoint', 'userPoolEndpoint', cognito({ user_pool_endpoint: 'x' })],
    ['Auth.Cognito.userPoolEndpiont', 'userPoolEndpoint', cognito({ userPoolEndpiont: 'x' })],
    ['Auth.Cognito.loginwith', 'loginWith', cognito({ loginwith: {} })],
    ['Auth.Cognito.userPoolID', 'userPoolId', { Auth: { Cognito: { userPoolID: POOL } } }],
    ['Auth.Cognito.mfa.totpEnable', 'totpEnabled', cognito({ mfa: { totpEnable: true } })],
    ['Auth.cognito', 'Cognito', { Auth: { cognito: {} } }],
    ['auth', 'Auth', { auth: { Cognito: {} } }],
    [
      'AWSResourceMappings.AWSClientAuth.CognitoUserpoolId.Name/ID',
      'AWSClientAuth.CognitoUserPoolId.Name/ID',
      { AWSResourceMappings: { 'AWSClientAuth.CognitoUserpoolId': { 'Name/ID': POOL } } },
    ],
    ['AWSResourceMapping', 'AWSResourceMappings', { AWSResourceMapping: {} }],
    ['AWS.google', 'Google', { AWS: { google: SETREG.AWS.Google } }],
    ['AWS.Google.AppClientID', 'AppClientId', { AWS: { Google: { AppClientID: 'id' } } }],
    ['Providers.google', 'Google', { Providers: { google: {} } }],
    ['OIDC_CLIENT_NAMES', 'OIDC_CLIENT_NAME', { OIDC_URL: 'https://x', OIDC_CLIENT_NAMES: 'x' }],
  ])('a slip: %s for %s', (slip, known, config) => {
    const read = () => readConfig(config)
    expect(read).toThrow(expect.objectContaining({ name: 'InvalidConfigurationException' }))
    expect(read).toThrow(`: ${slip} is not known; the nearest is ${known}.`)
  })

  it.each<[found: string, config: unknown]>([
    ['the configuration is undefined', undefined],
    ['the configuration is {}', {}],
    ['the configuration is "{\\"version\\":', JSON.stringify(OUTPUTS)],
    ['the configuration has only userPoolId, userPoolClientId', cognito({}).Auth.Cognito],
  ])('what was found, and what to give: %s', (found, config) => {
    expect(() => readConfig(config)).toThrow(found)
    expect(() => readConfig(config)).toThrow(
      '{ Auth: { Cognito: { userPoolId, userPoolClientId } } }',
    )
  })

  it.each([
    [{ ...OUTPUTS, version: '2' }, 'amplify_outputs.json: version is "2". It should be "1.4"'],
    [{ auth: OUTPUTS.auth }, 'amplify_outputs.json: version is missing. It should be "1.4"'],
    [
      { ...EXPORTS, ...OUTPUTS },
      'aws_project_region is of aws-exports.js or amplifyconfiguration.json, and version of amplify_outputs.json.',
    ],
    [{ Auth: {} }, 'Auth.Cognito is missing'],
    [{ AWSResourceMappings: {} }, 'AWSClientAuth.CognitoUserPoolId.Name/ID is missing'],
    [
      { AWSResourceMappings: { 'AWSClientAuth.CognitoUserPoolId': { 'Name/ID': POOL } } },
      'AWSClientAuth.CognitoUserPoolAppClientId.Name/ID is missing',
    ],
    [
      { AWS: { Google: { ...SETREG.AWS.Google, AppClientId: undefined, ClientID: 'x' } } },
      'AWS.Google.AppClientId is missing',
    ],
    [cognito({ userPoolEndpoint: 'https://x.example/?a=b' }), 'without ?, # or a user name'],
    [cognito({ identityPoolEndpoint: 'https://x.example/#a' }), 'without ?, # or a user name'],
    [cognito({ userPoolEndpoint: 'https://ada@x.example/' }), 'without ?, # or a user name'],
    [{ OIDC_URL: `https://x.example/${POOL}?a`, OIDC_CLIENT_NAME: CLIENT }, 'OIDC_URL is'],
  ])('%#: which key, and what it should be', (config, message) => {
    expect(() => readConfig(config)).toThrow(message)
  })

  it('says it once', () => {
    try {
      readConfig(cognito({ allowGuestAccess: 'yes' }))
    } catch (error) {
      expect(inspect(error).split('true or false')).toHaveLength(2)
    }
    expect.assertions(1)
  })

  it('reads what it merges', () => {
    expect(() => mergeConfigs(MAPPING, { AWS: { google: {} } })).toThrow('the nearest is Google')
  })

  it('names the file that it is told', () => {
    const config = { ...EXPORTS, aws_user_pools_id: 'wrong' }
    expect(() => readConfig(config, 'src/aws-exports.js')).toThrow('src/aws-exports.js: aws_user')
  })
})
