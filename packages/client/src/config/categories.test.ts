/** What is handed on of the categories that are none of ours, compared with Amplify's own reading. */
import { parseAmplifyConfig } from 'aws-amplify/utils'
import { describe, expect, it } from 'vitest'
import amplifyOutputs from '../../test/configs/amplify_outputs.json' with { type: 'json' }
import amplifyConfiguration from '../../test/configs/amplifyconfiguration.json' with {
  type: 'json',
}
import resourcesConfig from '../../test/configs/resources-config.json' with { type: 'json' }
import { Amplify } from '../amplify.ts'
import { type AnyConfig, createAuth } from '../index.ts'
import { readConfig } from './read-config.ts'

/** As it is in a file: without what is undefined. */
const plain = (value: unknown): object => JSON.parse(JSON.stringify(value))

const OUTPUTS = {
  version: '1.4',
  storage: {
    aws_region: 'us-east-1',
    bucket_name: 'pictures',
    buckets: [
      {
        name: 'first',
        bucket_name: 'pictures',
        aws_region: 'us-east-1',
        paths: { 'public/*': { guest: ['get'] } },
      },
      { name: 'second', bucket_name: 'films', aws_region: 'eu-west-1' },
    ],
  },
  analytics: { amazon_pinpoint: { app_id: 'app', aws_region: 'us-east-1' } },
  geo: {
    aws_region: 'us-east-1',
    maps: { items: { map: { style: 'x' } }, default: 'map' },
    search_indices: { items: ['index'], default: 'index' },
    geofence_collections: { items: ['fence'], default: 'fence' },
  },
  data: {
    url: 'https://api.example/graphql',
    aws_region: 'us-east-1',
    api_key: 'da2-x',
    default_authorization_type: 'AMAZON_COGNITO_USER_POOLS',
    authorization_types: ['API_KEY'],
    model_introspection: { version: 1 },
  },
  custom: {
    events: {
      url: 'https://events.example/event',
      aws_region: 'us-east-1',
      default_authorization_type: 'API_KEY',
      api_key: 'da2-y',
    },
  },
  notifications: {
    aws_region: 'us-east-1',
    amazon_pinpoint_app_id: 'app',
    channels: ['IN_APP_MESSAGING', 'FCM'],
    amazon_connect: { endpoint: 'https://connect.example', aws_region: 'us-west-2' },
  },
}

const EXPORTS = {
  aws_project_region: 'us-east-1',
  aws_mobile_analytics_app_id: 'app',
  aws_mobile_analytics_app_region: 'us-east-1',
  Notifications: {
    InAppMessaging: { AWSPinpoint: { appId: 'app', region: 'us-east-1' } },
    Push: { AWSPinpoint: { appId: 'app', region: 'us-west-2' } },
  },
  aws_bots_config: [{ name: 'Book', alias: '$LATEST', region: 'us-east-1' }],
  aws_appsync_graphqlEndpoint: 'https://api.example/graphql',
  aws_appsync_region: 'us-east-1',
  aws_appsync_authenticationType: 'AMAZON_COGNITO_USER_POOLS',
  aws_appsync_apiKey: 'da2-x',
  modelIntrospection: { version: 1 },
  aws_cloud_logic_custom: [
    { name: 'items', endpoint: 'https://items.example', region: 'us-east-1' },
    { name: 'orders', endpoint: 'https://orders.example', service: 'lambda', region: '' },
  ],
  aws_user_files_s3_bucket: 'pictures',
  aws_user_files_s3_bucket_region: 'us-east-1',
  geo: {
    amazon_location_service: {
      region: 'us-east-1',
      maps: { items: {}, default: 'map' },
      search_indices: { items: ['index'], default: 'index' },
      geofenceCollections: { items: ['fence'], default: 'fence' },
    },
  },
  predictions: {
    convert: {
      speechGenerator: { region: 'us-east-1', defaults: { VoiceId: 'Ivy', LanguageCode: 'en' } },
      translateText: { region: 'us-east-1' },
    },
  },
}

