import { allOf, anyOf, meets, not } from './conditions.ts'
import type { Patterns, Policy, Principals, Statement } from './document.ts'
import type { Truth } from './operators.ts'
import { matches, type RequestContext, toPattern } from './pattern.ts'

/** Who asks to take a role, under all names by which a trust policy may mean them. */
export interface Caller {
  readonly kind: 'AWS' | 'Federated'
  readonly names: readonly string[]
}

/** What is asked of policies. */
export interface PolicyRequest {
  /** As in `cognito-idp:AdminGetUser`. */
  readonly action: string
  /** An ARN, or `*` where an operation is about no one thing. */
  readonly resource: string
  readonly context: RequestContext
  /** Asked of trust policies only. */
  readonly caller?: Caller
}

/** `none`: nothing allows it, and nothing denies it by name. */
export type Decision = 'allow' | 'deny' | 'none'

/**
 * What policies say of a request. One Deny outweighs every Allow. What cannot be told (an operator that
 * nobody knows) never allows and always denies.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(policies: readonly Policy[], request: PolicyRequest): Decision {
  let isAllowed = false
  for (const policy of policies) {
    for (const statement of policy.statements) {
      const applies = appliesTo(statement, request, policy.hasVariables)
      if (statement.effect === 'Deny' && applies !== 'no') return 'deny'
      if (statement.effect === 'Allow' && applies === 'yes') isAllowed = true
    }
  }
  return isAllowed ? 'allow' : 'none'
}

/** Several kinds of policies of which each must allow: those of a role, and those of its session. */
export function decideTogether(kinds: readonly Decision[]): Decision {
  if (kinds.includes('deny')) return 'deny'
  return kinds.length > 0 && kinds.every((decision) => decision === 'allow') ? 'allow' : 'none'
}

function appliesTo(statement: Statement, request: PolicyRequest, hasVariables: boolean): Truth {
  const { action, resource, context, caller } = request
  const variables = hasVariables ? context : undefined
  return allOf([
    namesAction(statement.actions, action),
    caller
      ? admits(statement.principals, caller, statement.effect)
      : namesResource(statement.resources, resource, variables),
    ...statement.conditions.map((condition) => meets(condition, context, variables)),
  ])
}

/** Actions are told apart in any case, and have no variables. */
function namesAction(actions: Patterns | undefined, action: string): Truth {
  if (!actions) return 'unknown'
  const isNamed = actions.values.some((value) =>
    matches(toPattern(value.toLowerCase(), undefined) ?? [], action.toLowerCase()),
  )
  return isNamed === actions.isNegated ? 'no' : 'yes'
}

/** A resource whose variable has no value is none; whether all but it is meant cannot be told. */
function namesResource(
  resources: Patterns | undefined,
  resource: string,
  variables: RequestContext | undefined,
): Truth {
  if (!resources) return 'unknown'
  const found = anyOf(
    resources.values.map((value) => {
      const pattern = toPattern(completeArn(value), variables)
      if (!pattern) return resources.isNegated ? 'unknown' : 'no'
      return matches(pattern, resource) ? 'yes' : 'no'
    }),
  )
  return resources.isNegated ? not(found) : found
}

const ARN_FIELDS = 6

/**
 * An ARN that leaves its last fields out means all that begins so.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function completeArn(resource: string): string {
  // What a variable stands for may hold colons of its own.
  if (!/^arn:[^$]*$/.test(resource)) return resource
  const missing = ARN_FIELDS - resource.split(':').length
  return `${resource}${':*'.repeat(Math.max(missing, 0))}`
}

/** Anyone is whoever has AWS credentials: a token from outside must be let in by its provider's name. */
function admits(
  principals: Principals | undefined,
  { kind, names }: Caller,
  effect: Statement['effect'],
): Truth {
  if (!principals) return 'unknown'
  const isAnyone = principals.isAnyone && (kind === 'AWS' || effect === 'Deny')
  const isNamed = principals.byKind[kind]?.some(
    (name) => names.includes(name) || (name === '*' && effect === 'Deny'),
  )
  return isAnyone || isNamed ? 'yes' : 'no'
}
