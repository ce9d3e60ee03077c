/** A scheme's colours, sorted by what they are for, so that a test can check every pair that may meet. */
export interface Scheme {
  /** What text stands on. */
  readonly grounds: { readonly page: string; readonly raised: string; readonly tint: string }
  /** What text is written in, on any of the grounds. */
  readonly inks: { readonly text: string; readonly quiet: string; readonly accent: string }
  /** The accent as a ground: filled buttons, at rest and under the pointer. */
  readonly fills: { readonly fill: string; readonly 'fill-active': string }
  /** What text is written in on a fill. */
  readonly fillInks: { readonly 'on-fill': string }
  /** Edges that tell where a control is. */
  readonly edges: { readonly edge: string }
  /** Lines that only order a page. */
  readonly lines: { readonly line: string }
}

/** Deep pool blue on white. */
export const LIGHT: Scheme = {
  grounds: { page: '#ffffff', raised: '#f5f8fa', tint: '#e6f0f7' },
  inks: { text: '#15212b', quiet: '#404d58', accent: '#0a4a75' },
  fills: { fill: '#0a4a75', 'fill-active': '#07385a' },
  fillInks: { 'on-fill': '#ffffff' },
  edges: { edge: '#6b7d8b' },
  lines: { line: '#d5dfe6' },
}

/** A lighter blue on near-black. */
export const DARK: Scheme = {
  grounds: { page: '#0b1014', raised: '#131b21', tint: '#12283a' },
  inks: { text: '#eaf0f4', quiet: '#b4c1cb', accent: '#86c8f2' },
  fills: { fill: '#86c8f2', 'fill-active': '#a9d8f7' },
  fillInks: { 'on-fill': '#08141d' },
  edges: { edge: '#7d909e' },
  lines: { line: '#2a3740' },
}

/** The custom properties of a scheme, as declarations. */
export const declare = (scheme: Scheme): string =>
  Object.values<Readonly<Record<string, string>>>({ ...scheme })
    .flatMap(Object.entries)
    .map(([name, colour]) => `--ph-${name}: ${colour};`)
    .join(' ')
