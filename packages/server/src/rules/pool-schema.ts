import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider'
import { STANDARD_ATTRIBUTES } from './standard-attributes.ts'
import { granted, refused, type Verdict } from './verdict.ts'

/**
 * The whole schema of a pool from the part an administrator gave: the standard attributes, with what was
 * said of them, then the custom ones under their full names.
 */
export function buildSchema(given: readonly SchemaAttributeType[]): Verdict<SchemaAttributeType[]> {
  const schema = new Map(STANDARD_ATTRIBUTES.map((attribute) => [attribute.Name, attribute]))
  const seen = new Set<string>()
  for (const attribute of given) {
    const name = attribute.Name
    if (!name) return refused('InvalidParameterException', 'Attribute name must not be empty.')
    if (seen.has(name)) {
      const message = `${name}: Existing attribute already has name ${name}.`
      return refused('InvalidParameterException', message)
    }
    seen.add(name)
    const verdict = STANDARD_BY_NAME.has(name) ? adjustStandard(attribute) : buildCustom(attribute)
    if (verdict.refusal) return verdict
    schema.set(verdict.value.Name, verdict.value)
  }
  return granted([...schema.values()])
}

const STANDARD_BY_NAME = new Map(STANDARD_ATTRIBUTES.map((a) => [a.Name ?? '', a]))

function adjustStandard(given: SchemaAttributeType): Verdict<SchemaAttributeType> {
  const standard = STANDARD_BY_NAME.get(given.Name ?? '') ?? given
  const isChanged =
    given.AttributeDataType && given.AttributeDataType !== standard.AttributeDataType
  if (isChanged || given.DeveloperOnlyAttribute) {
    return refused(
      'InvalidParameterException',
      `You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute ${given.Name}`,
    )
  }
  const isFixed = standard.Name === 'sub'
  return granted({
    ...standard,
    Mutable: isFixed ? false : (given.Mutable ?? standard.Mutable),
    Required: isFixed ? true : (given.Required ?? standard.Required),
    ...(standard.StringAttributeConstraints && {
      StringAttributeConstraints: {
        ...standard.StringAttributeConstraints,
        ...given.StringAttributeConstraints,
      },
    }),
    ...(standard.NumberAttributeConstraints && {
      NumberAttributeConstraints: {
        ...standard.NumberAttributeConstraints,
        ...given.NumberAttributeConstraints,
      },
    }),
  })
}

/** `x` becomes `custom:x`, or `dev:custom:x` where only developers may write it. */
function buildCustom(given: SchemaAttributeType): Verdict<SchemaAttributeType> {
  if (given.Required) {
    const message = 'Required custom attributes are not supported currently.'
    return refused('InvalidParameterException', message)
  }
  const type = given.AttributeDataType ?? 'String'
  const prefix = given.DeveloperOnlyAttribute ? 'dev:custom:' : 'custom:'
  return granted({
    Name: `${prefix}${given.Name}`,
    AttributeDataType: type,
    DeveloperOnlyAttribute: given.DeveloperOnlyAttribute ?? false,
    Mutable: given.Mutable ?? true,
    Required: false,
    ...(type === 'String' && {
      StringAttributeConstraints: given.StringAttributeConstraints ?? {},
    }),
    ...(type === 'Number' && {
      NumberAttributeConstraints: given.NumberAttributeConstraints ?? {},
    }),
  })
}
