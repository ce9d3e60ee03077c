import type { MappingRule, RoleMapping } from '@aws-sdk/client-cognito-identity'
import type { RolesDocument } from '../records/identity-pool.ts'
import { firstRefusal, granted, type Refusal, refused, type Verdict } from './verdict.ts'

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const MOST_RULES = 25

type Claims = Readonly<Record<string, unknown>>

/** One login of somebody who asks for credentials. */
interface RoleLogin {
  /** Whether the provider is called so in role mappings. */
  isNamed(name: string): boolean
  /** The app the token was made for. */
  readonly audience: string
  readonly claims: Claims
}

interface RoleFacts {
  readonly document: RolesDocument
  readonly isGuest: boolean
  /** In the order in which they were presented: the first with a mapping decides. */
  readonly logins: readonly RoleLogin[]
  /** The role that the caller asks for. */
  readonly customRoleArn: string | undefined
}

/**
 * Which role somebody takes: the pool's role for guests; for others what the mapping of their provider says,
 * or the pool's role for whoever signed in. A role that is asked for must be one that they could be given.
 */
export function chooseRole(facts: RoleFacts): Verdict<string> {
  const { document, isGuest, logins, customRoleArn } = facts
  const { authenticated, unauthenticated } = document.Roles
  if (isGuest) return fixedRole(unauthenticated, customRoleArn)
  for (const login of logins) {
    const mapping = mappingOf(document, login)
    if (!mapping) continue
    const mapped = { mapping, claims: login.claims, authenticated, customRoleArn }
    return mapping.Type === 'Token' ? roleOfToken(mapped) : roleOfRules(mapped)
  }
  return fixedRole(authenticated, customRoleArn)
}

const fixedRole = (role: string | undefined, asked: string | undefined): Verdict<string> => {
  if (asked !== undefined && asked !== role) return forbidden(asked)
  return role === undefined ? unconfigured() : granted(role)
}

interface Mapped {
  readonly mapping: RoleMapping
  readonly claims: Claims
  readonly authenticated: string | undefined
  readonly customRoleArn: string | undefined
}

/** By the roles that the token names: the one asked for, the preferred one, or the only one. */
function roleOfToken(mapped: Mapped): Verdict<string> {
  const { claims, customRoleArn } = mapped
  const roles = textsOf(claims['cognito:roles'])
  if (customRoleArn !== undefined) {
    return roles.includes(customRoleArn) ? granted(customRoleArn) : forbidden(customRoleArn)
  }
  const preferred = claims['cognito:preferred_role']
  if (typeof preferred === 'string') return granted(preferred)
  const [only, ...others] = roles
  return only !== undefined && others.length === 0 ? granted(only) : resolveAmbiguity(mapped)
}

/** By the pool's rules about claims: the first that matches, or the one asked for among those that do. */
function roleOfRules(mapped: Mapped): Verdict<string> {
  const { mapping, claims, customRoleArn } = mapped
  const matching = (mapping.RulesConfiguration?.Rules ?? []).filter((rule) => matches(rule, claims))
  if (customRoleArn !== undefined) {
    const isGiven = matching.some(({ RoleARN }) => RoleARN === customRoleArn)
    return isGiven ? granted(customRoleArn) : forbidden(customRoleArn)
  }
  const role = matching[0]?.RoleARN
  return role === undefined ? resolveAmbiguity(mapped) : granted(role)
}

function resolveAmbiguity({ mapping, authenticated }: Mapped): Verdict<string> {
  if (mapping.AmbiguousRoleResolution === 'AuthenticatedRole') {
    return fixedRole(authenticated, undefined)
  }
  const message = 'No single role can be given: the identity pool denies access where that is so.'
  return refused('NotAuthorizedException', message)
}

/** Mappings are for a provider, or for one app of a provider: `<provider>:<app>`. */
function mappingOf(
  { RoleMappings = {} }: RolesDocument,
  login: RoleLogin,
): RoleMapping | undefined {
  const app = `:${login.audience}`
  const keys = Object.keys(RoleMappings)
  const key =
    keys.find((one) => one.endsWith(app) && login.isNamed(one.slice(0, -app.length))) ??
    keys.find((one) => login.isNamed(one))
  return key === undefined ? undefined : RoleMappings[key]
}

type Match = (text: string, value: string) => boolean

const MATCHES: Readonly<Record<'Equals' | 'Contains' | 'StartsWith', Match>> = {
  Equals: (text, value) => text === value,
  Contains: (text, value) => text.includes(value),
  StartsWith: (text, value) => text.startsWith(value),
}

/**
 * Whether a rule matches. A claim of several values matches by any of them, and differs by all of them; one
 * that is not there matches nothing, not even that it differs.
 */
function matches({ Claim = '', MatchType, Value = '' }: MappingRule, claims: Claims): boolean {
  const texts = Object.hasOwn(claims, Claim) ? textsOf(claims[Claim]) : []
  if (MatchType === undefined || texts.length === 0) return false
  if (MatchType === 'NotEqual') return texts.every((text) => text !== Value)
  return texts.some((text) => MATCHES[MatchType](text, Value))
}

/** A claim's values as text. */
export function textsOf(claim: unknown): string[] {
  const values: unknown[] = Array.isArray(claim) ? claim : [claim]
  return values.flatMap((value) => {
    if (typeof value === 'string') return [value]
    return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : []
  })
}

/** What is wrong with the roles of an identity pool. */
export const refuseRoles = ({ RoleMappings = {} }: RolesDocument): Refusal | undefined =>
  firstRefusal(Object.entries(RoleMappings).map(([name, mapping]) => refuseMapping(name, mapping)))

function refuseMapping(name: string, mapping: RoleMapping): Refusal | undefined {
  const { Type, AmbiguousRoleResolution, RulesConfiguration } = mapping
  const rules = RulesConfiguration?.Rules ?? []
  if (AmbiguousRoleResolution === undefined) {
    return invalid(`The role mapping of ${name} needs an AmbiguousRoleResolution.`)
  }
  if ((Type === 'Rules') !== (RulesConfiguration !== undefined)) {
    return invalid(`The role mapping of ${name} needs a RulesConfiguration if its type is Rules.`)
  }
  return rules.length > MOST_RULES
    ? invalid(`The role mapping of ${name} has more than ${MOST_RULES} rules.`)
    : undefined
}

const invalid = (message: string): Refusal => refused('InvalidParameterException', message).refusal

const forbidden = (role: string) =>
  refused('NotAuthorizedException', `Access to role '${role}' is forbidden.`)

const unconfigured = () => refused('InvalidIdentityPoolConfigurationException', UNCONFIGURED)

/** What a pool without a fitting role answers, and one whose role does not let its identities in. */
export const UNCONFIGURED =
  'Invalid identity pool configuration. Check assigned IAM roles for this pool.'
