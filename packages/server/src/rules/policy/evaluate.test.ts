import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Policy, readPolicy } from './document.ts'
import { type Caller, decide, decideTogether } from './evaluate.ts'
import { contextOf } from './pattern.ts'

/** A policy variable, as policies write it. */
const variable = (name: string) => `$\{${name}}`

const POOL = 'arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_Abc'

function policyOf(statement: object | object[], version = '2012-10-17'): Policy {
  const { value, refusal } = readPolicy(JSON.stringify({ Version: version, Statement: statement }))
  if (!value) throw new Error(refusal?.message)
  return value
}

const request = (keys: Parameters<typeof contextOf>[0] = {}, caller?: Caller) => ({
  action: 'cognito-idp:AdminGetUser',
  resource: POOL,
  context: contextOf(keys),
  ...(caller && { caller }),
})

const said = (statement: object | object[], keys = {}, caller?: Caller) =>
  decide([policyOf(statement)], request(keys, caller))

const allow = (more: object = {}) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more })
const deny = (more: object = {}) => ({ ...allow(more), Effect: 'Deny' })
const onlyIf = (operator: string, key: string, value: unknown) =>
  allow({ Condition: { [operator]: { [key]: value } } })

describe('actions and resources', () => {
  it.each([
    ['cognito-idp:AdminGetUser', POOL, 'allow'],
    ['COGNITO-IDP:admin*', '*', 'allow'],
    ['cognito-idp:Admin?etUser', `${POOL.slice(0, -3)}*`, 'allow'],
    ['cognito-idp:AdminGetUse', '*', 'none'],
    ['*', `${POOL}x`, 'none'],
    ['*', POOL.toLowerCase(), 'none'],
    ['cognito-idp:ListUsers', '*', 'none'],
  ])('%s on %s: %s', (Action, Resource, decision) => {
    expect(said({ Effect: 'Allow', Action, Resource })).toBe(decision)
  })

  it.each(['arn:aws:cognito-idp', 'arn:aws', 'arn:aws:cognito-idp:us-east-1:000000000000'])(
    'of an ARN that ends before its time are all that begins so: %s',
    (Resource) => {
      expect(said({ Effect: 'Allow', Action: '*', Resource })).toBe('allow')
      expect(said([allow(), { Effect: 'Deny', Action: '*', Resource }])).toBe('deny')
      expect(said([allow(), { Effect: 'Deny', Action: '*', Resource: `${Resource}x` }])).toBe(
        'allow',
      )
    },
  )

  it('can be named by what they are not', () => {
    expect(said({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })).toBe('allow')
    expect(said({ Effect: 'Allow', NotAction: 'cognito-idp:*', Resource: '*' })).toBe('none')
    expect(said({ Effect: 'Allow', Action: '*', NotResource: POOL })).toBe('none')
    expect(said([allow(), { Effect: 'Deny', Action: '*', NotResource: POOL }])).toBe('allow')
  })

  it('may hold variables, which match nothing where they have no value', () => {
    const mine = (Effect: string, name: string) => ({
      Effect,
      Action: '*',
      [name]: POOL.replace('us-east-1_Abc', variable('aws:PrincipalTag/pool')),
    })
    expect(said(mine('Allow', 'Resource'), { 'aws:PrincipalTag/pool': 'us-east-1_Abc' })).toBe(
      'allow',
    )
    expect(said(mine('Allow', 'Resource'), { 'aws:PrincipalTag/pool': '*' })).toBe('none')
    expect(said(mine('Allow', 'Resource'))).toBe('none')
    expect(said(mine('Allow', 'NotResource'))).toBe('none')
    expect(said([allow(), mine('Deny', 'NotResource')])).toBe('deny')
  })
})

