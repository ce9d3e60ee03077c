#!/usr/bin/env node
import './node-version.ts'

import {
  type OperatingMode,
  operatingMode,
  readSettings,
  type SettingName,
  type Settings,
} from './config.ts'
import { greet } from './greeting.ts'
import type { Connection } from './http/caller.ts'
import { listen } from './http/listen.ts'
import { readMasterKey } from './master-key.ts'
import { openPoolhouse, type Poolhouse, type PoolhouseOptions } from './poolhouse.ts'
import { version } from './version.ts'

type RunningMode = Exclude<OperatingMode, { mode: 'refused' }>

/** The exit code of a start that cannot work as configured (sysexits EX_CONFIG). */
const EX_CONFIG = 78

const settings = readOrEnd()
const operating = operatingMode(settings)
if (operating.mode === 'refused') end(operating.message)
else await serve(settings, operating)

function readOrEnd(): Settings {
  const reading = readSettings({
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
  })
  if (reading.kind === 'settings') return reading.settings
  if (reading.kind === 'error') return end(reading.message)
  process.stdout.write(reading.kind === 'help' ? reading.text : `${version}\n`)
  return process.exit(0)
}

/**
 * Listens, opens the house, says so, and stops cleanly on SIGTERM or SIGINT: what is under way is finished
 * first. The port is taken before anything is made, so that a start that cannot work leaves nothing behind;
 * requests wait for the house.
 */
async function serve(settings: Settings, { mode }: RunningMode): Promise<void> {
  const { host, port } = settings
  const opening = Promise.withResolvers<Poolhouse>()
  const fetch = async (request: Request, connection: Connection) =>
    await (await opening.promise).fetch(request, connection)
  const listening = await listen({ fetch, host, port }).catch((error: unknown) =>
    end(explain(error, settings)),
  )
  const house = await open(settings, mode)
  opening.resolve(house)
  greet({ house, settings, mode, isTerminal: process.stdout.isTTY === true })

  await askedToStop()
  await listening.close(settings.shutdownTimeout * 1000)
  await house.close()
}

async function open(settings: Settings, mode: RunningMode['mode']): Promise<Poolhouse> {
  try {
    return await openPoolhouse(toOptions(settings, mode))
  } catch (error) {
    return end(error instanceof Error ? error.message : String(error))
  }
}

/** A second signal is no other than the first: a terminal and npm may both send one. */
function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGTERM', () => resolve())
    process.on('SIGINT', () => resolve())
  })
}

function toOptions(settings: Settings, mode: RunningMode['mode']): PoolhouseOptions {
  const { databaseUrl, data, key, accessKeys } = settings
  const isDevelopment = mode === 'development'
  return {
    store: databaseUrl ? { postgres: databaseUrl.reveal() } : { sqlite: data },
    region: settings.region,
    account: settings.account,
    publicUrl: settings.publicUrl,
    issuer: settings.issuer,
    identityIssuer: settings.identityIssuer,
    passwordStorage: settings.passwordStorage,
    masterKey: key ? key.reveal() : readMasterKey(data),
    allowInsecureHosts: settings.allowInsecureHosts,
    demo: isDevelopment && settings.demo,
    logLevel: settings.logLevel,
    triggers: Object.fromEntries(
      (settings.triggers?.reveal() ?? []).map(({ name, where }) => [name, where]),
    ),
    senderKeys: Object.fromEntries(
      (settings.senderKeys?.reveal() ?? []).map(({ keyId, key }) => [keyId, key]),
    ),
    logins: {
      endpoints: Object.fromEntries(
        settings.loginEndpoints.map(({ provider, address }) => [provider, address]),
      ),
      openIdClients: gather(settings.openIdClients),
      allowInsecureHosts: settings.allowInsecureLoginHosts,
    },
    ...(settings.lambdaKey && { lambdaKey: settings.lambdaKey.reveal() }),
    ...(settings.stsEndpoint !== undefined && { stsEndpoint: settings.stsEndpoint }),
    ...(settings.smtpUrl && {
      smtp: { url: settings.smtpUrl.reveal(), from: settings.mailFrom },
    }),
    ...(settings.snsEndpoint && {
      sns: {
        endpoint: settings.snsEndpoint,
        key: together('snsEndpoint', 'snsKey', settings.snsKey).reveal(),
      },
    }),
    ...(settings.webhookUrl && {
      webhook: {
        url: settings.webhookUrl,
        secret: together('webhookUrl', 'webhookSecret', settings.webhookSecret).reveal(),
      },
    }),
    ...(!isDevelopment && {
      accessKeys: (accessKeys ?? []).map(({ id, secret }) => ({ id, secret: secret.reveal() })),
    }),
  }
}

/** The value of a setting that another one cannot do without. @throws Error that says so. */
function together<Value>(one: SettingName, other: SettingName, value: Value | undefined): Value {
  if (value !== undefined) return value
  throw new Error(`${one} needs ${other} too: what is sent there is signed with it.`)
}

/** The clients of each provider. */
function gather(clients: Settings['openIdClients']): Record<string, string[]> {
  const byProvider = Object.entries(Object.groupBy(clients, ({ provider }) => provider))
  return Object.fromEntries(
    byProvider.map(([provider, ofIt = []]) => [provider, ofIt.map(({ client }) => client)]),
  )
}

function explain(error: unknown, { host, port }: Settings): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is taken. Stop what uses it, or choose another with --port.`
  }
  if (code === 'EADDRNOTAVAIL') return `${host} is no address of this machine: see --host.`
  if (code === 'EACCES') return `This user may not listen on port ${port}: choose one above 1023.`
  return error instanceof Error ? error.message : String(error)
}

function end(message: string): never {
  process.stderr.write(`poolhouse: ${message}\n`)
  process.exit(EX_CONFIG)
}
