import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkPolicy } from './check.ts'
import { repeatsKey } from './repeated-keys.ts'

it.each([
  '{"a":1,"a":2}',
  '{"a":{"b":1},"c":[{"x":1},{"b":{"y":"{","y" : 2}}]}',
  '{"StringEquals":1,"String\\u0045quals":2}',
  '{"a\\"{":1,"a\\"{":1}',
])('a name is there twice in %s', (text) => {
  expect(JSON.parse(text)).toBeTypeOf('object')
  expect(repeatsKey(text)).toBe(true)
})

it('no name is there twice in what is written from an object', () => {
  const names = fc.oneof(fc.string(), fc.constantFrom('a', '{', '}', '"', ':', '\\', '__proto__'))
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      names,
      fc.array(tie('tree')),
      fc.dictionary(names, tie('tree')),
    ),
  }))
  fc.assert(fc.property(tree, (value) => !repeatsKey(JSON.stringify(value, undefined, 1))))
})

it('no policy is taken of whose conditions one would be lost', () => {
  const policy = (conditions: string) =>
    `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{${conditions}}}}`
  const [one, other] = ['"StringEquals":{"a":"1"}', '"StringEquals":{"b":"2"}']
  expect(checkPolicy(policy(one), 'identity').refusal).toBeUndefined()
  const { refusal } = checkPolicy(policy(`${one},${other}`), 'identity')
  expect(refusal?.message).toBe('Syntax errors in policy.')
})
