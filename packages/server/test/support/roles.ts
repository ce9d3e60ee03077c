import { randomUUID } from 'node:crypto'
import type { AnsweringHouse } from './sdk.ts'
import { iamFor } from './sdk.ts'

export const ACCOUNT = '000000000000'
export const IDENTITY_POOL = 'us-east-1:11111111-2222-4333-8444-555555555555'

interface Statement {
  readonly Effect?: 'Allow' | 'Deny'
  readonly Action: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly Condition?: object
}

/** A policy document. Allowed, and of everything, unless it says otherwise. */
export const policy = (...statements: readonly Statement[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({
      Effect: 'Allow',
      Resource: '*',
      ...statement,
    })),
  })

/** A trust policy of one statement. */
export const trust = (Principal: unknown, more: object = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...more }],
  })

/** Trust in the signed-in identities of a pool, as AWS's console writes it. */
export const trustInPool = (pool = IDENTITY_POOL, more: object = {}): string =>
  trust(
    { Federated: 'cognito-identity.amazonaws.com' },
    {
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { 'cognito-identity.amazonaws.com:aud': pool },
        'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
      },
      ...more,
    },
  )

/** Makes a role with one policy of its own. */
export async function makeRole(
  house: AnsweringHouse,
  trustPolicy: string,
  document?: string,
  more: { readonly RoleName?: string; readonly [member: string]: unknown } = {},
): Promise<{ name: string; arn: string; id: string }> {
  const iam = iamFor(house)
  const { RoleName: name = `role-${randomUUID()}` } = more
  const made = await iam.createRole({
    ...more,
    RoleName: name,
    AssumeRolePolicyDocument: trustPolicy,
  })
  if (document) {
    await iam.putRolePolicy({ RoleName: name, PolicyName: 'own', PolicyDocument: document })
  }
  return { name, arn: made.Role?.Arn ?? '', id: made.Role?.RoleId ?? '' }
}

/** Trust in all identities of some pools, guests as well. */
export const trustInAll = (...pools: readonly string[]): string =>
  trust(
    { Federated: 'cognito-identity.amazonaws.com' },
    {
      Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
      Condition: {
        StringEquals: { 'cognito-identity.amazonaws.com:aud': pools },
        'ForAnyValue:StringLike': {
          'cognito-identity.amazonaws.com:amr': ['authenticated', 'unauthenticated'],
        },
      },
    },
  )

interface Issued {
  readonly AccessKeyId: string | undefined
  readonly SecretAccessKey: string | undefined
  readonly SessionToken: string | undefined
}

/** Credentials of an answer, as clients are given them. */
export const toCredentials = (issued: Issued | undefined) => ({
  accessKeyId: issued?.AccessKeyId ?? '',
  secretAccessKey: issued?.SecretAccessKey ?? '',
  sessionToken: issued?.SessionToken ?? '',
})
