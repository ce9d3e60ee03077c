import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { answerPage } from './answer-page.ts'
import { html } from './html.ts'
import { renderPage } from './page.ts'

const attack = '</title></style></script><script>alert(1)</script>"\'>'
const body = html`<p>${attack}</p>`

it('lets nothing out of title, links and body', () => {
  const page = renderPage({ title: attack, body, links: [{ href: attack, text: attack }] })
  expect(page).not.toMatch(/<script|<\/script/)
  expect(page.match(/<\/title>/g)).toHaveLength(1)
  expect(page.match(/<\/style>/g)).toHaveLength(1)
})

it('refuses a style or script that would end early', () => {
  for (const text of ['</style >', '</SCRIPT>', '<!-- <script>', '<script']) {
    expect(() => renderPage({ title: '', body, style: text })).toThrow('end early')
    expect(() => renderPage({ title: '', body, script: text })).toThrow('end early')
  }
})

it('is a document for every screen that asks nobody for anything', () => {
  const page = renderPage({ title: 'Inbox', body, script: 'void 0' })
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
  expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">')
  expect(page).toContain('<title>Inbox · Poolhouse</title>')
  const addresses = [...page.matchAll(/(?:src|href|url\()\s*=?\s*["']?([^"'\s)>]+)/g)]
  expect(addresses.map(([, address = '']) => address.replace(/,.*/, ''))).toEqual([
    'data:image/svg+xml',
    '#content',
    '/',
  ])
})

it('sends the policy of exactly the style and script on the page', async () => {
  const response = await answerPage({
    title: 'A',
    body,
    style: 'p { margin: 0 }',
    script: 'void 0',
  })
  const policy = response.headers.get('content-security-policy') ?? ''
  const page = await response.text()
  for (const name of ['style', 'script']) {
    const content = new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(page)?.[1] ?? ''
    const hash = createHash('sha256').update(content).digest('base64')
    expect(policy).toContain(`${name}-src 'sha256-${hash}'`)
  }
  expect(policy).toMatch(/^default-src 'none'; /)
  expect(policy).not.toContain('unsafe')
})

it('allows no script on a page without one', async () => {
  const response = await answerPage({ title: 'A', body }, 404)
  expect(response.status).toBe(404)
  expect(response.headers.get('content-security-policy')).not.toContain('script-src')
})
