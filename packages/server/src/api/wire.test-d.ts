/** Checked by the compiler: the generated types against the SDK they were made from. */
import type * as CognitoIdentity from '@aws-sdk/client-cognito-identity'
import type * as CognitoIdp from '@aws-sdk/client-cognito-identity-provider'
import type * as Iam from '@aws-sdk/client-iam'
import type * as Sts from '@aws-sdk/client-sts'
import type { CognitoIdentityOperation } from './cognito-identity.generated.ts'
import type { CognitoIdpOperation } from './cognito-idp.generated.ts'
import type { ErrorCode } from './errors.ts'
import type { IamOperation } from './iam.generated.ts'
import type { StsOperation } from './sts.generated.ts'
import type { CognitoIdentityWire, CognitoIdpWire, IamWire, StsWire } from './wire.generated.ts'

/** `SignUpCommand` → `SignUp`, of all a package exports; `$Command` is the class above them. */
type CommandsOf<Sdk> = {
  [Name in keyof Sdk]: Name extends `${infer Operation}Command` ? Exclude<Operation, '$'> : never
}[keyof Sdk]

/** An object that must have a member for each name of one side only: the error says which are missing. */
type Difference<A extends string, B extends string> = Record<Exclude<A, B> | Exclude<B, A>, true>

export const sameOperations = [
  {} satisfies Difference<CommandsOf<typeof CognitoIdp>, keyof CognitoIdpWire>,
  {} satisfies Difference<CommandsOf<typeof CognitoIdentity>, keyof CognitoIdentityWire>,
  {} satisfies Difference<CommandsOf<typeof Sts>, keyof StsWire>,
  {} satisfies Difference<CognitoIdpOperation, keyof CognitoIdpWire>,
  {} satisfies Difference<CognitoIdentityOperation, keyof CognitoIdentityWire>,
  {} satisfies Difference<StsOperation, keyof StsWire>,
  {} satisfies Difference<IamOperation, keyof IamWire>,
  // Of IAM we serve a part.
  {} satisfies Record<Exclude<keyof IamWire, CommandsOf<typeof Iam>>, true>,
]

type SignUp = CognitoIdpWire['SignUp']

export function requiredMembersAreThere(input: SignUp['input'], output: SignUp['output']) {
  return [
    input.Username satisfies string,
    output.UserConfirmed satisfies boolean,
    // @ts-expect-error an optional member may be absent
    input.Password satisfies string,
  ]
}

export const errors = [
  'UsernameExistsException' satisfies SignUp['error'],
  // @ts-expect-error not declared by SignUp
  'GroupExistsException' satisfies SignUp['error'],
]

/** Every declared error of a service. */
type ErrorsOf<Wire extends Record<keyof Wire, { error: string }>> = Wire[keyof Wire]['error']

type Declared =
  | ErrorsOf<CognitoIdpWire>
  | ErrorsOf<CognitoIdentityWire>
  | ErrorsOf<StsWire>
  | ErrorsOf<IamWire>

export const everyErrorIsACode = {} satisfies Record<Exclude<Declared, ErrorCode>, true>
