/** What any configuration says of signing in, as Amplify's own shape: all that an instance needs of it. */
import type { ResourcesConfig } from '../core/config.ts'
import { readAmplifyOutputs } from './amplify-outputs.ts'
import { readAwsExports } from './aws-exports.ts'
import { DOCUMENT, invalid, keysOf, show } from './kinds.ts'
import { readResourceMapping, readSetreg } from './o3de.ts'
import { readOidc } from './oidc.ts'
import { readResourcesConfig } from './resources-config.ts'

type Document = Readonly<Record<string, unknown>>

interface Shape {
  /** What to call it when nobody says which file it is from. */
  readonly file: string
  /** The key that it is known by. */
  keyOf(config: Document): string | undefined
  read(file: string, config: Document): ResourcesConfig
}

const keyAmong = (pattern: RegExp) => (config: Document) =>
  Object.keys(config).find((key) => pattern.test(key))

const SHAPES: readonly Shape[] = [
  {
    file: 'aws-exports.js or amplifyconfiguration.json',
    keyOf: keyAmong(/^aws_/),
    read: readAwsExports,
  },
  {
    file: 'amplify_outputs.json',
    // Its keys are in snake case: `auth` with others inside is a slip for `Auth`.
    keyOf: ({ version, auth }) => {
      if (version !== undefined) return 'version'
      const isSnakeCase = DOCUMENT.is(auth) && Object.keys(auth).some((key) => key.includes('_'))
      return isSnakeCase ? 'auth' : undefined
    },
    read: readAmplifyOutputs,
  },
  {
    file: 'the resource mapping file',
    keyOf: keyAmong(/^AWSResourceMappings$/),
    read: readResourceMapping,
  },
  { file: 'AuthenticationProvider.setreg', keyOf: keyAmong(/^AWS$/), read: readSetreg },
  { file: 'the OIDC settings', keyOf: keyAmong(/^OIDC_URL$/), read: readOidc },
  {
    file: 'the configuration',
    keyOf: keyAmong(/^(Auth|Providers|OIDC)$/),
    read: readResourcesConfig,
  },
]

/**
 * Reads what concerns signing in out of any shape that is known: Amplify's three, O3DE's two, an OIDC pair.
 *
 * @param file the name to say when something is wrong with it.
 * @throws InvalidConfigurationException with the file, the key, and what the value should look like.
 */
export function readAuth(config: unknown, file?: string): ResourcesConfig {
  const document = fileIn(config)
  const [shape, other] = SHAPES.filter(({ keyOf }) => keyOf(document))
  if (shape && other) {
    const [key, otherKey] = [shape.keyOf(document), other.keyOf(document)]
    throw invalid(
      `${key} is of ${shape.file}, and ${otherKey} of ${other.file}. Give one, or mergeConfigs of both.`,
    )
  }
  if (shape) return shape.read(file ?? shape.file, document)
  return refuse(file ?? 'the configuration', document, config)
}

/** What `import *` makes of a file, as the file. Nothing where it is none. */
export function fileIn(config: unknown): Document {
  const document = DOCUMENT.is(config) ? config : {}
  const isKnown = SHAPES.some(({ keyOf }) => keyOf(document))
  return isKnown || !document.default ? document : fileIn(document.default)
}

/** @throws InvalidConfigurationException: it is none of the shapes that are known. */
function refuse(file: string, document: Document, config: unknown): never {
  const keys = keysOf(file, document)
  for (const known of ['Auth', 'AWSResourceMappings', 'AWS', 'OIDC_URL', 'version']) {
    keys.maybe(known, DOCUMENT)
  }
  const found = Object.keys(document).join(', ')
  const what = found ? `has only ${found.slice(0, 60)}` : `is ${show(config)}`
  const files = SHAPES.map((shape) => shape.file).join(', ')
  throw invalid(
    `${file} ${what}, which is not known here. Give what is in one of these as an object: ${files}, which is { Auth: { Cognito: { userPoolId, userPoolClientId } } }.`,
  )
}
