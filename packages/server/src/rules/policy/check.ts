import type { Verdict } from '../verdict.ts'
import { granted } from '../verdict.ts'
import { readOperator } from './conditions.ts'
import { malformed, type Policy, readPolicy, type Statement } from './document.ts'
import { wrongPrincipal } from './principals.ts'
import { repeatsKey } from './repeated-keys.ts'

/** What a policy is of: `identity` of a role or a session, `trust` of who may take a role. */
export type PolicyKind = 'identity' | 'trust'

/** Returns what is wrong with a statement, or nothing. */
type Check = (statement: Statement) => string | undefined

/** What every statement must keep; the messages are IAM's. */
const COMMON: readonly Check[] = [
  ({ actions }) => (actions ? undefined : 'Policy statement must contain actions.'),
  ({ actions }) =>
    actions?.values.every(isAction)
      ? undefined
      : 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ({ conditions }) => {
    const wrong = conditions.find(({ operator }) => !readOperator(operator))
    return wrong && `Invalid Condition type : ${wrong.operator.slice(0, 64)}.`
  },
]

const CHECKS: Readonly<Record<PolicyKind, readonly Check[]>> = {
  identity: [
    ...COMMON,
    ({ sid = '' }) =>
      /^[0-9A-Za-z]*$/.test(sid)
        ? undefined
        : 'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    ({ principals }) => principals && 'Policy document should not specify a principal.',
    ({ resources }) => (resources ? undefined : 'Policy statement must contain resources.'),
    ({ resources }) => {
      const wrong = resources?.values.find((value) => !isResource(value))
      return wrong === undefined
        ? undefined
        : `Resource ${wrong.slice(0, 64)} must be in ARN format or "*".`
    },
  ],
  trust: [
    ...COMMON,
    ({ resources }) => resources && 'Has prohibited field Resource',
    ({ principals }) => (principals ? undefined : 'Missing required field Principal'),
    ({ principals }) => wrongPrincipal(principals),
    ({ actions }) =>
      actions?.values.every(isTrustAction)
        ? undefined
        : 'AssumeRole policy may only specify STS AssumeRole actions.',
  ],
}

/**
 * Reads a document that is to be stored or to bound a session: whatever it says must mean something.
 *
 * @returns MalformedPolicyDocumentException with IAM's words for the first thing that is wrong.
 */
export function checkPolicy(text: string, kind: PolicyKind): Verdict<Policy> {
  const read = readPolicy(text)
  if (read.refusal) return read
  if (repeatsKey(text) || read.value.statements.length === 0)
    return malformed('Syntax errors in policy.')
  // An empty one is none: it is what many documents in AWS's own guides have.
  const sids = read.value.statements.flatMap(({ sid }) => sid || [])
  if (new Set(sids).size < sids.length) {
    return malformed('Statement IDs (SID) in a single policy must be unique.')
  }
  for (const statement of read.value.statements) {
    for (const check of CHECKS[kind]) {
      const complaint = check(statement)
      if (complaint !== undefined) return malformed(complaint)
    }
  }
  return granted(read.value)
}

const isAction = (action: string) => action === '*' || /^[\w-]+:[\w*?-]+$/.test(action)

/** `${…}` may stand for a whole ARN. */
const isResource = (resource: string) => /^(\*$|arn:|\$\{)/.test(resource)

const isTrustAction = (action: string) =>
  /^sts:(assumerole\w*\*?|tagsession|setsourceidentity|setcontext|\*)$/i.test(action)
