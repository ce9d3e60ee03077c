/**
 * What Amplify's two files say of other categories than signing in, as Amplify itself reads it. It is handed
 * on and nothing of ours, so what it says is not checked.
 */
import { entryOf } from '../encoding/entry.ts'
import { DOCUMENT, DOCUMENTS, invalid, TEXTS } from './kinds.ts'

type Document = Readonly<Record<string, unknown>>

/** Where Amplify has it, where the file has it, and what becomes of it on the way: undefined leaves it out. */
type Row = readonly [to: string, from: string, make: (found: Document) => unknown]

const MODES: Readonly<Record<string, string>> = {
  AMAZON_COGNITO_USER_POOLS: 'userPool',
  API_KEY: 'apiKey',
  AWS_IAM: 'iam',
  AWS_LAMBDA: 'lambda',
  OPENID_CONNECT: 'oidc',
}
const EXPORTED_MODES: typeof MODES = { ...MODES, LAMBDA: 'lambda', NONE: 'none' }

const modeAmong = (modes: typeof MODES, name: unknown) => entryOf(modes, String(name))

const api = ({ url, aws_region, api_key, default_authorization_type }: Document) => ({
  endpoint: url,
  region: aws_region,
  apiKey: api_key,
  defaultAuthMode: modeAmong(MODES, default_authorization_type),
})

const OUTPUTS: readonly Row[] = [
  [
    'Storage.S3',
    'storage',
    ({ bucket_name, aws_region, buckets }) => ({
      bucket: bucket_name,
      region: aws_region,
      buckets: DOCUMENTS.is(buckets) ? bucketsByName(buckets) : undefined,
    }),
  ],
  [
    'Analytics.Pinpoint',
    'analytics.amazon_pinpoint',
    ({ app_id, aws_region }) => ({ appId: app_id, region: aws_region }),
  ],
  [
    'Geo.LocationService',
    'geo',
    ({ aws_region, search_indices, geofence_collections, maps }) => ({
      region: aws_region,
      searchIndices: search_indices,
      geofenceCollections: geofence_collections,
      maps,
    }),
  ],
  [
    'API.GraphQL',
    'data',
    (data) => ({ ...api(data), modelIntrospection: data.model_introspection }),
  ],
  ['API.Events', 'custom.events', api],
  ['Notifications.InAppMessaging.Pinpoint', 'notifications', pinpointFor('IN_APP_MESSAGING')],
  ['Notifications.PushNotification.Pinpoint', 'notifications', pinpointFor('APNS', 'FCM')],
  [
    'Notifications.PushNotification.CustomerProfiles',
    'notifications.amazon_connect',
    ({ endpoint, aws_region }) => ({ endpoint, region: aws_region }),
  ],
]

function pinpointFor(...some: readonly string[]): Row[2] {
  return ({ channels, amazon_pinpoint_app_id: appId, aws_region: region }) => {
    const isOn = TEXTS.is(channels) && some.some((channel) => channels.includes(channel))
    return isOn && appId && region ? { appId, region } : undefined
  }
}

/** @throws InvalidConfigurationException where two buckets have one name, as Amplify does. */
function bucketsByName(buckets: readonly Document[]): Document {
  const named = buckets.map(({ name, bucket_name, aws_region, paths }) => {
    return [String(name), { bucketName: bucket_name, region: aws_region, paths }] as const
  })
  const twice = named.find(([name], index) => named.findIndex(([one]) => one === name) < index)
  if (twice) throw invalid(`amplify_outputs.json: storage.buckets has ${twice[0]} twice.`)
  return Object.fromEntries(named)
}

const EXPORTS: readonly Row[] = [
  [
    'Analytics.Pinpoint',
    '',
    ({ aws_mobile_analytics_app_id: appId, aws_mobile_analytics_app_region: region }) =>
      appId ? { appId, region } : undefined,
  ],
  [
    'Notifications.InAppMessaging.Pinpoint',
    'Notifications.InAppMessaging.AWSPinpoint',
    ({ appId, region }) => ({ appId, region }),
  ],
  [
    'Notifications.PushNotification.Pinpoint',
    'Notifications.Push.AWSPinpoint',
    ({ appId, region }) => ({ appId, region }),
  ],
  ['Interactions.LexV1', '', ({ aws_bots_config }) => byName(aws_bots_config, (bot) => bot)],
  ['API.GraphQL', '', exportedApi],
  [
    'API.REST',
    '',
    ({ aws_cloud_logic_custom }) =>
      byName(aws_cloud_logic_custom, ({ endpoint, service, region }) => ({
        endpoint,
        ...(service ? { service } : {}),
        ...(region ? { region } : {}),
      })),
  ],
  ['Storage.S3', '', exportedBucket],
  [
    'Geo.LocationService',
    'geo.amazon_location_service',
    ({ region, search_indices, geofenceCollections, maps }) => ({
      region,
      searchIndices: search_indices,
      geofenceCollections,
      maps,
    }),
  ],
  ['Predictions', 'predictions', (predictions) => predictions],
  [
    'Predictions.convert.speechGenerator.defaults',
    'predictions.convert.speechGenerator.defaults',
    ({ VoiceId }) => (VoiceId ? { voiceId: VoiceId } : undefined),
  ],
]

function exportedApi(exported: Document): Document | undefined {
  const { aws_appsync_graphqlEndpoint: endpoint, modelIntrospection } = exported
  if (!endpoint) return undefined
  return {
    endpoint,
    region: exported.aws_appsync_region,
    apiKey: exported.aws_appsync_apiKey,
    defaultAuthMode: modeAmong(EXPORTED_MODES, exported.aws_appsync_authenticationType) ?? 'iam',
    ...(modelIntrospection ? { modelIntrospection } : {}),
  }
}

function exportedBucket(exported: Document): Document | undefined {
  const { aws_user_files_s3_bucket: bucket } = exported
  if (!bucket) return undefined
  return {
    bucket,
    region: exported.aws_user_files_s3_bucket_region,
    dangerouslyConnectToHttpEndpointForTesting:
      exported.aws_user_files_s3_dangerously_connect_to_http_endpoint_for_testing,
  }
}

const byName = (list: unknown, make: (one: Document) => Document): Document | undefined =>
  DOCUMENTS.is(list)
    ? Object.fromEntries(list.map((one) => [String(one.name), make(one)]))
    : undefined

/** The other categories of an amplify_outputs.json. */
export const categoriesOfOutputs = (file: Document): Document => read(file, OUTPUTS)

/** The other categories of an aws-exports.js or amplifyconfiguration.json. */
export const categoriesOfExports = (file: Document): Document => read(file, EXPORTS)

function read(file: Document, rows: readonly Row[]): Document {
  return rows.reduce<Document>((categories, [to, from, make]) => {
    const found = inside(file, from.split('.').filter(Boolean))
    const made = found && make(found)
    return made === undefined ? categories : withMade(categories, to.split('.'), made)
  }, {})
}

function inside(document: Document, [key, ...rest]: readonly string[]): Document | undefined {
  if (key === undefined) return document
  const value = document[key]
  return DOCUMENT.is(value) ? inside(value, rest) : undefined
}

/** A copy: what the file says stays as it is. */
function withMade(document: Document, [key, ...rest]: readonly string[], made: unknown): Document {
  if (key === undefined) return document
  const { [key]: there } = document
  const inner = rest.length ? withMade(DOCUMENT.is(there) ? there : {}, rest, made) : made
  return { ...document, [key]: inner }
}
