import type { Condition } from './document.ts'
import { OPERATORS, type Operator, type Truth } from './operators.ts'
import type { RequestContext } from './pattern.ts'
import { isUntold } from './untold-keys.ts'

/** An operator as it is written: `ForAnyValue:StringLikeIfExists`. */
interface Written {
  readonly quantifier: 'any' | 'all' | undefined
  readonly isIfExists: boolean
  /** Undefined for `Null`. */
  readonly operator: Operator | undefined
}

const NAME = /^(?:(foranyvalue|forallvalues):)?(\w+?)(ifexists)?$/

/** What an operator's name says, or undefined where there is none of that name. */
export function readOperator(name: string): Written | undefined {
  const [, quantified, plain = '', ifExists] = NAME.exec(name.toLowerCase()) ?? []
  const isNull = plain === 'null' && quantified === undefined && ifExists === undefined
  const operator = OPERATORS.get(plain)
  if (!operator && !isNull) return undefined
  const quantifier = quantified && (quantified === 'foranyvalue' ? 'any' : 'all')
  return { quantifier: quantifier || undefined, isIfExists: ifExists !== undefined, operator }
}

/**
 * Whether a request meets one condition.
 *
 * @param variables the context again, or undefined where the document knows no variables.
 */
export function meets(
  { operator: name, key, values: wanted }: Condition,
  context: RequestContext,
  variables: RequestContext | undefined,
): Truth {
  const written = readOperator(name)
  if (!written) return 'unknown'
  const { quantifier, isIfExists, operator } = written
  const actual = context.get(key.toLowerCase()) ?? []
  if (actual.length === 0 && isUntold(key)) return 'unknown'
  if (!operator) return meetsNull(wanted, actual.length === 0)
  if (actual.length === 0) {
    if (isIfExists || quantifier === 'all') return 'yes'
    return quantifier === undefined && operator.isNegated ? 'yes' : 'no'
  }
  const { isNegated, test } = operator
  const answers = actual.map((value) => {
    const found = anyOf(wanted.map((each) => settle(test(each, value, variables), isNegated)))
    return isNegated ? not(found) : found
  })
  // Without a quantifier a negated operator is the opposite of its twin: none of the values may match.
  const isEvery = quantifier === 'all' || (quantifier === undefined && isNegated)
  return isEvery ? not(anyOf(answers.map(not))) : anyOf(answers)
}

/** A variable without a value matches nothing; that something differs from it cannot be told. */
function settle(answer: Truth | 'unresolved', isNegated: boolean): Truth {
  if (answer !== 'unresolved') return answer
  return isNegated ? 'unknown' : 'no'
}

function meetsNull(wanted: readonly string[], isAbsent: boolean): Truth {
  return anyOf(
    wanted.map((value) => {
      if (!/^(true|false)$/i.test(value)) return 'unknown'
      return (value.toLowerCase() === 'true') === isAbsent ? 'yes' : 'no'
    }),
  )
}

/** Whether one of them is so. */
export function anyOf(answers: readonly Truth[]): Truth {
  if (answers.includes('yes')) return 'yes'
  return answers.includes('unknown') ? 'unknown' : 'no'
}

/** Whether every one of them is so; of none it is true. */
export function allOf(answers: readonly Truth[]): Truth {
  return not(anyOf(answers.map(not)))
}

/** The opposite; of what is not known nothing more is known. */
export function not(answer: Truth): Truth {
  if (answer === 'unknown') return 'unknown'
  return answer === 'yes' ? 'no' : 'yes'
}
