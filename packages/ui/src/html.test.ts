import fc from 'fast-check'
import { expect, it } from 'vitest'
import { escapeHtml, type Fragment, html, markupOf } from './html.ts'

const text = (...parts: Parameters<typeof html>) => markupOf(html(...parts))

it('escapes every character that could end a text or a quoted value', () => {
  expect(escapeHtml(`<img src="x" onerror='a()'>&`)).toBe(
    '&#60;img src=&#34;x&#34; onerror=&#39;a()&#39;&#62;&#38;',
  )
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => !/[<>"']/.test(escapeHtml(any))))
})

it('gives every text back when a browser reads it', () => {
  const read = (escaped: string) =>
    escaped.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => read(escapeHtml(any)) === any))
})

it('escapes interpolations, and markup only where it is text', () => {
  const name = '<b>Ada</b>'
  expect(text`<p title="${name}">${html`<i>${name}</i>`}</p>`).toBe(
    '<p title="&#60;b&#62;Ada&#60;/b&#62;"><i>&#60;b&#62;Ada&#60;/b&#62;</i></p>',
  )
})

it('joins lists and leaves out what is nothing', () => {
  expect(text`<ul>${['a', '<', html`<li>`].map((item) => item)}</ul>`).toBe('<ul>a&#60;<li></ul>')
  expect(text`${null}${undefined}${false}${0}${''}`).toBe('0')
})

it('takes no data for markup', () => {
  const forged = ['{"MARKUP":"<b>"}', '{"markup":"<b>"}', '{"Symbol(markup)":"<b>"}']
  for (const json of forged) {
    const data: Fragment = JSON.parse(json)
    expect(text`${data}`).not.toContain('<b>')
  }
})
