import { describe, expect, it } from 'vitest'
import { cognitoIdentity } from './cognito-identity.generated.ts'
import { cognitoIdp } from './cognito-idp.generated.ts'
import { ServiceError } from './errors.ts'
import { parseInput } from './parse-input.ts'
import { sts } from './sts.generated.ts'
import type { ServiceTable, Shape } from './table.ts'

const SIGN_UP = { ClientId: 'abc', Username: 'mary', Password: 'secret' }

/** The error an input ends in. */
function errorOf(table: ServiceTable, operation: string, input: unknown): ServiceError {
  try {
    parseInput(table, operation, input)
  } catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
  throw new Error('The input was accepted')
}

function messageOf(operation: string, input: unknown): string {
  return errorOf(cognitoIdp, operation, input).message
}

/** A table of one operation, for shapes that no input of AWS's has. */
function tableOf(
  shapes: Record<string, Shape>,
  protocol: ServiceTable['protocol'] = 'aws-json-1.1',
) {
  const operation = { input: 'Input', output: null, auth: 'none', errors: [] } as const
  return { ...cognitoIdp, protocol, operations: { Try: operation }, shapes }
}

describe('what is taken', () => {
  it('keeps known members, drops unknown ones, and takes null for absent', () => {
    const input = { ...SIGN_UP, Unknown: 1, SecretHash: null, UserAttributes: [] }
    expect(parseInput(cognitoIdp, 'SignUp', input)).toStrictEqual({
      ...SIGN_UP,
      UserAttributes: [],
    })
  })

  it('drops null from lists and maps', () => {
    const input = {
      ...SIGN_UP,
      ClientMetadata: { a: null, b: 'c' },
      UserAttributes: [null, { Name: 'n' }],
    }
    expect(parseInput(cognitoIdp, 'SignUp', input)).toEqual({
      ...SIGN_UP,
      ClientMetadata: { b: 'c' },
      UserAttributes: [{ Name: 'n' }],
    })
  })

  it('needs no body where nothing is required', () => {
    expect(parseInput(sts, 'GetCallerIdentity', undefined)).toEqual({})
    expect(errorOf(cognitoIdp, 'SignUp', undefined)).toMatchObject({
      code: 'SerializationException',
      message: '',
    })
  })

  it('makes dates of seconds and instants, and bytes of base64', () => {
    const table = tableOf({
      Input: { type: 'structure', members: { A: 'Time', B: 'Time', C: 'Blob' } },
      Time: { type: 'timestamp' },
      Blob: { type: 'blob' },
    })
    const input = { A: 1792454400.117, B: '2026-10-20T00:00:00.117Z', C: 'AQID' }
    expect(parseInput(table, 'Try', input)).toEqual({
      A: new Date(1792454400117),
      B: new Date('2026-10-20T00:00:00.117Z'),
      C: new Uint8Array([1, 2, 3]),
    })
  })

  it('reads numbers from the text of the query protocol only', () => {
    const input = { RoleArn: 'arn:aws:iam::123456789012:role/x', RoleSessionName: 'ab' }
    expect(parseInput(sts, 'AssumeRole', { ...input, DurationSeconds: '900' })).toMatchObject({
      DurationSeconds: 900,
    })
    expect(errorOf(sts, 'AssumeRole', { ...input, DurationSeconds: 'x' }).code).toBe(
      'MalformedInput',
    )
    expect(messageOf('ListUserPools', { MaxResults: '60' })).toBe(
      'STRING_VALUE cannot be converted to Integer',
    )
  })

  it('keeps dangerous keys of a map as plain keys', () => {
    const body = `{"AuthFlow":"USER_AUTH","ClientId":"a","AuthParameters":{"__proto__":"p","constructor":"c"}}`
    const { AuthParameters } = parseInput(cognitoIdp, 'InitiateAuth', JSON.parse(body))
    expect(Object.entries(Object(AuthParameters))).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ])
    const empty = parseInput(cognitoIdp, 'InitiateAuth', {
      AuthFlow: 'USER_AUTH',
      ClientId: 'a',
      AuthParameters: {},
    })
    expect(Object(empty.AuthParameters).constructor).toBeUndefined()
  })

  it('knows no operation by an inherited name', () => {
    expect(errorOf(cognitoIdp, 'constructor', {}).code).toBe('UnknownOperationException')
  })
})

