import { describe, expect, it } from 'vitest'
import { checkPolicy } from './check.ts'

const document = (statement: object, version = '2012-10-17') =>
  JSON.stringify({ Version: version, Statement: [statement] })
const complaint = (text: string, kind: 'identity' | 'trust') =>
  checkPolicy(text, kind).refusal?.message

describe('a policy of a role', () => {
  const right = { Effect: 'Allow', Action: 'cognito-idp:*', Resource: '*' }
  it('is taken', () => expect(complaint(document(right), 'identity')).toBeUndefined())

  it.each([
    ['{', 'This policy contains invalid Json'],
    ['[]', 'This policy contains invalid Json'],
    ['{}', 'Syntax errors in policy.'],
    ['{"Statement":[]}', 'Syntax errors in policy.'],
    [document(right, '2020-01-01'), 'The policy has an unknown version.'],
    [document({ ...right, Effect: 'allow' }), 'Missing required field Effect'],
    [document({ ...right, Action: undefined }), 'Policy statement must contain actions.'],
    [document({ ...right, NotAction: '*' }), 'Syntax errors in policy.'],
    [
      document({ ...right, Action: 'everything' }),
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    [document({ ...right, Resource: undefined }), 'Policy statement must contain resources.'],
    [document({ ...right, Resource: 'pool' }), 'Resource pool must be in ARN format or "*".'],
    [document({ ...right, Resource: [] }), 'Syntax errors in policy.'],
    [document({ ...right, Principal: '*' }), 'Policy document should not specify a principal.'],
    [
      document({ ...right, Condition: { StringIs: { a: 'b' } } }),
      'Invalid Condition type : StringIs.',
    ],
    [document({ ...right, Condition: { StringEquals: 'b' } }), 'Syntax errors in policy.'],
    [document({ ...right, Condition: { StringEquals: { a: {} } } }), 'Syntax errors in policy.'],
    [
      document({ ...right, Condition: { 'ForAnyValue:Null': { a: 'true' } } }),
      'Invalid Condition type : ForAnyValue:Null.',
    ],
    [document({ ...right, Effects: 'Allow' }), 'Unknown field Effects'],
  ])('is not when it says %s', (text, message) => {
    expect(complaint(text, 'identity')).toBe(message)
  })
})

describe('a trust policy', () => {
  const right = {
    Effect: 'Allow',
    Action: 'sts:AssumeRoleWithWebIdentity',
    Principal: { Federated: 'accounts.google.com' },
  }
  it('is taken', () => expect(complaint(document(right), 'trust')).toBeUndefined())

  it.each([
    [{ ...right, Resource: '*' }, 'Has prohibited field Resource'],
    [{ ...right, Principal: undefined }, 'Missing required field Principal'],
    [{ ...right, Principal: { Everyone: '*' } }, 'Invalid principal in policy: "Everyone"'],
    [{ ...right, Action: 'iam:*' }, 'AssumeRole policy may only specify STS AssumeRole actions.'],
  ])('is not when it says %j', (statement, message) => {
    expect(complaint(document(statement), 'trust')).toBe(message)
  })
})
