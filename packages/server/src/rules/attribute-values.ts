import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider'
import type { PoolDocument } from '../records/pool.ts'
import { isBirthdate, isEmail, isPhoneNumber } from './formats.ts'
import { checkPreferredName } from './usernames.ts'
import { type Refusal, refused } from './verdict.ts'

type Attributes = Readonly<Record<string, string>>

/** What a value must look like, beyond its type and length. */
const FORMATS: Readonly<Record<string, { isOne: (value: string) => boolean; message: string }>> = {
  email: { isOne: isEmail, message: 'Invalid email address format.' },
  phone_number: { isOne: isPhoneNumber, message: 'Invalid phone number format.' },
  birthdate: { isOne: isBirthdate, message: 'Invalid birthdate format. Use YYYY-MM-DD.' },
}

/** Every value fits its type, its constraints and its format, and is no name that has to be proven first. */
export function checkValues(attributes: Attributes, pool: PoolDocument): Refusal | undefined {
  const schema = new Map(pool.SchemaAttributes?.map((a) => [a.Name ?? '', a]))
  for (const [name, value] of Object.entries(attributes)) {
    const attribute = schema.get(name)
    const reason = attribute && whatIsWrongWith(value, attribute)
    if (reason) return nonconforming([name], reason)
    const format = FORMATS[name]
    if (format && value !== '' && !format.isOne(value)) {
      return refused('InvalidParameterException', format.message).refusal
    }
  }
  return checkPreferredName(attributes, pool)
}

function whatIsWrongWith(value: string, attribute: SchemaAttributeType): string | undefined {
  const type = attribute.AttributeDataType ?? 'String'
  return VALUE_CHECKS[type]?.(value, attribute)
}

const VALUE_CHECKS: Readonly<
  Record<string, (value: string, attribute: SchemaAttributeType) => string | undefined>
> = {
  String(value, { StringAttributeConstraints: limits }) {
    const length = [...value].length
    if (limits?.MinLength && length < Number(limits.MinLength)) {
      return `String must be longer than ${limits.MinLength} characters`
    }
    const isLonger = limits?.MaxLength && length > Number(limits.MaxLength)
    return isLonger ? `String must be shorter than ${limits.MaxLength} characters` : undefined
  },
  Number(value, { NumberAttributeConstraints: limits }) {
    if (!/^-?\d+(\.\d+)?$/.test(value)) return 'Value must be a number'
    if (limits?.MinValue && Number(value) < Number(limits.MinValue)) {
      return `Number must be at least ${limits.MinValue}`
    }
    const isMore = limits?.MaxValue && Number(value) > Number(limits.MaxValue)
    return isMore ? `Number must be at most ${limits.MaxValue}` : undefined
  },
  Boolean: (value) => (/^(true|false)$/i.test(value) ? undefined : 'Value must be true or false'),
  DateTime: (value) => (Number.isNaN(Date.parse(value)) ? 'Value must be a date' : undefined),
}

/** What is said of attributes that the schema does not allow so; nothing of none. */
export function nonconforming(names: readonly string[], reason: string): Refusal | undefined {
  if (names.length === 0) return undefined
  const sentences = names.map((name) => `${name}: ${reason}\n`)
  const message = `Attributes did not conform to the schema: ${sentences.join('')}`
  return refused('InvalidParameterException', message).refusal
}
