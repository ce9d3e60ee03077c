import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextOf, matches, toPattern, toText } from './pattern.ts'

/** A policy variable, as policies write it. */
const variable = (name: string) => `$\{${name}}`

const is = (pattern: string, text: string, context = contextOf({})) => {
  const pieces = toPattern(pattern, context)
  return pieces !== undefined && matches(pieces, text)
}

/** The plainest possible: what each first piece may take, tried in turn. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  const [first, rest] = [pattern[0], pattern.slice(1)]
  if (first === '*') return naive(rest, text) || (text !== '' && naive(pattern, text.slice(1)))
  return text !== '' && (first === '?' || first === text[0]) && naive(rest, text.slice(1))
}

describe('a pattern', () => {
  it('matches as the plainest matcher does', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'ab'), maxLength: 10 })
    const pattern = fc.string({ unit: fc.constantFrom(...'ab*?'), maxLength: 8 })
    fc.assert(
      fc.property(pattern, letters, (a, b) => {
        expect(is(a, b)).toBe(naive(a, b))
      }),
      { numRuns: 2_000 },
    )
  })

  it('takes whole characters', () => expect(is('?', '😀')).toBe(true))

  it('takes no more time than its length times the text’s', () => {
    const started = performance.now()
    expect(is(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000))).toBe(false)
    expect(is(`${'*'.repeat(6_000)}b`, 'a'.repeat(2_048))).toBe(false)
    expect(performance.now() - started).toBeLessThan(500)
  })
})

describe('a variable', () => {
  const context = contextOf({ 'aws:UserId': 'a*', 'aws:PrincipalTag/Team': 'red', amr: ['a', 'b'] })

  it('is its value in this request, in any case of its name', () => {
    expect(toText(`${variable('AWS:userid')}/x`, context)).toBe('a*/x')
    expect(is(`x/${variable('aws:principaltag/team')}/*`, 'x/red/1', context)).toBe(true)
  })

  it('is never a wildcard through its value', () => {
    expect(is(variable('aws:userid'), 'abc', context)).toBe(false)
    expect(is(variable('aws:userid'), 'a*', context)).toBe(true)
  })

  it.each([
    ['*', 'a*b'],
    ['?', 'a?b'],
    ['$', 'a$b'],
  ])('named %s is that sign', (name, text) => {
    expect(is(`a${variable(name)}b`, text, context)).toBe(true)
    expect(is(`a${variable(name)}b`, 'axb', context)).toBe(false)
  })

  it('without one value is nothing, but for a default', () => {
    expect(toPattern(variable('nobody'), context)).toBeUndefined()
    expect(toPattern(variable('amr'), context)).toBeUndefined()
    expect(toText(variable("nobody, 'else'"), context)).toBe('else')
    expect(toText(variable('aws:PrincipalTag/Team, "x"'), context)).toBeUndefined()
  })

  it('is plain text where the document knows none', () => {
    const text = variable('aws:userid')
    expect(toText(text, undefined)).toBe(text)
    expect(matches(toPattern(text, undefined) ?? [], text)).toBe(true)
  })
})
