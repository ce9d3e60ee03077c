/** The three services whose tables are generated, and what no machine-readable source says of them. */
import type { ServiceTable } from '../../packages/server/src/api/table.ts'

type Facts = Omit<ServiceTable, 'operations' | 'shapes' | 'queryErrors'>

export interface ServiceSource extends Facts {
  /** The SDK package that is read. */
  readonly package: string
  /** The name of the table, and in Pascal case the stem of its types. */
  readonly constant: string
  /** Operations open to everyone although the SDK signs them. */
  readonly unsigned: readonly string[]
}

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
    signingName: 'sts',
    validationError: 'ValidationError',
    serializationError: 'MalformedInput',
    unsigned: [],
  },
]

/** `cognitoIdp` → `CognitoIdp`. */
export function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
