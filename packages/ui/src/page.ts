import { type Html, html, markupOf } from './html.ts'
import { ICON, MARK } from './mark.ts'
import { THEME } from './theme.ts'

export interface Page {
  readonly title: string
  readonly body: Html
  /** Where the header leads besides home. */
  readonly links?: readonly Link[]
  /** What this page adds to the theme. Fixed text, never made from data. */
  readonly style?: string
  /** Runs once the page is there. Fixed text, never made from data. */
  readonly script?: string
}

export interface Link {
  readonly href: string
  readonly text: string
  readonly isCurrent?: boolean
}

/** The content of a page's one `<style>`, to the byte: the policy names its hash. */
export const styleOf = ({ style = '' }: Pick<Page, 'style'>): string => THEME + SHELL + style

/**
 * A whole document that asks for nothing but itself. Send it with the policy that was made for it:
 * `answerPage` does both.
 */
export function renderPage(page: Page): string {
  const { title, body, links = [], script } = page
  const head = html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Poolhouse</title>
<link rel="icon" href="${ICON}">`
  const content = html`<a class="skip" href="#content">Skip to the content</a>
<header class="top"><a class="home" href="/">${MARK}<span>Poolhouse</span></a>
<nav aria-label="Pages">${links.map(renderLink)}</nav></header>
<main id="content" tabindex="-1">${body}</main>`
  const scripts = script === undefined ? '' : `<script>${verbatim(script)}</script>`
  return `<!doctype html>
<html lang="en">
<head>
${markupOf(head)}
<style>${verbatim(styleOf(page))}</style>
</head>
<body>
${markupOf(content)}
${scripts}</body>
</html>
`
}

const renderLink = ({ href, text, isCurrent = false }: Link): Html =>
  html`<a href="${href}"${isCurrent && html` aria-current="page"`}>${text}</a>`

/** Inside `<style>` and `<script>` nothing can be escaped, so what would end them early is refused. */
function verbatim(text: string): string {
  if (/<!--|<\/?(?:script|style)/i.test(text)) throw new Error('a style or script would end early')
  return text
}

const SHELL = `
.skip { position: absolute; left: 16px; top: -64px; padding: 8px 16px; background: var(--ph-page); }
.skip:focus { top: 8px; }
.top { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 24px; padding: 12px max(16px, 50% - 448px); border-bottom: 1px solid var(--ph-line); }
.home { display: flex; align-items: center; gap: 8px; min-height: 32px; color: var(--ph-accent); font-weight: 650; text-decoration: none; }
nav { display: flex; flex-wrap: wrap; gap: 4px 20px; }
nav a { padding: 4px 0; color: var(--ph-quiet); text-decoration: none; }
nav a:hover { color: var(--ph-accent); text-decoration: underline; }
nav a[aria-current] { color: var(--ph-accent); font-weight: 600; box-shadow: inset 0 -2px var(--ph-accent); }
main { padding: 32px max(16px, 50% - 448px) 64px; }
main:focus { outline: none; }
@media (min-width: 640px) {
  .top { padding-inline: max(32px, 50% - 448px); }
  main { padding: 40px max(32px, 50% - 448px) 80px; }
}
`
