import {
  host,
  hosts,
  issuerAddress,
  issuerTemplate,
  mailServer,
  postgresAddress,
  publicAddress,
  safeAddress,
  serviceEndpoint,
} from './addresses.ts'
import { awsKey, functions } from './functions.ts'
import { adminKeys, masterKey, senderKeys, webhookSecret } from './keys.ts'
import { type Kind, oneOf, onOrOff, secret, textLike, wholeNumber } from './kinds.ts'
import { loginEndpoints, openIdClients } from './logins.ts'

interface Described {
  readonly kind: Kind<unknown>
  /** One sentence. */
  readonly description: string
  /** False where it cannot stand in the file. */
  readonly inFile?: false
}

/** A setting has a default, written as one would write it, or says what happens without one. */
export type Setting = Described & ({ readonly default: string } | { readonly absent: string })

const path = textLike(/^\P{Cc}+$/u, 'a path')

/**
 * Every setting, under its key in the file; the names of its flag and variable follow from that. A name
 * in braces in a default is an earlier setting's value.
 */
export const SETTINGS = {
  port: {
    kind: wholeNumber(1, 65_535),
    description: 'The port to listen on.',
    default: '7665',
  },
  host: {
    kind: host,
    description: 'The address to listen on; 0.0.0.0 or :: for all of the machine.',
    default: '127.0.0.1',
  },
  publicUrl: {
    kind: publicAddress,
    description: 'The address under which browsers and services reach Poolhouse.',
    default: 'http://localhost:{port}',
  },
  issuer: {
    kind: issuerTemplate,
    description: 'The issuer of tokens, with {region} and {poolId} filled in for each pool.',
    default: '{publicUrl}/{poolId}',
  },
  identityIssuer: {
    kind: issuerAddress,
    description: 'The issuer of the OpenID tokens of identities, as AWS IAM must know it.',
    default: '{publicUrl}/cognito-identity',
  },
  mode: {
    kind: oneOf('development', 'production'),
    description: 'Whether any AWS credentials are accepted and messages go to the inbox.',
    absent: 'development where host and publicUrl are loopback, production elsewhere',
  },
  key: {
    kind: masterKey,
    description: 'The master key, under which secrets in the database are sealed.',
    absent: 'development makes one in the data folder, production does not start',
  },
  accessKeys: {
    kind: adminKeys,
    description: 'The keys with which administrators sign their requests.',
    absent: 'development accepts any, production does not start',
  },
  data: {
    kind: path,
    description: 'The folder for the embedded database and what development mode makes.',
    default: './.poolhouse',
  },
  databaseUrl: {
    kind: secret(postgresAddress),
    description: 'The PostgreSQL database to use in place of the embedded one.',
    absent: 'SQLite in the data folder',
  },
  passwordStorage: {
    kind: oneOf('srp', 'argon2id'),
    description: 'How new pools keep passwords; with argon2id they cannot offer SRP.',
    default: 'srp',
  },
  smtpUrl: {
    kind: secret(mailServer),
    description: 'The mail server that sends email.',
    absent: 'development puts email into the inbox, production cannot send any',
  },
  mailFrom: {
    kind: textLike(
      /^[^\r\n]*[^\s@<]@[^\s@>]+>?$/,
      'an address such as Poolhouse <no-reply@example.com>',
    ),
    description: 'Whom email comes from, unless a pool says so itself.',
    default: 'no-reply@localhost',
  },
  snsEndpoint: {
    kind: safeAddress,
    description: 'Where Amazon SNS is, or what speaks its protocol, which sends SMS.',
    absent: 'SMS go to webhookUrl; else development puts them into the inbox',
  },
  snsKey: {
    kind: secret(awsKey),
    description: 'The AWS access key that snsEndpoint is called with.',
    absent: 'there can be no snsEndpoint',
  },
  webhookUrl: {
    kind: safeAddress,
    description: 'Where messages are posted as signed JSON that no other sender carries.',
    absent: 'each channel needs a sender of its own',
  },
  webhookSecret: {
    kind: webhookSecret,
    description: 'What the messages that go to webhookUrl are signed with.',
    absent: 'there can be no webhookUrl',
  },
  triggers: {
    kind: secret(functions),
    description:
      'Where the functions are that pools name as their Lambda triggers, by function name or ARN.',
    absent: 'no function can be called',
  },
  lambdaKey: {
    kind: secret(awsKey),
    description: 'The AWS access key that functions at lambda: addresses are called with.',
    absent: 'there can be none at lambda: addresses',
  },
  senderKeys: {
    kind: senderKeys,
    description:
      'The keys under which codes are encrypted for custom senders, by the ARN that pools name as KMSKeyID.',
    absent: 'no pool can have a custom sender',
  },
  stsEndpoint: {
    kind: serviceEndpoint,
    description:
      'The STS that gives identities of identity pools their AWS credentials; our issuer must be registered there.',
    absent: 'Poolhouse gives credentials that it accepts itself',
  },
  loginEndpoints: {
    kind: loginEndpoints,
    description:
      'Where login providers of identity pools are in place of their own addresses; an OpenID Connect provider is then expected to name that address as its issuer.',
    default: '',
  },
  openIdClients: {
    kind: openIdClients,
    description:
      'The clients whose ID tokens identity pools take from OpenID Connect providers, beside those that are registered with IAM.',
    default: '',
  },
  allowInsecureLoginHosts: {
    kind: hosts,
    description:
      'Hosts of login providers that may be reached at private addresses and without TLS: whoever may name a provider can then make the service send requests there.',
    default: '',
  },
  region: {
    kind: textLike(/^[a-z][a-z0-9-]{1,31}$/, 'a region name such as us-east-1'),
    description: 'The AWS region to stand for, in pool ids, ARNs and signatures.',
    default: 'us-east-1',
  },
  account: {
    kind: textLike(/^\d{12}$/, 'twelve digits'),
    description: 'The AWS account to stand for, in ARNs.',
    default: '000000000000',
  },
  demo: {
    kind: onOrOff,
    description: 'Whether development mode makes a demo pool.',
    default: 'true',
  },
  allowInsecureHosts: {
    kind: hosts,
    description:
      'Hosts besides loopback at which development mode may be reached, in containers for example: whoever reaches it is an administrator.',
    default: '',
  },
  logLevel: {
    kind: oneOf('debug', 'info', 'warn', 'error', 'silent'),
    description: 'The least severe log lines to write.',
    default: 'info',
  },
  shutdownTimeout: {
    kind: wholeNumber(0, 3_600),
    description: 'How many seconds requests under way have to finish when the service stops.',
    default: '10',
  },
  config: {
    kind: path,
    description: 'A JSON file of settings.',
    absent: 'poolhouse.config.json in the working directory, if there is one',
    inFile: false,
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof SETTINGS

type ValueOf<Of> = Of extends { readonly kind: Kind<infer Value> }
  ? Of extends { readonly default: string }
    ? Value
    : Value | undefined
  : never

/** What the service is started with. */
export type Settings = { readonly [Name in SettingName]: ValueOf<(typeof SETTINGS)[Name]> }

/** The values that one source gave, by setting. */
export type Given = ReadonlyMap<SettingName, unknown>

export type NamedSetting = Setting & { readonly name: SettingName }

/** The settings as a list, in the order of the reference page. */
export const SETTING_LIST: readonly NamedSetting[] = Object.entries(SETTINGS).map(
  ([name, setting]) => ({
    ...setting,
    name: name as SettingName, // Object.entries forgets that the keys are those of SETTINGS
  }),
)

/** The settings that a file may hold. */
export const FILE_SETTINGS = SETTING_LIST.filter((setting) => setting.inFile !== false)
