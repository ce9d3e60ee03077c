import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider'
import { checkConstraints } from './attribute-constraints.ts'
import { STANDARD_ATTRIBUTES } from './standard-attributes.ts'
import { granted, refused, type Verdict } from './verdict.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const MOST_CUSTOM = 50

/**
 * The whole schema of a pool from the part an administrator gave: the standard attributes, with what was
 * said of them, then the custom ones under their full names.
 */
export function buildSchema(given: readonly SchemaAttributeType[]): Verdict<SchemaAttributeType[]> {
  const schema = new Map(STANDARD_ATTRIBUTES.map((attribute) => [attribute.Name, attribute]))
  const seen = new Set<string | undefined>()
  for (const attribute of given) {
    const isStandard = STANDARD_BY_NAME.has(attribute.Name ?? '')
    const verdict = isStandard ? adjustStandard(attribute) : buildCustom(attribute)
    if (verdict.refusal) return verdict
    const { Name } = verdict.value
    if (seen.has(Name)) return existing(Name)
    seen.add(Name)
    schema.set(Name, verdict.value)
  }
  return granted([...schema.values()])
}

/** A pool's schema with more custom attributes at its end. What is there stays as it is. */
export function extendSchema(
  current: readonly SchemaAttributeType[],
  given: readonly SchemaAttributeType[],
): Verdict<SchemaAttributeType[]> {
  const schema = new Map(current.map((attribute) => [attribute.Name, attribute]))
  for (const attribute of given) {
    const verdict = buildCustom(attribute)
    if (verdict.refusal) return verdict
    const { Name } = verdict.value
    if (schema.has(Name)) return existing(Name)
    schema.set(Name, verdict.value)
  }
  const attributes = [...schema.values()]
  const custom = attributes.filter(({ Name }) => !STANDARD_BY_NAME.has(Name ?? ''))
  if (custom.length <= MOST_CUSTOM) return granted(attributes)
  const message = `A user pool has at most ${MOST_CUSTOM} custom attributes.`
  return refused('InvalidParameterException', message)
}

const existing = (name: string | undefined) =>
  refused('InvalidParameterException', `${name}: Existing attribute already has name ${name}.`)

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
  return withConstraints({
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
  if (!given.Name) return refused('InvalidParameterException', 'Attribute name must not be empty.')
  if (given.Required) {
    const message = 'Required custom attributes are not supported currently.'
    return refused('InvalidParameterException', message)
  }
  const type = given.AttributeDataType ?? 'String'
  const prefix = given.DeveloperOnlyAttribute ? 'dev:custom:' : 'custom:'
  return withConstraints({
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

function withConstraints(attribute: SchemaAttributeType): Verdict<SchemaAttributeType> {
  const refusal = checkConstraints(attribute)
  return refusal ? { refusal } : granted(attribute)
}
