import { type Html, html } from './html.ts'
import { LIGHT } from './palette.ts'

/** A pool ladder going down into the water. */
const STROKES =
  'M6.5 16.5V6a2 2 0 0 1 4 0M15 16.5V6a2 2 0 0 1 4 0M6.5 9.5H15M6.5 13.5H15M3 20c1.5-1.4 3-1.4 4.5 0s3 1.4 4.5 0 3-1.4 4.5 0 3 1.4 4.5 0'

/** The mark, in the colour of the text around it. */
export const MARK: Html = html`<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="${STROKES}"/></svg>`

/** The mark as a page's icon: a tile, so that it shows on light and dark tabs alike. */
export const ICON: string = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 32 32"><rect x="-4" y="-4" width="32" height="32" rx="7" fill="${LIGHT.fills.fill}"/><path d="${STROKES}" fill="none" stroke="${LIGHT.fillInks['on-fill']}" stroke-width="2" stroke-linecap="round"/></svg>`,
)}`
