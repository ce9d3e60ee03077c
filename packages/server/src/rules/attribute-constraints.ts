import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider'
import { type Refusal, refused } from './verdict.ts'

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StringAttributeConstraintsType.html */
const LONGEST_VALUE = 2048

/** Whether an attribute's constraints, numbers written as text, can be met by any value at all. */
export function checkConstraints(attribute: SchemaAttributeType): Refusal | undefined {
  const { MinLength, MaxLength } = attribute.StringAttributeConstraints ?? {}
  const { MinValue, MaxValue } = attribute.NumberAttributeConstraints ?? {}
  const reason =
    checkRange('length', MinLength, MaxLength, isLength) ??
    checkRange('value', MinValue, MaxValue, isNumber)
  if (!reason) return undefined
  return refused('InvalidParameterException', `${attribute.Name}: ${reason}`).refusal
}

function checkRange(
  what: string,
  least: string | undefined,
  most: string | undefined,
  isOne: (text: string) => boolean,
): string | undefined {
  const wrong = [least, most].find((text) => text !== undefined && !isOne(text))
  if (wrong !== undefined) return `Invalid ${what} constraint: ${wrong}`
  if (least === undefined || most === undefined || Number(least) <= Number(most)) return undefined
  return `The minimum ${what} ${least} is more than the maximum ${most}`
}

const isNumber = (text: string) => /^-?\d{1,300}(\.\d{1,300})?$/.test(text)

const isLength = (text: string) => /^\d{1,4}$/.test(text) && Number(text) <= LONGEST_VALUE
