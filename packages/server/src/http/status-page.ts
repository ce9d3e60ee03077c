import type { Link } from '@poolhouse/ui'
import { type Html, html, type Page } from '@poolhouse/ui'
import {
  type AreaStatus,
  countWorking,
  type OperationStatus,
  type ServiceStatus,
} from './status.ts'

/** What works and what does not yet, by service and area. */
export const statusPage = (services: readonly ServiceStatus[], links: readonly Link[]): Page => ({
  title: 'Status',
  links,
  style: STYLE,
  body: html`<h1>Status</h1>
<p class="lead">Every operation that AWS publishes for these services (of IAM, those on roles and their policies), and whether it works here. Whatever does not work yet answers <code>NotImplementedException</code>; nothing pretends.</p>
<ul class="summary">${services.map(renderSummary)}</ul>
${services.map(renderService)}`,
})

const renderSummary = (service: ServiceStatus): Html => html`<li class="ph-card">
<a href="#${idOf(service.title)}">${service.title}</a>
<p class="ph-quiet"><strong>${service.working}</strong> of ${service.total} work</p>
<progress value="${service.working}" max="${service.total}" aria-label="${service.title}"></progress></li>`

const renderService = (service: ServiceStatus): Html => html`<section id="${idOf(service.title)}">
<h2>${service.title}</h2>
<div class="areas">${service.areas.map(renderArea)}</div></section>`

const renderArea = ({ title, operations }: AreaStatus): Html => html`<div class="area">
${title && html`<h3>${title} <span class="ph-quiet">${countWorking(operations)} of ${operations.length}</span></h3>`}
<ul>${operations.map(renderOperation)}</ul></div>`

const renderOperation = ({ name, isWorking }: OperationStatus): Html =>
  html`<li><code>${breakable(name)}</code>${
    isWorking
      ? html`<span class="ph-tag"><span aria-hidden="true">✓ </span>works</span>`
      : html`<span class="ph-quiet later">not yet</span>`
  }</li>`

/** Names may break between their words, so that the longest fits the narrowest screen. */
const breakable = (name: string): Html[] =>
  name.split(/(?<=[a-z])(?=[A-Z])/).map((word, i) => (i === 0 ? html`${word}` : html`<wbr>${word}`))

const idOf = (title: string) => title.toLowerCase().replaceAll(' ', '-')

const STYLE = `
.lead { max-width: 68ch; margin: 8px 0 32px; }
.summary { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); }
.summary li { display: grid; grid-template-rows: 1fr auto auto; }
.summary a { font-weight: 600; }
.summary strong { color: var(--ph-text); font-size: 28px; line-height: 40px; font-weight: 650; }
progress { display: block; width: 100%; height: 8px; margin-top: 8px; border: 0; border-radius: 4px; overflow: hidden; background: var(--ph-line); color: var(--ph-fill); appearance: none; }
progress::-webkit-progress-bar { background: var(--ph-line); }
progress::-webkit-progress-value { background: var(--ph-fill); }
progress::-moz-progress-bar { background: var(--ph-fill); }
section { margin-top: 48px; }
section h2 { padding-bottom: 8px; border-bottom: 1px solid var(--ph-line); }
.areas { margin-top: 16px; columns: 320px 2; column-gap: 48px; }
.area { padding-bottom: 24px; }
.area:not(:only-child) { break-inside: avoid; }
.area h3 { display: flex; justify-content: space-between; gap: 16px; padding-bottom: 4px; }
.area h3 .ph-quiet { font-weight: 400; font-size: 14px; white-space: nowrap; }
.area li { display: flex; align-items: baseline; justify-content: space-between; gap: 16px; padding: 4px 0; border-top: 1px solid var(--ph-line); break-inside: avoid; }
.later { flex: none; padding-right: 8px; font-size: 14px; line-height: 20px; }
`
