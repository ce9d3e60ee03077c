import type { AuthCore } from '../core/core.ts'
import { requireInput } from '../core/errors.ts'
import type { AuthCodeDeliveryDetails, ClientMetadata, UserAttributeKey } from '../sign-in/types.ts'
import { callUserPool } from '../wire/user-pool.ts'
import { describeDelivery } from './code-delivery.ts'
import { requireTokens } from './session.ts'
import { toAttributes } from './sign-up.ts'

type Options = { readonly clientMetadata?: ClientMetadata | undefined }

export interface UpdateUserAttributeOutput {
  readonly isUpdated: boolean
  readonly nextStep: {
    readonly updateAttributeStep: 'CONFIRM_ATTRIBUTE_WITH_CODE' | 'DONE'
    readonly codeDeliveryDetails?: AuthCodeDeliveryDetails
  }
}

/** By attribute: those that were given, and no others. */
export type UpdateUserAttributesOutput = Record<UserAttributeKey, UpdateUserAttributeOutput>

/**
 * The attributes of whoever is signed in.
 *
 * @throws UserUnAuthenticatedException, or the service's error; so do all functions of this file.
 */
export async function fetchUserAttributes(core: AuthCore): Promise<Record<string, string>> {
  const { accessToken } = await requireTokens(core)
  const { UserAttributes = [] } = await callUserPool(core, 'GetUser', { AccessToken: accessToken })
  return Object.fromEntries(UserAttributes.map(({ Name, Value = '' }) => [Name, Value]))
}

/** Changes attributes; one that has to be confirmed is unchanged until it is. */
export async function updateUserAttributes(
  core: AuthCore,
  input: {
    readonly userAttributes: Readonly<Record<string, string | undefined>>
    readonly options?: Options
  },
): Promise<UpdateUserAttributesOutput> {
  const { accessToken } = await requireTokens(core)
  const attributes = toAttributes(input.userAttributes) ?? []
  const { CodeDeliveryDetailsList = [] } = await callUserPool(core, 'UpdateUserAttributes', {
    AccessToken: accessToken,
    ClientMetadata: input.options?.clientMetadata,
    UserAttributes: attributes,
  })
  const outcomes = attributes.map(({ Name }) => {
    const delivery = CodeDeliveryDetailsList.find(({ AttributeName }) => AttributeName === Name)
    return [Name, outcomeOf(delivery && describeDelivery(delivery))] as const
  })
  return Object.fromEntries(outcomes) as UpdateUserAttributesOutput // typed as Amplify types it
}

const outcomeOf = (delivery: AuthCodeDeliveryDetails | undefined): UpdateUserAttributeOutput =>
  delivery
    ? {
        isUpdated: false,
        nextStep: {
          updateAttributeStep: 'CONFIRM_ATTRIBUTE_WITH_CODE',
          codeDeliveryDetails: delivery,
        },
      }
    : { isUpdated: true, nextStep: { updateAttributeStep: 'DONE' } }

/** Changes one attribute. */
export async function updateUserAttribute(
  core: AuthCore,
  {
    userAttribute: { attributeKey, value },
    options = {},
  }: {
    readonly userAttribute: { readonly attributeKey: string; readonly value: string }
    readonly options?: Options
  },
): Promise<UpdateUserAttributeOutput> {
  const outcomes = await updateUserAttributes(core, {
    userAttributes: { [attributeKey]: value },
    options,
  })
  return outcomes[attributeKey] ?? outcomeOf(undefined)
}

/** Confirms an attribute with the code that was sent. */
export async function confirmUserAttribute(
  core: AuthCore,
  input: { readonly userAttributeKey: string; readonly confirmationCode: string },
): Promise<void> {
  const message = 'confirmUserAttribute needs a code.'
  const Code = requireInput(input.confirmationCode, 'EmptyConfirmUserAttributeCode', message)
  const { accessToken } = await requireTokens(core)
  await callUserPool(core, 'VerifyUserAttribute', {
    AccessToken: accessToken,
    AttributeName: input.userAttributeKey,
    Code,
  })
}

/** Has a code sent with which an attribute is confirmed. */
export async function sendUserAttributeVerificationCode(
  core: AuthCore,
  input: { readonly userAttributeKey: string; readonly options?: Options },
): Promise<AuthCodeDeliveryDetails> {
  const { accessToken } = await requireTokens(core)
  const { CodeDeliveryDetails } = await callUserPool(core, 'GetUserAttributeVerificationCode', {
    AccessToken: accessToken,
    AttributeName: input.userAttributeKey,
    ClientMetadata: input.options?.clientMetadata,
  })
  return describeDelivery(CodeDeliveryDetails)
}

/** Removes attributes. */
export async function deleteUserAttributes(
  core: AuthCore,
  { userAttributeKeys }: { readonly userAttributeKeys: readonly string[] },
): Promise<void> {
  const { accessToken } = await requireTokens(core)
  await callUserPool(core, 'DeleteUserAttributes', {
    AccessToken: accessToken,
    UserAttributeNames: userAttributeKeys,
  })
}