describe('other categories are as Amplify reads them', () => {
  it.each<[what: string, config: AnyConfig]>([
    ['every one of amplify_outputs.json', OUTPUTS],
    ['every one of aws-exports.js', EXPORTS],
    ['beside Auth in amplify_outputs.json', { ...amplifyOutputs, ...OUTPUTS }],
    ['beside Auth in aws-exports.js', { ...amplifyConfiguration, ...EXPORTS }],
    ['the sample of amplify_outputs.json', amplifyOutputs],
    ['the sample of aws-exports.js', amplifyConfiguration],
    ['the sample of ResourcesConfig', resourcesConfig],
    ['none', { version: '1' }],
    ['none', { aws_project_region: 'us-east-1' }],
    ['ResourcesConfig without Auth', { Storage: { S3: { bucket: 'pictures' } } }],
    [
      'half of everything of amplify_outputs.json',
      {
        version: '1',
        storage: { bucket_name: 'pictures', aws_region: 'us-east-1' },
        analytics: {},
        custom: { own: true },
        data: { url: 'x', default_authorization_type: 'constructor_' },
        notifications: { channels: ['EMAIL', 'SMS'], amazon_pinpoint_app_id: 'app' },
      },
    ],
    [
      'half of everything of aws-exports.js',
      {
        aws_project_region: 'us-east-1',
        aws_appsync_graphqlEndpoint: 'x',
        aws_appsync_authenticationType: 'SPELL',
        aws_cloud_logic_custom: [],
        predictions: { convert: { translateText: {} } },
      },
    ],
    [
      'what another tool adds',
      { ...EXPORTS, aws_appsync_graphqlEndpoint: '', custom: { url: 'x' } },
    ],
  ])('%s', (_, config) => {
    const theirs = plain(parseAmplifyConfig(config as object))
    expect(plain(readConfig(config))).toEqual(theirs)
    expect(plain(readConfig({ default: config, 'module.exports': config }))).toEqual(theirs)
    Amplify.configure(config)
    expect(plain(Amplify.getConfig())).toEqual(theirs)
  })

  it('a bucket whose name is another one has is an error, as it is there', () => {
    const { buckets } = OUTPUTS.storage
    const storage = { ...OUTPUTS.storage, buckets: [...buckets, { ...buckets[0] }] }
    expect(() => parseAmplifyConfig({ ...OUTPUTS, storage } as object)).toThrow('first')
    expect(() => readConfig({ ...OUTPUTS, storage })).toThrow('storage.buckets has first twice')
  })
})

describe('without Auth', () => {
  it.each<[config: AnyConfig, what: string]>([
    [OUTPUTS, 'amplify_outputs.json: auth is missing. It should be an object.'],
    [EXPORTS, 'amplifyconfiguration.json: aws_user_pools_id is missing. It should be "us-east-1_'],
    [{ Storage: {} }, 'the configuration has only Storage'],
    [readConfig(OUTPUTS), 'the configuration has only Storage, Analytics, Geo'],
  ])('no instance is made: %#', (config, what) => {
    expect(() => createAuth(config)).toThrow(what)
  })

  it.each([
    [{ ...OUTPUTS, Auth: {} }, 'Auth is not known; the nearest is auth.'],
    [{ ...EXPORTS, aws_user_pool_id: 'x' }, 'aws_user_pool_id is not known'],
    [{ ...EXPORTS, aws_user_pools_web_client_id: 'client' }, 'aws_user_pools_id is missing'],
    [{ ...EXPORTS, aws_project_region: undefined }, 'aws_project_region is missing'],
    [{ Storage: {}, auth: {} }, 'auth is not known; the nearest is Auth.'],
    [{ ...OUTPUTS, version: '2' }, 'version is "2"'],
    [{}, 'the configuration is {}'],
  ])('what looks like it is an error all the same: %#', (config, message) => {
    expect(() => readConfig(config)).toThrow(message)
    expect(() => Amplify.configure(config as AnyConfig)).toThrow(message)
  })
})
