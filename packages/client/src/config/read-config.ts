/** Any configuration that an application already has, as Amplify's own shape, with all its categories. */
import type { AnyConfig, ResourcesConfig } from '../core/config.ts'
import { VERSION } from './amplify-outputs.ts'
import { categoriesOfExports, categoriesOfOutputs } from './categories.ts'
import { DOCUMENT, type Kind, keysOf, TEXT } from './kinds.ts'
import { fileIn, readAuth } from './read-auth.ts'

type Document = Readonly<Record<string, unknown>>

/** The categories of Amplify's own shape beside `Auth`. */
const CATEGORIES: ReadonlySet<string> = new Set([
  'API',
  'Analytics',
  'Geo',
  'Interactions',
  'Notifications',
  'Predictions',
  'Storage',
])

/** A file that Amplify's tools write, also of a project where nobody signs in. */
interface AmplifyFile {
  readonly name: string
  isIt(config: Document): boolean
  /** What it has in any case. */
  readonly mark: readonly [key: string, kind: Kind<unknown>]
  /** What it has of signing in: one of these, or nothing. */
  readonly auth: readonly string[]
  readonly authKind: Kind<unknown>
  categories(config: Document): Document
}

const AMPLIFY_FILES: readonly AmplifyFile[] = [
  {
    name: 'aws-exports.js or amplifyconfiguration.json',
    isIt: (config) => Object.keys(config).some((key) => key.startsWith('aws_')),
    mark: ['aws_project_region', TEXT],
    auth: ['aws_user_pools_id', 'aws_user_pools_web_client_id', 'aws_cognito_identity_pool_id'],
    authKind: TEXT,
    categories: categoriesOfExports,
  },
  {
    name: 'amplify_outputs.json',
    isIt: ({ version }) => version !== undefined,
    mark: ['version', VERSION],
    auth: ['auth'],
    authKind: DOCUMENT,
    categories: categoriesOfOutputs,
  },
]

/**
 * Reads a configuration of any shape that is known: Amplify's three, O3DE's two, an OIDC pair. What
 * `import *` makes of a file is read as the file. Other categories are as Amplify reads them, and they may be
 * all that there is; an instance is made of one with `Auth`.
 *
 * @param file the name to say when something is wrong with it.
 * @throws InvalidConfigurationException with the file, the key, and what the value should look like.
 */
export function readConfig(config: unknown, file?: string): ResourcesConfig {
  const document = fileIn(config)
  const names = Object.keys(document)
  if (names.length > 0 && names.every((name) => CATEGORIES.has(name))) return document
  const amplifys = AMPLIFY_FILES.find(({ isIt }) => isIt(document))
  if (!amplifys) return readAuth(config, file)
  const auth = saysNothingOfAuth(amplifys, file, document) ? {} : readAuth(document, file)
  return { ...amplifys.categories(document), ...auth }
}

/** @throws InvalidConfigurationException for what is nearly one of its keys. */
function saysNothingOfAuth(
  { name, mark, auth, authKind }: AmplifyFile,
  file = name,
  config: Document,
): boolean {
  const keys = keysOf(file, config)
  keys.need(...mark)
  return auth.every((key) => keys.maybe(key, authKind) === undefined)
}

/** Reads several that make one, such as a game's two files. What a later one says holds. */
export const mergeConfigs = (...configs: readonly AnyConfig[]): ResourcesConfig =>
  Object.assign({}, ...configs.map((config) => readConfig(config)))
