import type { OperatingMode, Settings } from './config.ts'
import type { Poolhouse } from './poolhouse.ts'

interface Started {
  readonly house: Poolhouse
  readonly settings: Settings
  readonly mode: OperatingMode['mode']
  readonly isTerminal: boolean
}

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
    ...(demo
      ? ([
          ['User pool', demo.poolId],
          ['Client', demo.clientId],
        ] as [string, string][])
      : []),
    ...(mode === 'development' ? ([['Inbox', `${publicUrl}/inbox`]] as [string, string][]) : []),
    ['Status', `${publicUrl}/status`],
    ['Data', settings.databaseUrl ? 'PostgreSQL' : settings.data],
  ]
  const bold = (text: string) => (isTerminal ? `\u001b[1m${text}\u001b[0m` : text)
  const table = rows.map(([name, value]) => `  ${name.padEnd(11)}${value}`).join('\n')
  process.stdout.write(`\n${bold(`Poolhouse is ready (${mode}).`)}\n\n${table}\n`)
  if (demo) process.stdout.write(`\n${nextSteps(publicUrl, demo, bold)}\n`)
  process.stdout.write('\n')
}

function nextSteps(
  publicUrl: string,
  demo: { poolId: string; clientId: string },
  bold: (text: string) => string,
): string {
  return `${bold('Paste into your application (aws-amplify 6):')}

  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId: '${demo.poolId}',
        userPoolClientId: '${demo.clientId}',
        userPoolEndpoint: '${publicUrl}/',
      },
    },
  })

${bold('Or try this in another terminal, then look into the inbox for the code:')}

  curl -s ${publicUrl}/ -H 'content-type: application/x-amz-json-1.1' \\
    -H 'x-amz-target: AWSCognitoIdentityProviderService.SignUp' \\
    -d '{"ClientId":"${demo.clientId}","Username":"ada","Password":"Swim-Every-Day-1","UserAttributes":[{"Name":"email","Value":"ada@example.com"}]}'`
}
