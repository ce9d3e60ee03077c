import { describe, expect, it } from 'vitest'
import { styleOf } from './page.ts'
import { DARK, LIGHT, type Scheme } from './palette.ts'

/** The theme and what every page adds to it. */
const STYLE = styleOf({})

const schemes: [string, Scheme][] = [
  ['light', LIGHT],
  ['dark', DARK],
]

describe.each(schemes)('the %s scheme', (_, scheme) => {
  const { grounds, inks, fills, fillInks, edges } = scheme
  const pairs = [
    ...pair(inks, grounds, 7),
    ...pair(fillInks, fills, 7),
    ...pair(edges, grounds, 3), // controls and the focus ring: WCAG 2.2, 1.4.11
  ]
  it.each(pairs)('shows %s on %s with a contrast of %d at least', (ink, ground, least) => {
    const colours = { ...inks, ...fillInks, ...edges, ...grounds, ...fills }
    expect(contrast(colours[ink], colours[ground])).toBeGreaterThanOrEqual(least)
  })
})

it('writes text in inks only, on grounds and fills only', () => {
  const names = (property: string) =>
    [...STYLE.matchAll(new RegExp(`[ {]${property}: var\\(--ph-([a-z-]+)\\)`, 'g'))].map(
      ([, n]) => n,
    )
  const { inks, fillInks, grounds, fills } = LIGHT
  expect(Object.keys({ ...inks, ...fillInks })).toEqual(expect.arrayContaining(names('color')))
  expect(Object.keys({ ...grounds, ...fills })).toEqual(expect.arrayContaining(names('background')))
  expect(names('color').length * names('background').length).toBeGreaterThan(0)
})

it('names no colour outside the palette', () => {
  const rules = STYLE.replaceAll(/--ph-[a-z-]+: #[0-9a-f]{6};/g, '')
  expect(rules).not.toMatch(/#[0-9a-f]{3}|rgb|hsl/i)
})

/** Every ink with every ground. */
const pair = <Ink extends object, Ground extends object>(ink: Ink, ground: Ground, least: number) =>
  Object.keys(ink).flatMap((a) =>
    Object.keys(ground).map((b) => [a as keyof Ink, b as keyof Ground, least] as const),
  )

/** WCAG 2.2: (lighter + 0.05) / (darker + 0.05). */
function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
