import { describe, expect, it } from 'vitest'
import { tagsOfLogins } from './principal-tags.ts'

const login = (name: string, claims: Record<string, unknown>) => ({
  isNamed: (one: string) => one === name,
  claims,
})
const map = (PrincipalTags: Record<string, string>) => ({ UseDefaults: false, PrincipalTags })
const DEFAULTS = { UseDefaults: true, PrincipalTags: {} }

/** The tag that a claim becomes. */
const tagOf = (value: unknown) => tagsOfLogins({ a: map({ t: 'c' }) }, [login('a', { c: value })]).t

describe('the tags of a session', () => {
  it.each([
    ['red', 'red'],
    ['Ada Lovelace', 'Ada Lovelace'],
    ['Äda-1_2.3:4/5=6+7@8', 'Äda-1_2.3:4/5=6+7@8'],
    ['x'.repeat(256), 'x'.repeat(256)],
    ['', ''],
    [7, '7'],
    [true, 'true'],
    [['red'], 'red'],
  ])('are of claims such as %j', (value, tag) => {
    expect(tagOf(value)).toBe(tag)
  })

  it.each([
    ...['x'.repeat(257), 'auth0|123', "O'Brien, Ada", '<x>', 'a\nb', '😀'],
    ...[['a', 'b'], [], {}, null, undefined],
  ])('are not of what cannot be one: %j', (value) => {
    expect(tagOf(value)).toBeUndefined()
  })

  it('keep the rest where one is left out', () => {
    const tags = tagsOfLogins({ a: map({ name: 'name', mail: 'email', none: 'absent' }) }, [
      login('a', { name: "O'Brien, Ada", email: 'ada@example.com' }),
    ])
    expect(tags).toEqual({ mail: 'ada@example.com' })
  })

  it('are the client and the subject by default', () => {
    const claims = { aud: 'app', sub: 'ada', client: 'x', username: 'x' }
    expect(tagsOfLogins({ a: DEFAULTS }, [login('a', claims)])).toEqual({
      client: 'app',
      username: 'ada',
    })
    expect(tagsOfLogins({ a: DEFAULTS }, [login('a', { ...claims, sub: 'auth0|1' })])).toEqual({
      client: 'app',
    })
  })

  it('are of providers that have a map, by the map of each', () => {
    const maps = { a: map({ one: 'c' }), b: map({ two: 'c' }) }
    const logins = [login('a', { c: '1' }), login('b', { c: '2' }), login('c', { c: '3' })]
    expect(tagsOfLogins(maps, logins)).toEqual({ one: '1', two: '2' })
    expect(tagsOfLogins({}, logins)).toEqual({})
  })

  it('are of the first login that gives one, in whichever case', () => {
    const maps = { a: map({ Mail: 'c' }), b: map({ mail: 'c', more: 'c' }) }
    const [a, b] = [login('a', { c: '1' }), login('b', { c: '2' })]
    expect(tagsOfLogins(maps, [a, b])).toEqual({ Mail: '1', more: '2' })
    expect(tagsOfLogins(maps, [b, a])).toEqual({ mail: '2', more: '2' })
    const unfit = login('a', { c: '|' })
    expect(tagsOfLogins(maps, [unfit, b])).toEqual({ mail: '2', more: '2' })
  })

  it('are no more than a session may have, and none with a key that it may not', () => {
    const many = (letter: string) =>
      map(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`${letter}${at}`, 'c'])))
    const maps = { a: many('a'), b: many('b') }
    const tags = tagsOfLogins(maps, [login('a', { c: '1' }), login('b', { c: '2' })])
    expect(Object.keys(tags)).toHaveLength(50)
    expect(new Set(Object.values(tags))).toEqual(new Set(['1']))
    const kept = { a: map({ 'aws:x': 'c', 'AWS:y': 'c', '<bad>': 'c', good: 'c' }) }
    expect(tagsOfLogins(kept, [login('a', { c: '1' })])).toEqual({ good: '1' })
  })
})
