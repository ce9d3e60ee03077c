import { describe, expect, it } from 'vitest'
import { checkPolicy } from './check.ts'

const document = (statement: object, version = '2012-10-17') =>
  JSON.stringify({ Version: version, Statement: [statement] })
const documents = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const NO_SID =
  'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*'
const SAME_SIDS = 'Statement IDs (SID) in a single policy must be unique.'
const complaint = (text: string, kind: 'identity' | 'trust') =>
  checkPolicy(text, kind).refusal?.message

describe('a policy of a role', () => {
  const right = { Effect: 'Allow', Action: 'cognito-idp:*', Resource: '*' }
  it.each([
    document(right),
    documents({ ...right, Sid: 'Reads' }, { ...right, Sid: 'reads2' }, right),
    documents({ ...right, Sid: '' }, { ...right, Sid: '' }),
  ])('is taken: %s', (text) => expect(complaint(text, 'identity')).toBeUndefined())

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
    [document({ ...right, Sid: 'Ada reads' }), NO_SID],
    [document({ ...right, Sid: 'reads-1' }), NO_SID],
    [document({ ...right, Sid: 1 }), 'Syntax errors in policy.'],
    [documents({ ...right, Sid: 'Reads' }, right, { ...right, Sid: 'Reads' }), SAME_SIDS],
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

  const trusting = (Principal: unknown) => ({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal,
  })

  it.each([
    '*',
    { AWS: '*' },
    { AWS: '000000000000' },
    { AWS: ['arn:aws:iam::000000000000:root', 'arn:aws-cn:iam::000000000000:user/a/ada'] },
    { AWS: 'arn:aws-us-gov:sts::000000000000:assumed-role/reader/ada' },
    { AWS: 'AROAABCDEFGHIJKLMNOPQ' },
    { Service: ['ec2.amazonaws.com', 'states.us-east-1.amazonaws.com', 'ec2.amazonaws.com.cn'] },
    { Service: '*' },
    { Federated: ['accounts.google.com', 'www.amazon.com', 'graph.facebook.com'] },
    { Federated: 'cognito-idp.us-east-1.amazonaws.com/us-east-1_Pool' },
    { Federated: ['localhost:7665/us-east-1_Pool', '127.0.0.1:7665/cognito-identity'] },
    { Federated: 'arn:aws:iam::000000000000:oidc-provider/id.example.com/tenant' },
    { Federated: 'arn:aws:iam::000000000000:saml-provider/office' },
    { CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' },
    { AWS: '000000000000', Service: 'ec2.amazonaws.com' },
  ])('trusts %j', (principal) => {
    expect(complaint(document(trusting(principal)), 'trust')).toBeUndefined()
  })

  it.each([
    [{ AWS: 'garbage' }, '"AWS":"garbage"'],
    [{ AWS: ['000000000000', '00000000000'] }, '"AWS":"00000000000"'],
    [{ AWS: 'arn:other:iam::000000000000:root' }, '"AWS":"arn:other:iam::000000000000:root"'],
    [{ Federated: 'garbage' }, '"FEDERATED":"garbage"'],
    [{ Federated: 'https://id.example.com' }, '"FEDERATED":"https://id.example.com"'],
    [{ Service: 'garbage' }, '"SERVICE":"garbage"'],
    [{ Service: 'https://ec2.amazonaws.com' }, '"SERVICE":"https://ec2.amazonaws.com"'],
    [{ CanonicalUser: 'garbage' }, '"CANONICALUSER":"garbage"'],
    [{ AWS: '*', Service: 'x'.repeat(999) }, `"SERVICE":"${'x'.repeat(128)}"`],
    [{ constructor: 'ec2.amazonaws.com' }, '"constructor"'],
  ])('trusts nobody called %j', (principal, named) => {
    const text = document(trusting(principal))
    expect(complaint(text, 'trust')).toBe(`Invalid principal in policy: ${named}`)
  })

  it('has statements that may be told apart', () => {
    const named = { ...trusting('*'), Sid: 'Anyone at all' }
    expect(complaint(document(named), 'trust')).toBeUndefined()
    expect(complaint(documents(named, named), 'trust')).toBe(SAME_SIDS)
  })
})
