/** The services whose tables are generated, and what no machine-readable source says of them. */
import type { ServiceTable } from '../../packages/server/src/api/table.ts'

type Facts = Omit<ServiceTable, 'operations' | 'shapes' | 'queryErrors'>

export interface ServiceSource extends Facts {
  /** The SDK package that is read. */
  readonly package: string
  /** The name of the table, and in Pascal case the stem of its types. */
  readonly constant: string
  /** Operations open to everyone although the SDK signs them. */
  readonly unsigned: readonly string[]
  /** Of a service that we serve a part of: which operations. All of them unless given. */
  readonly only?: readonly string[]
  /** Errors that AWS answers although the SDK declares them for other operations only. */
  readonly undeclared?: Readonly<Record<string, readonly string[]>>
}

/** Of IAM, what it takes to make a role or a login provider, to describe it and to delete it again. */
const IAM_OPERATIONS = [
  ...['CreateRole', 'GetRole', 'ListRoles', 'UpdateRole', 'UpdateRoleDescription', 'DeleteRole'],
  ...['UpdateAssumeRolePolicy', 'TagRole', 'UntagRole', 'ListRoleTags'],
  ...['PutRolePolicy', 'GetRolePolicy', 'ListRolePolicies', 'DeleteRolePolicy'],
  ...['AttachRolePolicy', 'DetachRolePolicy', 'ListAttachedRolePolicies'],
  ...['PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary'],
  'ListInstanceProfilesForRole',
  ...['CreatePolicy', 'GetPolicy', 'ListPolicies', 'DeletePolicy'],
  'ListEntitiesForPolicy',
  ...['TagPolicy', 'UntagPolicy', 'ListPolicyTags', 'SetDefaultPolicyVersion'],
  ...['CreatePolicyVersion', 'GetPolicyVersion', 'ListPolicyVersions', 'DeletePolicyVersion'],
  ...['CreateOpenIDConnectProvider', 'GetOpenIDConnectProvider', 'ListOpenIDConnectProviders'],
  ...['DeleteOpenIDConnectProvider', 'AddClientIDToOpenIDConnectProvider'],
  ...['RemoveClientIDFromOpenIDConnectProvider', 'UpdateOpenIDConnectProviderThumbprint'],
  ...['TagOpenIDConnectProvider', 'UntagOpenIDConnectProvider', 'ListOpenIDConnectProviderTags'],
]

/**
 * The validation codes are those seen from AWS: "InvalidParameterException: 1 validation error
 * detected" (amazon-cognito-identity-js issue 388), "ValidationException: …" (moto issue 1979),
 * "ValidationError: …" (aws-runas issue 80).
 */
export const SERVICES: readonly ServiceSource[] = [
  {
    service: 'cognito-idp',
    package: '@aws-sdk/client-cognito-identity-provider',
    constant: 'cognitoIdp',
    targetPrefix: 'AWSCognitoIdentityProviderService',
    protocol: 'aws-json-1.1',
    signingName: 'cognito-idp',
    validationError: 'InvalidParameterException',
    serializationError: 'SerializationException',
    // Documented as not evaluating IAM policies, but without the trait that says so.
    unsigned: ['GetClientToken'],
  },
  {
    service: 'cognito-identity',
    package: '@aws-sdk/client-cognito-identity',
    constant: 'cognitoIdentity',
    targetPrefix: 'AWSCognitoIdentityService',
    protocol: 'aws-json-1.1',
    signingName: 'cognito-identity',
    validationError: 'ValidationException',
    serializationError: 'SerializationException',
    unsigned: [],
  },
  {
    service: 'sts',
    package: '@aws-sdk/client-sts',
    constant: 'sts',
    targetPrefix: '',
    protocol: 'aws-query',
    query: {
      version: '2011-06-15',
      namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    },
    signingName: 'sts',
    validationError: 'ValidationError',
    serializationError: 'MalformedInput',
    unsigned: [],
  },
  {
    service: 'iam',
    package: '@aws-sdk/client-iam',
    constant: 'iam',
    targetPrefix: '',
    protocol: 'aws-query',
    query: {
      version: '2010-05-08',
      namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    },
    signingName: 'iam',
    validationError: 'ValidationError',
    serializationError: 'MalformedInput',
    unsigned: [],
    only: IAM_OPERATIONS,
    // Of a boundary that is not there.
    undeclared: { CreateRole: ['NoSuchEntityException'] },
  },
]

/** `cognitoIdp` → `CognitoIdp`. */
export function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
