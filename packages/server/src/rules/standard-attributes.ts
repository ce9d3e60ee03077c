import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider'

const text = (
  name: string,
  { least = '0', most = '2048', isMutable = true, isRequired = false } = {},
): SchemaAttributeType => ({
  Name: name,
  AttributeDataType: 'String',
  DeveloperOnlyAttribute: false,
  Mutable: isMutable,
  Required: isRequired,
  StringAttributeConstraints: { MinLength: least, MaxLength: most },
})

const flag = (name: string): SchemaAttributeType => ({
  Name: name,
  AttributeDataType: 'Boolean',
  DeveloperOnlyAttribute: false,
  Mutable: true,
  Required: false,
})

/** The standard attributes of every pool, in the order and with the constraints that Cognito describes them with. */
export const STANDARD_ATTRIBUTES: readonly SchemaAttributeType[] = [
  text('sub', { least: '1', isMutable: false, isRequired: true }),
  text('name'),
  text('given_name'),
  text('family_name'),
  text('middle_name'),
  text('nickname'),
  text('preferred_username'),
  text('profile'),
  text('picture'),
  text('website'),
  text('email'),
  flag('email_verified'),
  text('gender'),
  text('birthdate', { least: '10', most: '10' }),
  text('zoneinfo'),
  text('locale'),
  text('phone_number'),
  flag('phone_number_verified'),
  text('address'),
  {
    Name: 'updated_at',
    AttributeDataType: 'Number',
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
    NumberAttributeConstraints: { MinValue: '0' },
  },
]
