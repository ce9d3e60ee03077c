import { DARK, declare, LIGHT } from './palette.ts'

/**
 * The one theme, for every page and component: system fonts, one accent, a 4 px grid, 8 px corners. Colours
 * are always custom properties of the palette; whatever a page adds keeps to them too.
 */
export const THEME = `
:root {
  color-scheme: light dark;
  ${declare(LIGHT)}
  --ph-corner: 8px;
  --ph-font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  --ph-mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root { ${declare(DARK)} }
}

*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  background: var(--ph-page);
  color: var(--ph-text);
  font: 16px/24px var(--ph-font);
  overflow-wrap: anywhere;
}
h1, h2, h3, p, dl, dd, ol, ul, pre, figure { margin: 0; }
ol, ul { padding: 0; list-style: none; }
h1 { font-size: 28px; line-height: 36px; font-weight: 650; letter-spacing: -0.01em; text-wrap: balance; }
h2 { font-size: 20px; line-height: 28px; font-weight: 650; }
h3 { font-size: 16px; line-height: 24px; font-weight: 650; }
code, pre { font-family: var(--ph-mono); font-size: 14px; line-height: 20px; }
pre { white-space: pre-wrap; }
a { color: var(--ph-accent); text-decoration-thickness: 1px; text-underline-offset: 3px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--ph-accent); outline-offset: 2px; border-radius: 4px; }

button {
  min-height: 40px;
  padding: 8px 16px;
  border: 1px solid transparent;
  border-radius: var(--ph-corner);
  background: var(--ph-fill);
  color: var(--ph-on-fill);
  font: 600 16px/22px var(--ph-font);
  white-space: nowrap;
  cursor: pointer;
}
button:hover { background: var(--ph-fill-active); }
button.ph-plain { border-color: var(--ph-edge); background: var(--ph-page); color: var(--ph-accent); }
button.ph-plain:hover { border-color: var(--ph-accent); background: var(--ph-tint); }
button:focus-visible, input:focus-visible { border-radius: var(--ph-corner); }
input {
  width: 100%;
  min-height: 40px;
  padding: 8px 12px;
  border: 1px solid var(--ph-edge);
  border-radius: var(--ph-corner);
  background: var(--ph-page);
  color: var(--ph-text);
  font: 16px/22px var(--ph-font);
}
input::placeholder { color: var(--ph-quiet); opacity: 1; }
label { font-weight: 600; }

.ph-quiet { color: var(--ph-quiet); }
.ph-card { padding: 16px; border: 1px solid var(--ph-line); border-radius: var(--ph-corner); background: var(--ph-raised); }
.ph-tag { padding: 0 8px; border-radius: 4px; background: var(--ph-tint); color: var(--ph-accent); font-size: 14px; line-height: 20px; font-weight: 600; white-space: nowrap; }
.ph-unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.ph-copy { flex: none; min-width: 104px; }
@media (scripting: none) { .ph-copy { display: none; } }

@media (prefers-reduced-motion: no-preference) {
  button, input { transition: background-color 120ms, border-color 120ms; }
}
@media (forced-colors: active) {
  .ph-tag { border: 1px solid; }
}
`
