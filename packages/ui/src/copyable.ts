import { type Html, html } from './html.ts'

/** Text to take elsewhere, with a button that copies it where scripts run. */
export const copyable = (text: string, name: string): Html =>
  html`<div class="copyable ph-card" data-copy><pre data-copy-text>${text}</pre>${copyButton(name)}</div>`

/** Copies the `data-copy-text` inside the nearest `data-copy`; the page's script includes COPY_SCRIPT. */
export const copyButton = (name: string): Html =>
  html`<button type="button" class="ph-copy ph-plain">Copy<span class="ph-unseen"> ${name}</span></button>`

export const COPYABLE_STYLE = `
.copyable { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 12px; }
.copyable pre { flex: 1 1 240px; min-width: 0; }
`

/** The clipboard wants a secure page; elsewhere the text is selected, so that a key press copies it. */
export const COPY_SCRIPT = `
document.addEventListener('click', async ({ target }) => {
  const button = target.closest('.ph-copy')
  if (!button) return
  const label = button.firstChild
  const source = button.closest('[data-copy]').querySelector('[data-copy-text]')
  try {
    await navigator.clipboard.writeText(source.textContent)
    label.data = 'Copied'
  } catch {
    getSelection().selectAllChildren(source)
    label.data = 'Selected'
  }
  setTimeout(() => { label.data = 'Copy' }, 2000)
})
`
