import { resolve } from 'node:path'
import type { OperatingMode, Settings } from './config.ts'
import type { Demo } from './dev/demo.ts'
import type { Poolhouse } from './poolhouse.ts'
import { amplifyConfiguration, signUpCommand } from './rules/first-steps.ts'

interface Started {
  readonly house: Poolhouse
  readonly settings: Settings
  readonly mode: OperatingMode['mode']
  readonly isTerminal: boolean
}

const row = (name: string, value: string): [string, string] => [name, value]

/** What a start prints: where everything is, and in development what to paste and what to try next. */
export function greet({ house, settings, mode, isTerminal }: Started): void {
  const { publicUrl, demo } = house
  const poolId = demo?.poolId ?? '{poolId}'
  const issuer = settings.issuer
    .replaceAll('{region}', settings.region)
    .replaceAll('{poolId}', poolId)
  const rows: [string, string][] = [
    ['Endpoint', publicUrl],
    ['Issuer', issuer],
    ...(demo ? entranceRows(demo) : []),
    ...(mode === 'development' ? [row('Inbox', `${publicUrl}/inbox`)] : []),
    ['Status', `${publicUrl}/status`],
    ['Listening', `${settings.host} port ${settings.port}`],
    ['Data', settings.databaseUrl ? 'PostgreSQL' : resolve(settings.data)],
    ['Email', emailRow(settings, mode)],
  ]
  const bold = (text: string) => (isTerminal ? `\u001b[1m${text}\u001b[0m` : text)
  const table = rows.map(([name, value]) => `  ${name.padEnd(11)}${value}`).join('\n')
  process.stdout.write(`\n${bold(`Poolhouse is ready (${mode}).`)}\n\n${table}\n`)
  if (demo) process.stdout.write(`\n${nextSteps(publicUrl, demo, bold)}\n`)
  process.stdout.write('\n')
}

const entranceRows = ({ poolId, clientId, identityPoolId }: Demo) => [
  row('User pool', poolId),
  row('Client', clientId),
  row('Identities', identityPoolId),
]

function emailRow({ smtpUrl, webhookUrl }: Settings, mode: OperatingMode['mode']): string {
  if (smtpUrl) return 'by SMTP'
  if (webhookUrl) return 'by the webhook'
  return mode === 'development' ? 'kept in the inbox' : 'cannot be sent: set POOLHOUSE_SMTP_URL'
}

function nextSteps(publicUrl: string, demo: Demo, bold: (text: string) => string): string {
  const entrance = { publicUrl, ...demo }
  return `${bold('Paste into your application (aws-amplify 6):')}

${indent(amplifyConfiguration(entrance))}

${bold('Or try this in another terminal, then look into the inbox for the code:')}

${indent(signUpCommand(entrance))}`
}

const indent = (text: string) => text.replace(/^/gm, '  ')
