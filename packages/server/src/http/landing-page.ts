import {
  COPY_SCRIPT,
  COPYABLE_STYLE,
  copyable,
  type Html,
  html,
  type Link,
  type Page,
} from '@poolhouse/ui'
import { amplifyConfiguration, type Entrance, signUpCommand } from '../rules/first-steps.ts'

interface Landing {
  readonly version: string
  readonly publicUrl: string
  readonly links: readonly Link[]
  /** The demo pools, where there are any. */
  readonly entrance: Entrance | undefined
}

/** What is here and where to go: for whoever opens the endpoint in a browser. */
export const landingPage = ({ version, publicUrl, links, entrance }: Landing): Page => ({
  title: 'Home',
  links,
  style: STYLE + COPYABLE_STYLE,
  script: COPY_SCRIPT,
  body: html`<h1>Client authentication for AWS-shaped applications</h1>
<p class="lead">This is Poolhouse, an identity service that speaks Amazon Cognito’s own protocols. Point any AWS SDK, Amplify or the AWS CLI at the endpoint.</p>
<dl class="facts ph-card"><div><dt>Endpoint</dt><dd><code>${publicUrl}</code></dd></div>
<div><dt>Version</dt><dd><code>${version}</code></dd></div></dl>
<ul class="places">${[...links, HEALTH].map(renderPlace)}</ul>
${entrance && renderFirstSteps(entrance)}`,
})

const HEALTH: Link = { href: '/health/ready', text: 'Health' }

const TOLD: Readonly<Record<string, string>> = {
  '/inbox': 'Codes and messages that would have been sent',
  '/status': 'Which operations work',
  '/health/ready': 'Whether the service and its database answer',
}

const renderPlace = ({ href, text }: Link): Html =>
  html`<li><a href="${href}">${text}</a> <span class="ph-quiet">${TOLD[href]}</span></li>`

const renderFirstSteps = (
  entrance: Entrance,
): Html => html`<section><h2>Sign in from your application</h2>
<p>A demo user pool and an identity pool are ready. Paste their configuration (aws-amplify 6):</p>
${copyable(amplifyConfiguration(entrance), 'the configuration')}</section>
<section><h2>Or from a terminal</h2>
<p>Sign somebody up, then find their code in the <a href="/inbox">inbox</a>:</p>
${copyable(signUpCommand(entrance), 'the command')}</section>`

const STYLE = `
.lead { max-width: 60ch; margin: 8px 0 24px; }
.facts { display: grid; gap: 8px; }
.places li { display: grid; grid-template-columns: 64px minmax(0, 1fr); gap: 16px; }
.facts dt { color: var(--ph-quiet); }
.places { margin-top: 24px; display: grid; gap: 8px; }
.places a { font-weight: 600; }
section { display: grid; gap: 12px; margin-top: 40px; }
@media (min-width: 480px) {
  .facts div { display: grid; grid-template-columns: 80px minmax(0, 1fr); align-items: baseline; }
}
`
