import { type ArmedAutoSignIn, type AuthCore, userPoolOf } from '../core/core.ts'
import { AuthError, requireInput } from '../core/errors.ts'
import type { AuthCodeDeliveryDetails, ClientMetadata, SignInOptions } from '../sign-in/types.ts'
import type { AttributeType } from '../wire/operations.ts'
import { userContext } from '../wire/user-context.ts'
import { callUserPool } from '../wire/user-pool.ts'
import { describeDelivery } from './code-delivery.ts'

type Attributes = Readonly<Record<string, string | undefined>>

export interface SignUpInput {
  readonly username: string
  /** Left out where the pool lets people sign in without one. */
  readonly password?: string | undefined
  readonly options?: {
    readonly userAttributes?: Attributes | undefined
    readonly validationData?: Attributes | undefined
    readonly clientMetadata?: ClientMetadata | undefined
    /** Whether, and how, `autoSignIn` is to sign in once the sign-up is confirmed. */
    readonly autoSignIn?: boolean | SignInOptions | undefined
  }
}

export interface SignUpOutput {
  readonly isSignUpComplete: boolean
  readonly userId?: string | undefined
  readonly nextStep:
    | { readonly signUpStep: 'DONE' }
    | {
        readonly signUpStep: 'CONFIRM_SIGN_UP'
        readonly codeDeliveryDetails: AuthCodeDeliveryDetails
      }
    | {
        readonly signUpStep: 'COMPLETE_AUTO_SIGN_IN'
        readonly codeDeliveryDetails?: AuthCodeDeliveryDetails
      }
}

export interface ConfirmSignUpInput {
  readonly username: string
  readonly confirmationCode: string
  readonly options?: {
    readonly clientMetadata?: ClientMetadata | undefined
    readonly forceAliasCreation?: boolean | undefined
  }
}

/** A user name, and what goes along to the pool's functions. */
export interface UsernameInput {
  readonly username: string
  readonly options?: { readonly clientMetadata?: ClientMetadata | undefined }
}

/**
 * Signs a new person up.
 *
 * @throws EmptySignUpUsername, EmptySignUpPassword where the pool lets nobody in without one, or the service's
 * error; `UsernameExistsException` where the name is taken.
 */
export async function signUp(core: AuthCore, input: SignUpInput): Promise<SignUpOutput> {
  const { username, password, options = {} } = input
  requireInput(username, 'EmptySignUpUsername', 'signUp needs a user name.')
  const answer = await callUserPool(core, 'SignUp', {
    Username: username,
    Password: password || undefined,
    UserAttributes: toAttributes(options.userAttributes),
    ClientMetadata: options.clientMetadata,
    ValidationData: toAttributes(options.validationData),
    ClientId: userPoolOf(core).userPoolClientId,
    UserContextData: userContext(core, username),
  }).catch((error) => {
    // Whether it takes a password the service alone knows, and it has no name of its own for this.
    const isMissing = /'password'.*Member must not be null/.test(error.message)
    throw isMissing ? new AuthError('EmptySignUpPassword', 'signUp needs a password.') : error
  })
  const { UserConfirmed: isConfirmed = false, UserSub: userId, CodeDeliveryDetails } = answer
  const armed = arm(core, input, isConfirmed, answer.Session)
  core.memory.autoSignIn = armed

  const codeDeliveryDetails = describeDelivery(CodeDeliveryDetails)
  if (isConfirmed) {
    const signUpStep = armed ? 'COMPLETE_AUTO_SIGN_IN' : 'DONE'
    return { isSignUpComplete: true, nextStep: { signUpStep }, userId }
  }
  const signUpStep = armed?.waitsFor === 'link' ? 'COMPLETE_AUTO_SIGN_IN' : 'CONFIRM_SIGN_UP'
  return { isSignUpComplete: false, nextStep: { signUpStep, codeDeliveryDetails }, userId }
}

/**
 * Confirms a sign-up with the code that was sent.
 *
 * @throws EmptyConfirmSignUpUsername, EmptyConfirmSignUpCode, or the service's error.
 */
export async function confirmSignUp(
  core: AuthCore,
  { username, confirmationCode, options = {} }: ConfirmSignUpInput,
): Promise<SignUpOutput> {
  requireInput(username, 'EmptyConfirmSignUpUsername', 'confirmSignUp needs a user name.')
  requireInput(confirmationCode, 'EmptyConfirmSignUpCode', 'confirmSignUp needs a code.')
  const { Session } = await callUserPool(core, 'ConfirmSignUp', {
    Username: username,
    ConfirmationCode: confirmationCode,
    ClientMetadata: options.clientMetadata,
    ForceAliasCreation: options.forceAliasCreation,
    ClientId: userPoolOf(core).userPoolClientId,
    UserContextData: userContext(core, username),
  })
  const armed = core.memory.autoSignIn
  if (armed?.username !== username) {
    core.memory.autoSignIn = undefined
    return { isSignUpComplete: true, nextStep: { signUpStep: 'DONE' } }
  }
  armed.waitsFor = 'nothing'
  armed.session = Session
  return { isSignUpComplete: true, nextStep: { signUpStep: 'COMPLETE_AUTO_SIGN_IN' } }
}

/**
 * Has the code of a sign-up sent again.
 *
 * @throws EmptySignUpUsername, or the service's error.
 */
export async function resendSignUpCode(
  core: AuthCore,
  { username, options }: UsernameInput,
): Promise<AuthCodeDeliveryDetails> {
  requireInput(username, 'EmptySignUpUsername', 'resendSignUpCode needs a user name.')
  const { CodeDeliveryDetails } = await callUserPool(core, 'ResendConfirmationCode', {
    Username: username,
    ClientMetadata: options?.clientMetadata,
    ClientId: userPoolOf(core).userPoolClientId,
    UserContextData: userContext(core, username),
  })
  return describeDelivery(CodeDeliveryDetails)
}

/** Remembers how to sign in once the sign-up is confirmed, if that was asked for. */
function arm(
  { config }: AuthCore,
  { username, password, options }: SignUpInput,
  isConfirmed: boolean,
  session: string | undefined,
): ArmedAutoSignIn | undefined {
  const asked = options?.autoSignIn
  if (!asked) return undefined
  const signInOptions = asked === true ? undefined : asked
  return {
    username,
    password: signInOptions?.authFlowType === 'CUSTOM_WITHOUT_SRP' ? undefined : password,
    options: signInOptions,
    waitsFor: isConfirmed ? 'nothing' : (config.signUpVerificationMethod ?? 'code'),
    session,
  }
}

/** A record as Cognito's list of names and values. */
export const toAttributes = (record: Attributes | undefined): AttributeType[] | undefined =>
  record &&
  Object.entries(record).flatMap(([Name, Value]) => (Value === undefined ? [] : [{ Name, Value }]))
