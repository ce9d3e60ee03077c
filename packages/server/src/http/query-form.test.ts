import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ServiceError } from '../api/errors.ts'
import { iam } from '../api/iam.generated.ts'
import { sts } from '../api/sts.generated.ts'
import { readForm } from './query-form.ts'

const read = (form: string, table = iam, operation = 'TagRole') =>
  readForm(new URLSearchParams(form), table, operation)

describe('a form', () => {
  it('becomes structures and lists by the table', () => {
    expect(
      read(
        'Action=TagRole&RoleName=a&Tags.member.2.Key=b&Tags.member.1.Key=a&Tags.member.1.Value=&Other=1',
      ),
    ).toEqual({ RoleName: 'a', Tags: [{ Key: 'a', Value: '' }, { Key: 'b' }] })
  })

  it('orders a list by number, not by text, and lets an empty one be empty', () => {
    const keys = Array.from({ length: 12 }, (_, i) => `TagKeys.member.${12 - i}=${12 - i}`)
    expect(read(keys.join('&'), iam, 'UntagRole').TagKeys).toEqual(
      Array.from({ length: 12 }, (_, i) => `${i + 1}`),
    )
    expect(read('TagKeys=', iam, 'UntagRole')).toEqual({ TagKeys: [] })
  })

  it.each([
    'RoleName=a&RoleName=b',
    'RoleName=a&RoleName.x=b',
    'Tags=x&Tags.member.1.Key=a',
    'Tags.member.1=x&Tags.member.1.Key=a',
  ])('that can be read in two ways is refused: %s', (form) => {
    expect(() => read(form)).toThrow(ServiceError)
  })

  it('reads numbers that are no place in a list as nothing', () => {
    expect(read('Tags.member.0.Key=a&Tags.member.x.Key=a&Tags.member.1e3.Key=a')).toEqual({
      Tags: [],
    })
  })

  it('throws nothing but a ServiceError, and never reaches a prototype', () => {
    const part = fc.constantFrom(
      'RoleName',
      'Tags',
      'member',
      '1',
      '2',
      'Key',
      '__proto__',
      '',
      'x',
    )
    const field = fc.tuple(
      fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('.')),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(field, { maxLength: 6 }), (fields) => {
        try {
          readForm(new URLSearchParams(fields), iam, 'TagRole')
        } catch (error) {
          expect(error).toBeInstanceOf(ServiceError)
        }
      }),
    )
    expect(read('__proto__.x=1&constructor=2')).toEqual({})
  })

  it('reads the longest form that fits into a request in no time', () => {
    const deep = `${'a.'.repeat(300_000)}=1`
    const wide = Array.from({ length: 40_000 }, (_, i) => `Tags.member.${i + 1}.Key=x`).join('&')
    const started = performance.now()
    read(deep)
    read(wide, sts, 'AssumeRole')
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
