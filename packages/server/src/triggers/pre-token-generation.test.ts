import { describe, expect, it } from 'vitest'
import { preTokenGeneration } from './pre-token-generation.ts'
import { ShapeError } from './shape.ts'

const MOST = 5_000
const names = (count: number) => Array.from({ length: count }, (_, index) => `name${index}`)
const claims = (count: number) => Object.fromEntries(names(count).map((name) => [name, 'x']))

/** Everything of a kind that an answer may change, in each place that it may stand. */
const CHANGES: readonly (readonly [string, (count: number) => object])[] = [
  ['claims of the ID token', (n) => ({ idTokenGeneration: { claimsToAddOrOverride: claims(n) } })],
  ['claims taken from it', (n) => ({ idTokenGeneration: { claimsToSuppress: names(n) } })],
  [
    'claims of the access token',
    (n) => ({ accessTokenGeneration: { claimsToAddOrOverride: claims(n) } }),
  ],
  ['claims taken from that', (n) => ({ accessTokenGeneration: { claimsToSuppress: names(n) } })],
  ['scopes', (n) => ({ accessTokenGeneration: { scopesToAdd: names(n) } })],
  ['scopes taken away', (n) => ({ accessTokenGeneration: { scopesToSuppress: names(n) } })],
]

describe.each(['2', '3'] as const)('version %s of what changes tokens', (version) => {
  const { read } = preTokenGeneration(version)
  const reading = (details: object) => () => read({ claimsAndScopeOverrideDetails: details })

  it.each(CHANGES)('changes five thousand %s at most', (_, change) => {
    expect(reading(change(MOST))).not.toThrow()
    expect(reading(change(MOST + 1))).toThrow(ShapeError)
  })

  it('counts them together', () => {
    const whole = (scopes: number) => ({
      idTokenGeneration: { claimsToAddOrOverride: claims(1_000), claimsToSuppress: names(1_000) },
      accessTokenGeneration: {
        claimsToAddOrOverride: claims(1_000),
        claimsToSuppress: names(1_000),
        scopesToAdd: names(500),
        scopesToSuppress: names(scopes),
      },
    })
    expect(reading(whole(500))).not.toThrow()
    expect(reading(whole(501))).toThrow(ShapeError)
  })
})
