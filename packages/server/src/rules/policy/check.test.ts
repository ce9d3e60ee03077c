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
  const variable = (name: string) => `$\{${name}}`
  const right = {
    Effect: 'Allow',
    Action: 'sts:AssumeRoleWithWebIdentity',
    Principal: { Federated: 'cognito-identity.amazonaws.com' },
    Condition: {
      StringEquals: { 'cognito-identity.amazonaws.com:aud': 'us-east-1:pool' },
      'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
    },
  }
  const conditions = (changed: object) => ({
    ...right,
    Condition: { ...right.Condition, StringEquals: undefined, ...changed },
  })
  const liking = (audience: string) =>
    conditions({ StringLike: { 'cognito-identity.amazonaws.com:aud': audience } })
  const open =
    'A statement that trusts cognito-identity.amazonaws.com must require cognito-identity.amazonaws.com:aud.'
  const openToGuests = open.replace(/aud\.$/, 'amr.')
  it('is taken', () => expect(complaint(document(right), 'trust')).toBeUndefined())

  it.each([
    [{ ...right, Resource: '*' }, 'Has prohibited field Resource'],
    [{ ...right, Principal: undefined }, 'Missing required field Principal'],
    [{ ...right, Principal: { Everyone: '*' } }, 'Invalid principal in policy: "Everyone"'],
    [{ ...right, Action: 'iam:*' }, 'AssumeRole policy may only specify STS AssumeRole actions.'],
    [{ ...right, Condition: undefined }, open],
    [liking('*'), open],
    [liking('*:*'), open],
    [liking(variable('cognito-identity.amazonaws.com:aud')), open],
    [liking(`us-east-1:${variable('aws:userid')}*`), open],
    [conditions({ StringNotEquals: { 'cognito-identity.amazonaws.com:aud': 'x' } }), open],
    [conditions({ StringEqualsIfExists: { 'cognito-identity.amazonaws.com:aud': 'x' } }), open],
    [
      { ...right, Condition: { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'x' } } },
      openToGuests,
    ],
    [
      conditions({
        StringLike: { 'cognito-identity.amazonaws.com:aud': 'x' },
        'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': '*' },
      }),
      openToGuests,
    ],
  ])('is not when it says %j', (statement, message) => {
    expect(complaint(document(statement), 'trust')).toBe(message)
  })
})
