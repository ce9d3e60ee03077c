/** Any configuration that an application already has, as Amplify's own shape. */
import type { ResourcesConfig } from '../core/config.ts'
import { readAmplifyOutputs } from './amplify-outputs.ts'
import { readAwsExports } from './aws-exports.ts'
import { DOCUMENT } from './kinds.ts'
import { readResourceMapping, readSetreg } from './o3de.ts'
import { readOidc } from './oidc.ts'
import { readResourcesConfig, refuseShape } from './resources-config.ts'

type Document = Readonly<Record<string, unknown>>

interface Shape {
  /** What to call it when nobody says which file it is from. */
  readonly file: string
  recognises(config: Document): boolean
  read(file: string, config: Document): ResourcesConfig
}

const SHAPES: readonly Shape[] = [
  {
    file: 'aws-exports.js',
    recognises: (config) => Object.keys(config).some((key) => key.startsWith('aws_')),
    read: readAwsExports,
  },
  {
    file: 'amplify_outputs.json',
    recognises: ({ version }) => typeof version === 'string' && version.startsWith('1'),
    read: readAmplifyOutputs,
  },
  {
    file: 'the resource mapping file',
    recognises: (config) => 'AWSResourceMappings' in config,
    read: readResourceMapping,
  },
  {
    file: 'AuthenticationProvider.setreg',
    recognises: (config) => 'AWS' in config,
    read: readSetreg,
  },
  {
    file: 'the OIDC settings',
    recognises: (config) => 'OIDC_URL' in config,
    read: readOidc,
  },
  {
    file: 'the configuration',
    recognises: (config) => 'Auth' in config || 'Providers' in config || 'OIDC' in config,
    read: readResourcesConfig,
  },
]

/**
 * Reads a configuration of any shape that is known: Amplify's three, O3DE's two, an OIDC pair.
 *
 * @param file the name to say when something is wrong with it.
 * @throws InvalidConfigurationException with the file, the key, and what the value should look like.
 */
export function readConfig(config: unknown, file?: string): ResourcesConfig {
  const document = DOCUMENT.is(config) ? config : {}
  const shape = SHAPES.find(({ recognises }) => recognises(document))
  return shape?.read(file ?? shape.file, document) ?? refuseShape(file ?? 'This')
}

/** Several that make one, such as a game's two files. What a later one says holds. */
export const mergeConfigs = (...configs: readonly ResourcesConfig[]): ResourcesConfig =>
  Object.assign({}, ...configs)
