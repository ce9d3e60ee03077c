/** Policies as IAM writes them, read into one form. Nothing here decides anything. */
import { granted, refused, type Verdict } from '../verdict.ts'

export interface Policy {
  /** Only documents of version 2012-10-17 have policy variables; in older ones `${…}` is text. */
  readonly hasVariables: boolean
  readonly statements: readonly Statement[]
}

export interface Statement {
  readonly sid: string | undefined
  readonly effect: 'Allow' | 'Deny'
  readonly actions: Patterns | undefined
  /** Undefined in trust policies, whose resource is the role they are of. */
  readonly resources: Patterns | undefined
  readonly principals: Principals | undefined
  readonly conditions: readonly Condition[]
}

/** What `Action` and `Resource` say, or negated their twins with `Not`. */
export interface Patterns {
  readonly isNegated: boolean
  readonly values: readonly string[]
}

/** Names by kind, as in `{ "Federated": "…" }`; `"*"` alone is anyone, written as `AWS: *`. */
export interface Principals {
  readonly isAnyone: boolean
  readonly byKind: Readonly<Record<string, readonly string[]>>
}

export interface Condition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

type Json = Readonly<Record<string, unknown>>

const VERSION_WITH_VARIABLES = '2012-10-17'
const VERSIONS: readonly unknown[] = [VERSION_WITH_VARIABLES, '2008-10-17', undefined]
const POLICY_FIELDS = ['Version', 'Id', 'Statement']
const STATEMENT_FIELDS = [
  ...['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'Condition'],
]

/** Reads a document's form; whether it may be written at all, `check.ts` says. */
export function readPolicy(text: string): Verdict<Policy> {
  const document = parse(text)
  if (!isObject(document)) return malformed('This policy contains invalid Json')
  const unknown = Object.keys(document).find((name) => !POLICY_FIELDS.includes(name))
  if (unknown !== undefined) return malformed(`Unknown field ${unknown.slice(0, 64)}`)
  if (!VERSIONS.includes(document.Version)) return malformed('The policy has an unknown version.')
  const given = Array.isArray(document.Statement) ? document.Statement : [document.Statement]
  const statements = given.map(readStatement)
  const wrong = statements.find(({ refusal }) => refusal)
  if (wrong?.refusal) return wrong
  return granted({
    hasVariables: document.Version === VERSION_WITH_VARIABLES,
    statements: statements.flatMap(({ value }) => (value ? [value] : [])),
  })
}

function readStatement(statement: unknown): Verdict<Statement> {
  if (!isObject(statement)) return malformed('Syntax errors in policy.')
  const unknown = Object.keys(statement).find((name) => !STATEMENT_FIELDS.includes(name))
  if (unknown !== undefined) return malformed(`Unknown field ${unknown.slice(0, 64)}`)
  const { Effect, Sid, Principal, Condition } = statement
  if (Effect !== 'Allow' && Effect !== 'Deny') return malformed('Missing required field Effect')
  const actions = readPatterns(statement, 'Action')
  const resources = readPatterns(statement, 'Resource')
  const principals = Principal === undefined ? undefined : readPrincipals(Principal)
  const conditions = readConditions(Condition)
  const isRight = actions !== WRONG && resources !== WRONG && principals !== WRONG
  const hasText = Sid === undefined || typeof Sid === 'string'
  if (!isRight || !conditions || !hasText) return malformed('Syntax errors in policy.')
  return granted({ sid: Sid, effect: Effect, actions, resources, principals, conditions })
}

const WRONG = Symbol('neither absent nor right')

function readPatterns(statement: Json, name: string): Patterns | undefined | typeof WRONG {
  const [plain, negated] = [statement[name], statement[`Not${name}`]]
  if (plain !== undefined && negated !== undefined) return WRONG
  if (plain === undefined && negated === undefined) return undefined
  const values = readTexts(plain ?? negated)
  return values && values.length > 0 ? { isNegated: plain === undefined, values } : WRONG
}

function readPrincipals(principal: unknown): Principals | typeof WRONG {
  if (principal === '*') return { isAnyone: true, byKind: {} }
  if (!isObject(principal)) return WRONG
  const kinds = Object.entries(principal).map(([kind, names]) => [kind, readTexts(names)] as const)
  const isRight = kinds.length > 0 && kinds.every(([, names]) => names && names.length > 0)
  if (!isRight) return WRONG
  const byKind = Object.fromEntries(kinds.map(([kind, names = []]) => [kind, names]))
  return { isAnyone: byKind.AWS?.includes('*') === true, byKind }
}

function readConditions(block: unknown): readonly Condition[] | undefined {
  if (block === undefined) return []
  if (!isObject(block) || !Object.values(block).every(isObject)) return undefined
  const conditions = Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(Object(keys)).map(([key, values]) => ({
      operator,
      key,
      values: toTexts(values),
    })),
  )
  const isRight = conditions.every(({ values }) => values !== undefined)
  return isRight ? conditions.map(({ values = [], ...rest }) => ({ ...rest, values })) : undefined
}

function readTexts(value: unknown): readonly string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  return list.every((item) => typeof item === 'string') ? list : undefined
}

/** Values of conditions may be written as numbers and booleans too. */
function toTexts(value: unknown): readonly string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  const isPlain = list.every((item) => ['string', 'number', 'boolean'].includes(typeof item))
  return isPlain ? list.map(String) : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A refusal of a document, under the name by which IAM and STS know it. */
export const malformed = (message: string) => refused('MalformedPolicyDocumentException', message)
