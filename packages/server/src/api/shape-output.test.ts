import { describe, expect, it } from 'vitest'
import { cognitoIdp } from './cognito-idp.generated.ts'
import { shapeOutput } from './shape-output.ts'
import { sts } from './sts.generated.ts'

describe('the body of an answer', () => {
  it('has dates as seconds with milliseconds, and leaves out what is absent', () => {
    const UserPool = {
      Id: 'a_b',
      CreationDate: new Date(1792454400117),
      LastModifiedDate: new Date(1792454400000),
      Name: undefined,
      LambdaConfig: {},
      SchemaAttributes: [{ Name: 'sub', Required: true, Mutable: undefined }],
      UserPoolTags: { a: 'b', c: undefined },
    }
    expect(shapeOutput(cognitoIdp, 'DescribeUserPool', { UserPool })).toStrictEqual({
      body: {
        UserPool: {
          Id: 'a_b',
          CreationDate: 1792454400.117,
          LastModifiedDate: 1792454400,
          LambdaConfig: {},
          SchemaAttributes: [{ Name: 'sub', Required: true }],
          UserPoolTags: { a: 'b' },
        },
      },
      undeclared: [],
    })
  })

  it('has bytes as base64 and documents as they are', () => {
    const ManagedLoginBranding = {
      Settings: { a: [1, { b: null }] },
      Assets: [{ Bytes: new Uint8Array([1, 2, 3]) }],
    }
    const result = shapeOutput(cognitoIdp, 'DescribeManagedLoginBranding', { ManagedLoginBranding })
    expect(result.body).toEqual({
      ManagedLoginBranding: { Settings: { a: [1, { b: null }] }, Assets: [{ Bytes: 'AQID' }] },
    })
  })

  it('has dates as text in the query protocol', () => {
    const expiring = (Expiration: Date) =>
      shapeOutput(sts, 'AssumeRole', { Credentials: { Expiration } }).body
    expect(expiring(new Date(1792454400000))).toEqual({
      Credentials: { Expiration: '2026-10-20T00:00:00Z' },
    })
    expect(expiring(new Date(1792454400117))).toEqual({
      Credentials: { Expiration: '2026-10-20T00:00:00.117Z' },
    })
  })

  it('keeps dangerous keys of a map as plain keys', () => {
    const parameters = JSON.parse('{"__proto__":"p","constructor":"c"}')
    const { body } = shapeOutput(cognitoIdp, 'InitiateAuth', { ChallengeParameters: parameters })
    expect(JSON.stringify(body)).toBe('{"ChallengeParameters":{"__proto__":"p","constructor":"c"}}')
  })
})

describe('what the contract does not name', () => {
  it('is dropped and listed, each path once', () => {
    const result = shapeOutput(cognitoIdp, 'ListUsers', {
      Users: [
        { Username: 'a', passwordHash: 'x' },
        { Username: 'b', passwordHash: 'y', Attributes: [{ Name: 'n', sealed: 1 }] },
      ],
      constructor: 'x',
    })
    expect(result.body).toEqual({
      Users: [{ Username: 'a' }, { Username: 'b', Attributes: [{ Name: 'n' }] }],
    })
    expect(result.undeclared).toEqual([
      'Users[].passwordHash',
      'Users[].Attributes[].sealed',
      'constructor',
    ])
  })

  it('is all there is where an operation returns nothing', () => {
    expect(shapeOutput(cognitoIdp, 'DeleteUserPool', { Id: 'a' })).toEqual({
      body: {},
      undeclared: ['Id'],
    })
  })

  it('is found inside maps', () => {
    const acr = { Level1: { AcrValue: 'a', hidden: 1 } }
    const result = shapeOutput(cognitoIdp, 'DescribeUserPool', {
      UserPool: { AcrConfiguration: acr },
    })
    expect(result.undeclared).toEqual(['UserPool.AcrConfiguration{}.hidden'])
  })
})

it('needs an operation that the table has', () => {
  expect(() => shapeOutput(cognitoIdp, 'toString', {})).toThrow('no operation toString')
})