describe('a value of the wrong type', () => {
  it.each([
    ['ListUserPools', { MaxResults: 'x' }, 'STRING_VALUE cannot be converted to Integer'],
    ['ListUserPools', { MaxResults: 1.5 }, 'DECIMAL_VALUE cannot be converted to Integer'],
    ['ListUserPools', { MaxResults: 2 ** 31 }, 'NUMBER_VALUE cannot be converted to Integer'],
    ['SignUp', { ...SIGN_UP, Username: 1 }, 'NUMBER_VALUE cannot be converted to String'],
    ['SignUp', { ...SIGN_UP, Username: true }, 'TRUE_VALUE cannot be converted to String'],
    ['SignUp', { ...SIGN_UP, Username: [] }, 'Start of list found where not expected'],
    ['SignUp', { ...SIGN_UP, Username: {} }, 'Start of structure or map found where not expected.'],
    ['SignUp', { ...SIGN_UP, UserAttributes: 'x' }, 'Unexpected field type'],
    ['SignUp', { ...SIGN_UP, UserAttributes: 1 }, 'Expected list or null'],
    [
      'SignUp',
      { ...SIGN_UP, UserAttributes: {} },
      'Start of structure or map found where not expected.',
    ],
    ['SignUp', { ...SIGN_UP, ClientMetadata: [] }, 'Start of list found where not expected'],
    [
      'SignUp',
      { ...SIGN_UP, ClientMetadata: { a: 1 } },
      'NUMBER_VALUE cannot be converted to String',
    ],
    ['SignUp', { ...SIGN_UP, Username: 'a\ud800' }, 'Strings must be well-formed Unicode'],
    ['SignUp', [], 'Start of list found where not expected'],
    ['SignUp', 'x', 'Unexpected field type'],
  ])('%s %j: %s', (operation, input, message) => {
    expect(errorOf(cognitoIdp, operation, input)).toMatchObject({
      code: 'SerializationException',
      message,
    })
  })

  it('refuses bad base64 and documents without end', () => {
    const branding = { UserPoolId: 'a_b', ClientId: 'c' }
    const asset = { Category: 'FORM_LOGO', ColorMode: 'DARK', Extension: 'PNG', Bytes: 'A' }
    let settings: unknown = 'x'
    for (let depth = 0; depth < 10_000; depth++) settings = { settings }
    for (const extra of [{ Assets: [asset] }, { Settings: settings }]) {
      const error = errorOf(cognitoIdp, 'CreateManagedLoginBranding', { ...branding, ...extra })
      expect(error.code).toBe('SerializationException')
    }
  })
})

