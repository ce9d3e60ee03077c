import { describe, expect, it } from 'vitest'
import { cognitoIdentity } from './cognito-identity.generated.ts'
import { cognitoIdp } from './cognito-idp.generated.ts'
import { COMMON_ERRORS } from './errors.ts'
import { iam } from './iam.generated.ts'
import { translatePattern } from './patterns.ts'
import { sts } from './sts.generated.ts'
import type { Auth, ServiceTable, Shape } from './table.ts'

const TABLES = [cognitoIdp, cognitoIdentity, sts, iam]

/** Names of the shapes that a shape is made of. */
function partsOf(shape: Shape): string[] {
  if (shape.type === 'structure') return Object.values(shape.members)
  if (shape.type === 'list') return [shape.member]
  return shape.type === 'map' ? [shape.key, shape.value] : []
}

function operationsBy(table: ServiceTable, auth: Auth): string[] {
  return Object.keys(table.operations).filter((name) => table.operations[name]?.auth === auth)
}

describe.each(TABLES)('the table of $service', (table) => {
  const operations = Object.entries(table.operations)

  it('has a shape for every name', () => {
    const names = [
      ...operations.flatMap(([, { input, output }]) =>
        output === null ? [input] : [input, output],
      ),
      ...Object.values(table.shapes).flatMap(partsOf),
    ]
    expect(names.filter((name) => !Object.hasOwn(table.shapes, name))).toEqual([])
  })

  it('has structures for inputs and outputs', () => {
    for (const [, { input, output }] of operations) {
      expect(table.shapes[input]?.type).toBe('structure')
      if (output !== null) expect(table.shapes[output]?.type).toBe('structure')
    }
  })

  it('requires only members that there are', () => {
    for (const shape of Object.values(table.shapes)) {
      if (shape.type !== 'structure') continue
      expect(Object.keys(shape.members)).toEqual(
        expect.arrayContaining([...(shape.required ?? [])]),
      )
    }
  })

  it('has patterns that compile and limits that leave something', () => {
    for (const shape of Object.values(table.shapes)) {
      if (shape.type === 'string' && shape.pattern)
        expect(translatePattern(shape.pattern)).toBeDefined()
      if ('max' in shape && shape.max !== undefined) {
        expect(shape.max).toBeGreaterThanOrEqual(shape.min ?? 0)
      }
    }
  })

  it('contains no structure in itself, which parsing relies on', () => {
    const isWithin = (name: string, above: readonly string[]): boolean => {
      const shape = table.shapes[name]
      if (above.includes(name)) return true
      return shape !== undefined && partsOf(shape).some((part) => isWithin(part, [...above, name]))
    }
    expect(operations.filter(([, { input }]) => isWithin(input, []))).toEqual([])
  })
})

describe('the operations', () => {
  it('are all there', () => {
    expect(TABLES.map(({ operations }) => Object.keys(operations).length)).toEqual([
      140, 23, 11, 43,
    ])
  })

  it('declare errors, but for two of STS that cannot fail on their own', () => {
    const silent = TABLES.flatMap(({ operations }) =>
      Object.entries(operations).flatMap(([name, { errors }]) =>
        errors.length === 0 ? [name] : [],
      ),
    )
    expect(silent).toEqual(['GetAccessKeyInfo', 'GetCallerIdentity'])
  })

  it('name each error once', () => {
    for (const { operations } of TABLES) {
      for (const { errors } of Object.values(operations)) {
        expect(new Set(errors).size).toBe(errors.length)
      }
    }
    expect(new Set(COMMON_ERRORS).size).toBe(COMMON_ERRORS.length)
  })
})

