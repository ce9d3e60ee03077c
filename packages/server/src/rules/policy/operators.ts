import { BlockList, isIP } from 'node:net'
import { arnParts, matches, type RequestContext, toPattern, toText } from './pattern.ts'

/** `unknown`: the policy says something that cannot be told; no Allow may come of it, and no Deny be lost. */
export type Truth = 'yes' | 'no' | 'unknown'

/** One value of the policy against one of the request. `unresolved`: a variable without a value. */
type Test = (
  wanted: string,
  actual: string,
  variables: RequestContext | undefined,
) => Truth | 'unresolved'

export interface Operator {
  readonly test: Test
  /** True where the request must have none of the values. */
  readonly isNegated: boolean
}

const truth = (is: boolean): Truth => (is ? 'yes' : 'no')

const text =
  (compare: (a: string, b: string) => boolean): Test =>
  (wanted, actual, variables) => {
    const value = toText(wanted, variables)
    return value === undefined ? 'unresolved' : truth(compare(value, actual))
  }

const like: Test = (wanted, actual, variables) => {
  const pattern = toPattern(wanted, variables)
  return pattern ? truth(matches(pattern, actual)) : 'unresolved'
}

const arn: Test = (wanted, actual, variables) => {
  const pattern = toPattern(wanted, variables)
  if (!pattern) return 'unresolved'
  const parts = arnParts(pattern)
  const [a = '', b = '', c = '', d = '', e = '', ...rest] = actual.split(':')
  const found = [a, b, c, d, e, rest.join(':')]
  return truth(parts.length === 6 && parts.every((part, i) => matches(part, found[i] ?? '')))
}

const number = (value: string): number =>
  /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : Number.NaN

/** A year, a month, a day, or a moment with its time zone (https://www.w3.org/TR/NOTE-datetime). */
const W3C_DATE = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?)?)?$/

/** ISO 8601 as W3C has it, or seconds since 1970. What else `Date.parse` reads, it guesses at. */
function date(value: string): number {
  if (W3C_DATE.test(value)) return Date.parse(value)
  return /^\d{1,12}$/.test(value) ? Number(value) * 1000 : Number.NaN
}

const ordered =
  (read: (value: string) => number, compare: (actual: number, wanted: number) => boolean): Test =>
  (wanted, actual) => {
    const [a, b] = [read(actual), read(wanted)]
    return Number.isNaN(a) || Number.isNaN(b) ? 'unknown' : truth(compare(a, b))
  }

const address: Test = (wanted, actual) => {
  const [network = '', length] = wanted.split('/')
  const family = isIP(network)
  const most = family === 4 ? 32 : 128
  const bits = length === undefined ? most : number(length)
  const isLength = Number.isInteger(bits) && bits >= 0 && bits <= most
  if (family === 0 || !isLength || isIP(actual) === 0) return 'unknown'
  const list = new BlockList()
  list.addSubnet(network, bits, family === 4 ? 'ipv4' : 'ipv6')
  return truth(list.check(actual, isIP(actual) === 4 ? 'ipv4' : 'ipv6'))
}

const boolean: Test = (wanted, actual) =>
  /^(true|false)$/i.test(wanted) ? truth(wanted.toLowerCase() === actual.toLowerCase()) : 'unknown'

const equal = text((a, b) => a === b)
const equalIgnoringCase = text((a, b) => a.toLowerCase() === b.toLowerCase())
const is = (test: Test): Operator => ({ test, isNegated: false })
const isNot = (test: Test): Operator => ({ test, isNegated: true })

const orderedOperators = (kind: string, read: (value: string) => number) =>
  [
    [`${kind}equals`, is(ordered(read, (a, b) => a === b))],
    [`${kind}notequals`, isNot(ordered(read, (a, b) => a === b))],
    [`${kind}lessthan`, is(ordered(read, (a, b) => a < b))],
    [`${kind}lessthanequals`, is(ordered(read, (a, b) => a <= b))],
    [`${kind}greaterthan`, is(ordered(read, (a, b) => a > b))],
    [`${kind}greaterthanequals`, is(ordered(read, (a, b) => a >= b))],
  ] as const

/**
 * The operators of conditions by their names in lower case; `Null` looks at no value and stands apart.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['stringequals', is(equal)],
  ['stringnotequals', isNot(equal)],
  ['stringequalsignorecase', is(equalIgnoringCase)],
  ['stringnotequalsignorecase', isNot(equalIgnoringCase)],
  ['stringlike', is(like)],
  ['stringnotlike', isNot(like)],
  ['binaryequals', is(equal)],
  ['arnequals', is(arn)],
  ['arnlike', is(arn)],
  ['arnnotequals', isNot(arn)],
  ['arnnotlike', isNot(arn)],
  ['bool', is(boolean)],
  ['ipaddress', is(address)],
  ['notipaddress', isNot(address)],
  ...orderedOperators('numeric', number),
  ...orderedOperators('date', date),
])