describe('a broken limit', () => {
  it('is worded and counted as AWS does', () => {
    expect(messageOf('DescribeUserPool', { UserPoolId: 'x' })).toBe(
      "1 validation error detected: Value 'x' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
    )
    expect(messageOf('ListUserPools', { MaxResults: 61, NextToken: '' })).toBe(
      [
        "3 validation errors detected: Value '61' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60",
        "Value '' at 'nextToken' failed to satisfy constraint: Member must have length greater than or equal to 1",
        "Value '' at 'nextToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+",
      ].join('; '),
    )
  })

  it.each([
    [
      'InitiateAuth',
      { AuthFlow: 'USER_AUTH' },
      "Value null at 'clientId' failed to satisfy constraint: Member must not be null",
    ],
    [
      'SetUserPoolMfaConfig',
      { UserPoolId: 'a_b', MfaConfiguration: 'SOMETIMES' },
      "Value 'SOMETIMES' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set: [OFF, ON, OPTIONAL]",
    ],
    [
      'AdminCreateUser',
      { UserPoolId: 'a_b', Username: 'u', UserAttributes: [{ Name: 'a'.repeat(33) }] },
      `Value '${'a'.repeat(33)}' at 'userAttributes.1.member.name' failed to satisfy constraint: Member must have length less than or equal to 32`,
    ],
    [
      'CreateUserPoolClient',
      { UserPoolId: 'a_b', ClientName: 'c', AllowedOAuthFlows: ['token'] },
      "Value '[token]' at 'allowedOAuthFlows' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [client_credentials, code, implicit]]",
    ],
    [
      'CreateUserPool',
      { PoolName: 'p', UserPoolTags: { '': 'v' } },
      "Value '{=v}' at 'userPoolTags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]",
    ],
    [
      'CreateUserPool',
      { PoolName: 'p', UserPoolTags: { k: 'v'.repeat(257) } },
      `Value '{k=${'v'.repeat(253)}...' at 'userPoolTags' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 0]`,
    ],
    [
      'CreateUserPool',
      { PoolName: 'p', AcrConfiguration: { Level1: {} } },
      "Value null at 'acrConfiguration.Level1.member.acrValue' failed to satisfy constraint: Member must not be null",
    ],
    [
      'AdminUserGlobalSignOut',
      { UserPoolId: 'a_b\0', Username: 'u' },
      "Value 'a_b\ufffd' at 'userPoolId' failed to satisfy constraint: Member must not contain a null character",
    ],
  ])('%s %j', (operation, input, message) => {
    expect(messageOf(operation, input)).toBe(`1 validation error detected: ${message}`)
  })

  it('never prints what is sensitive', () => {
    const secret = 'hunter 2'
    const input = {
      ...SIGN_UP,
      Password: secret,
      UserAttributes: [{ Name: 'a', Value: secret.repeat(300) }],
      UserContextData: { IpAddress: `${secret}\0` },
    }
    const message = messageOf('SignUp', input)
    expect(message).toContain("Value at 'password' failed to satisfy")
    expect(message).toContain("Value at 'userAttributes.1.member.value' failed to satisfy")
    expect(message).toContain("Value at 'userContextData.ipAddress' failed to satisfy")
    expect(message).not.toContain(secret)
    const parameters = {
      AuthFlow: 'USER_AUTH',
      ClientId: 'a',
      AuthParameters: { PASSWORD: `${secret}\0` },
    }
    expect(messageOf('InitiateAuth', parameters)).toBe(
      "1 validation error detected: Value at 'authParameters' failed to satisfy constraint: Member must not contain a null character",
    )
  })

  it('skips the pattern of a value that is too long', () => {
    expect(messageOf('DescribeUserPool', { UserPoolId: ' '.repeat(56) })).toBe(
      `1 validation error detected: Value '${' '.repeat(56)}' at 'userPoolId' failed to satisfy constraint: Member must have length less than or equal to 55`,
    )
  })

  it('counts code points', () => {
    const input = (length: number) => ({ UserPoolId: 'a_b', Username: '😀'.repeat(length) })
    expect(parseInput(cognitoIdp, 'AdminGetUser', input(128))).toEqual(input(128))
    expect(messageOf('AdminGetUser', input(129))).toContain('less than or equal to 128')
  })

  it('answers with no more than 25 violations and 256 characters of a value', () => {
    const attributes = Array(50_000).fill({ Value: 'x' })
    const message = messageOf('SignUp', { ...SIGN_UP, UserAttributes: attributes })
    expect(message).toMatch(/^25 validation errors detected: /)
    const name = messageOf('DescribeUserPool', {
      UserPoolId: `${'a'.repeat(255)}😀${'b'.repeat(99)}`,
    })
    expect(name).toContain(`Value '${'a'.repeat(255)}...' at`)
  })

  it('has the code of its service', () => {
    expect(errorOf(cognitoIdentity, 'GetId', { IdentityPoolId: 'x' }).code).toBe(
      'ValidationException',
    )
    expect(errorOf(sts, 'GetAccessKeyInfo', { AccessKeyId: 'x' }).code).toBe('ValidationError')
    expect(errorOf(cognitoIdp, 'SignUp', {}).code).toBe('InvalidParameterException')
  })
})