describe('conditions', () => {
  const keys = {
    'cognito-identity.amazonaws.com:aud': 'us-east-1:pool',
    'cognito-identity.amazonaws.com:amr': ['authenticated', 'graph.facebook.com'],
    'aws:CurrentTime': '2026-11-21T12:00:00Z',
    'aws:EpochTime': '1795262400',
    'aws:SourceIp': '10.1.2.3',
    'aws:MultiFactorAuthPresent': 'true',
    'aws:PrincipalArn': 'arn:aws:iam::000000000000:role/app/reader',
  }
  const AUD = 'cognito-identity.amazonaws.com:aud'
  const AMR = 'cognito-identity.amazonaws.com:amr'

  it.each([
    ['StringEquals', AUD, 'us-east-1:pool', true],
    ['stringequals', AUD.toUpperCase(), ['x', 'us-east-1:pool'], true],
    ['StringEquals', AUD, 'us-east-1:*', false],
    ['StringLike', AUD, 'us-east-1:*', true],
    ['StringNotLike', AUD, 'us-east-1:*', false],
    ['StringEqualsIgnoreCase', AUD, 'US-EAST-1:POOL', true],
    ['StringNotEquals', AUD, 'x', true],
    ['StringNotEquals', AUD, ['x', 'us-east-1:pool'], false],
    ['StringNotEquals', 'absent', 'x', true],
    ['StringEquals', 'absent', 'x', false],
    ['StringEqualsIfExists', 'absent', 'x', true],
    ['StringEqualsIfExists', AUD, 'x', false],
    ['ForAnyValue:StringLike', AMR, 'auth*', true],
    ['ForAnyValue:StringLike', AMR, 'unauthenticated', false],
    ['ForAnyValue:StringLike', 'absent', '*', false],
    ['ForAllValues:StringLike', AMR, 'auth*', false],
    ['ForAllValues:StringLike', AMR, ['auth*', '*.com'], true],
    ['ForAllValues:StringEquals', 'absent', 'x', true],
    ['ForAnyValue:StringNotEquals', AMR, 'authenticated', true],
    ['StringNotEquals', AMR, 'authenticated', false],
    ['NumericLessThan', 'aws:EpochTime', 1_795_262_401, true],
    ['NumericGreaterThanEquals', 'aws:EpochTime', '1795262400', true],
    ['NumericEquals', 'aws:EpochTime', 'many', false],
    ['NumericNotEquals', 'aws:EpochTime', 'many', false],
    ['DateLessThan', 'aws:CurrentTime', '2027-01-01T00:00:00Z', true],
    ['DateGreaterThan', 'aws:CurrentTime', '2027-01-01T00:00:00Z', false],
    ['DateGreaterThan', 'aws:EpochTime', '2026-01-01T00:00:00Z', true],
    ['DateLessThan', 'aws:CurrentTime', '2027', true],
    ['DateLessThan', 'aws:CurrentTime', '2026-12', true],
    ['DateLessThan', 'aws:CurrentTime', '2026-11-21T14:00+03:00', false],
    ['DateLessThan', 'aws:CurrentTime', '2027-01-01T00:00', false],
    ['DateLessThan', 'aws:CurrentTime', 'not before 2027', false],
    ['Bool', 'aws:MultiFactorAuthPresent', true, true],
    ['Bool', 'aws:MultiFactorAuthPresent', 'false', false],
    ['Null', 'absent', true, true],
    ['Null', AUD, 'true', false],
    ['Null', AUD, 'false', true],
    ['IpAddress', 'aws:SourceIp', '10.1.0.0/16', true],
    ['NotIpAddress', 'aws:SourceIp', ['10.1.0.0/16', '::1'], false],
    ['IpAddress', 'aws:SourceIp', '10.1.2.3', true],
    ['IpAddress', 'aws:SourceIp', '10.1.2.3/99', false],
    ['IpAddress', 'aws:SourceIp', '10.1.2.3/24.5', false],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/app/*', true],
    ['ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::*', false],
    ['ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/app/*', false],
    ['StringAlmostEquals', AUD, 'us-east-1:pool', false],
  ])('%s %s %j', (operator, key, value, isMet) => {
    expect(said(onlyIf(operator, key, value), keys)).toBe(isMet ? 'allow' : 'none')
  })

  it('all of them have to be met', () => {
    const both = { StringEquals: { [AUD]: 'us-east-1:pool' }, Null: { [AMR]: true } }
    expect(said(allow({ Condition: both }), keys)).toBe('none')
  })

  it('that nobody can tell deny', () => {
    const strange = { StringAlmostEquals: { [AUD]: 'x' } }
    expect(said([allow(), deny({ Condition: strange })], keys)).toBe('deny')
    const broken = { NumericLessThan: { 'aws:EpochTime': 'soon' } }
    expect(said([allow(), deny({ Condition: broken })], keys)).toBe('deny')
    const guessed = { DateGreaterThan: { 'aws:CurrentTime': 'in May 2030' } }
    expect(said([allow(), deny({ Condition: guessed })], keys)).toBe('deny')
    const met = { StringAlmostEquals: { [AUD]: 'x' }, Null: { [AUD]: true } }
    expect(said([allow(), deny({ Condition: met })], keys)).toBe('allow')
  })

  it('have variables only in documents of the newer version', () => {
    const statement = onlyIf('StringEquals', AUD, variable('aws:userid'))
    const same = { ...keys, 'aws:userid': 'us-east-1:pool' }
    expect(decide([policyOf(statement)], request(same))).toBe('allow')
    expect(decide([policyOf(statement, '2008-10-17')], request(same))).toBe('none')
  })
})

describe('principals', () => {
  const trust = (Principal: unknown, Effect = 'Allow') => ({ Effect, Action: '*', Principal })
  const role: Caller = { kind: 'AWS', names: ['000000000000', 'arn:aws:iam::000000000000:role/a'] }
  const token: Caller = { kind: 'Federated', names: ['cognito-identity.amazonaws.com'] }

  it.each([
    [{ AWS: '000000000000' }, role, 'allow'],
    [{ AWS: ['x', 'arn:aws:iam::000000000000:role/a'] }, role, 'allow'],
    [{ AWS: 'arn:aws:iam::000000000000:role/b' }, role, 'none'],
    ['*', role, 'allow'],
    [{ AWS: '*' }, role, 'allow'],
    [{ Service: 'lambda.amazonaws.com' }, role, 'none'],
    [{ Federated: 'cognito-identity.amazonaws.com' }, token, 'allow'],
    [{ Federated: 'accounts.google.com' }, token, 'none'],
    [{ AWS: 'cognito-identity.amazonaws.com' }, token, 'none'],
    ['*', token, 'none'],
  ])('%j admits %j: %s', (Principal, caller, decision) => {
    expect(said(trust(Principal), {}, caller)).toBe(decision)
  })

  it('of a Deny are everyone where it says so', () => {
    const trusted = trust({ Federated: 'cognito-identity.amazonaws.com' })
    for (const everyone of ['*', { Federated: '*' }, { Federated: ['x', '*'] }]) {
      expect(said([trusted, trust(everyone, 'Deny')], {}, token)).toBe('deny')
    }
    expect(said([trusted, trust({ AWS: 'x' }, 'Deny')], {}, token)).toBe('allow')
  })

  it('that are missing admit nobody', () => expect(said(allow(), {}, role)).toBe('none'))
})

describe('whatever the policies say', () => {
  const action = fc.constantFrom(
    '*',
    'cognito-idp:*',
    'cognito-idp:AdminGetUser',
    'iam:GetRole',
    '',
  )
  const resource = fc.constantFrom('*', POOL, 'arn:aws:*', variable('aws:userid'), '${')
  const operator = fc.constantFrom(
    ...['StringEquals', 'StringNotLike', 'ForAllValues:ArnLike', 'Bool', 'Null', 'IpAddress'],
    ...['NumericLessThanIfExists', 'DateEquals', 'ForAnyValue:StringNotEquals', 'Nonsense'],
  )
  const value = fc.constantFrom(
    'a',
    '*',
    '1',
    'true',
    variable('aws:userid'),
    '10.0.0.0/8',
    '2026-01-01',
  )
  const key = fc.constantFrom('a', 'b', 'aws:userid')
  const condition = fc.dictionary(
    operator,
    fc.dictionary(key, fc.oneof(value, fc.array(value, { maxLength: 2 })), { maxKeys: 2 }),
    { maxKeys: 2 },
  )
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: action,
    Resource: resource,
    Condition: condition,
  })
  const statements = fc.array(statement, { minLength: 1, maxLength: 4 })
  const context = fc.dictionary(key, fc.oneof(value, fc.array(value, { maxLength: 3 })))

  it('a Deny of everything outweighs it', () => {
    fc.assert(
      fc.property(statements, context, fc.nat(), (some, keys, at) => {
        const all = some.toSpliced(at % (some.length + 1), 0, { ...deny(), Condition: {} } as never)
        expect(said(all, keys)).toBe('deny')
      }),
    )
  })

  it('another Deny never allows', () => {
    fc.assert(
      fc.property(statements, statement, context, (some, more, keys) => {
        const [before, after] = [
          said(some, keys),
          said([...some, { ...more, Effect: 'Deny' }], keys),
        ]
        expect(before === 'allow' || after !== 'allow').toBe(true)
      }),
    )
  })

  it('another kind of policy never allows more', () => {
    const decision = fc.constantFrom('allow' as const, 'deny' as const, 'none' as const)
    fc.assert(
      fc.property(fc.array(decision), decision, (some, more) => {
        const together = decideTogether([...some, more])
        expect(together === 'allow').toBe(more === 'allow' && some.every((is) => is === 'allow'))
      }),
    )
  })

  it('nothing is thrown', () => {
    const documents = fc.oneof(
      fc.json(),
      fc.string(),
      statements.map((Statement) => JSON.stringify({ Statement })),
    )
    fc.assert(
      fc.property(documents, context, (text, keys) => {
        const { value } = readPolicy(text)
        if (value) decide([value], request(keys, { kind: 'AWS', names: ['a'] }))
      }),
      { numRuns: 500 },
    )
  })
})