describe('who may call', () => {
  it('anyone: with a password, a code, a secret, a refresh token or a session', () => {
    expect(operationsBy(cognitoIdp, 'none')).toEqual([
      'ConfirmForgotPassword',
      'ConfirmSignUp',
      'ForgotPassword',
      'GetClientToken',
      'GetTokensFromRefreshToken',
      'InitiateAuth',
      'ResendConfirmationCode',
      'RespondToAuthChallenge',
      'RevokeToken',
      'SignUp',
      'UpdateAuthEventFeedback',
    ])
  })

  it('a user with an access token', () => {
    expect(operationsBy(cognitoIdp, 'access-token')).toEqual([
      'ChangePassword',
      'CompleteWebAuthnRegistration',
      'ConfirmDevice',
      'DeleteUser',
      'DeleteUserAttributes',
      'DeleteWebAuthnCredential',
      'ForgetDevice',
      'GetDevice',
      'GetUser',
      'GetUserAttributeVerificationCode',
      'GetUserAuthFactors',
      'GlobalSignOut',
      'ListDevices',
      'ListUserSessions',
      'ListWebAuthnCredentials',
      'RevokeUserSession',
      'SetUserMFAPreference',
      'SetUserSettings',
      'StartWebAuthnRegistration',
      'UpdateDeviceStatus',
      'UpdateUserAttributes',
      'VerifyUserAttribute',
    ])
  })

  it('a user who is still signing in', () => {
    expect(operationsBy(cognitoIdp, 'access-token-or-session')).toEqual([
      'AssociateSoftwareToken',
      'VerifySoftwareToken',
    ])
  })

  it('an administrator: all the rest', () => {
    expect(operationsBy(cognitoIdp, 'sigv4')).toHaveLength(140 - 11 - 22 - 2)
    expect(operationsBy(cognitoIdp, 'sigv4').filter((name) => name.startsWith('Admin'))).toEqual(
      Object.keys(cognitoIdp.operations).filter((name) => name.startsWith('Admin')),
    )
  })

  it('anyone with a token of an identity provider', () => {
    expect(operationsBy(cognitoIdentity, 'none')).toEqual([
      'GetCredentialsForIdentity',
      'GetId',
      'GetOpenIdToken',
      'UnlinkIdentity',
    ])
    expect(operationsBy(sts, 'none')).toEqual(['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'])
  })
})

describe('facts that the generator joins', () => {
  it('marks what must not be printed', () => {
    const names = ['PasswordType', 'TokenModelType', 'SecretHashType', 'AuthParametersType']
    for (const name of [
      ...names,
      'ChallengeResponsesType',
      'ClientSecretType',
      'UserContextDataType',
    ]) {
      expect(cognitoIdp.shapes[name]).toMatchObject({ sensitive: true })
    }
    expect(cognitoIdentity.shapes.IdentityProviderToken).toMatchObject({ sensitive: true })
    expect(sts.shapes.clientTokenType).toMatchObject({ sensitive: true })
  })

  it('knows enums, limits and lists of the newest operations', () => {
    expect(cognitoIdp.shapes.UserPoolTokenSessionConfigType).toEqual({
      type: 'structure',
      members: { MaxPerUser: 'MaxSessionsPerUserType' },
      required: ['MaxPerUser'],
    })
    expect(cognitoIdp.shapes.MaxSessionsPerUserType).toEqual({ type: 'integer', min: 1, max: 100 })
    expect(cognitoIdp.shapes.RevokeAssociatedSessionsType).toEqual({
      type: 'string',
      enum: ['LINKED', 'NONE'],
    })
    expect(cognitoIdp.shapes.AllowedFirstAuthFactorsListType).toEqual({
      type: 'list',
      member: 'AuthFactorType',
      min: 1,
      max: 5,
    })
    expect(cognitoIdentity.shapes.TokenDuration).toEqual({ type: 'long', min: 1, max: 86400 })
  })

  it('knows how the query protocol renames errors', () => {
    expect(sts.queryErrors?.IDPRejectedClaimException).toEqual({
      code: 'IDPRejectedClaim',
      status: 403,
    })
    expect(cognitoIdp.queryErrors).toBeUndefined()
  })
})
