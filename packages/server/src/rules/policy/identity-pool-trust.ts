import type { Refusal } from '../verdict.ts'
import { malformed, type Policy, type Statement } from './document.ts'
import { matches, toPattern } from './pattern.ts'

/** The provider that identity pools are named by in trust policies and condition keys. */
export const IDENTITY_POOLS = 'cognito-identity.amazonaws.com'

/** The names of the one issuer of every identity pool: AWS's, and host and path of our own. */
export const identityPoolNames = (openIdIssuer: string): readonly string[] => [
  IDENTITY_POOLS,
  openIdIssuer.replace(/^https?:\/\//, ''),
]

const GUESTS = 'unauthenticated'

/**
 * What a value of each claim must be to mean something. Every identity pool has the same issuer, so `aud` names one
 * pool, whole: what a pool's id begins with many have. By `amr` guests are let in by their own name only: a pattern
 * that means them beside others was written for the others. AWS has new roles ask for both since August 2025.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
 */
const MEANT: Readonly<Record<PinnedClaim, (value: string) => boolean>> = {
  aud: (value) => !/[*?]/.test(value),
  amr: (value) => value === GUESTS || !matches(toPattern(value, undefined) ?? [], GUESTS),
}

/** What a role must say of the tokens of an issuer that many share: of which audience, and of whom among it. */
export type PinnedClaim = 'aud' | 'amr'

/** Of the tokens of identity pools. */
export const IDENTITY_POOL_CLAIMS: readonly PinnedClaim[] = ['aud', 'amr']

/**
 * What is wrong with a trust policy that lets identities of identity pools in: that it does not say of which pool,
 * or whether guests.
 *
 * @param names `identityPoolNames` of the house.
 * @returns MalformedPolicyDocumentException.
 */
export function refuseOpenTrust(
  { statements }: Policy,
  names: readonly string[],
): Refusal | undefined {
  for (const statement of statements) {
    const name = trustedName(statement, names)
    const claim = name && IDENTITY_POOL_CLAIMS.find((each) => !pins(statement, names, each))
    if (claim === undefined || name === undefined) continue
    const message = `A statement that trusts ${name} must require ${name}:${claim}.`
    return malformed(message).refusal
  }
  return undefined
}

/** The policy without what lets tokens in and says too little of which. @param claims what it must say. */
export const withoutOpenTrust = (
  policy: Policy,
  names: readonly string[],
  claims: readonly PinnedClaim[],
): Policy => ({
  ...policy,
  statements: policy.statements.filter(
    (statement) =>
      statement.effect === 'Deny' || claims.every((claim) => pins(statement, names, claim)),
  ),
})

/** The name by which a statement trusts the issuer: its own, or its provider's in an ARN of IAM. */
function trustedName(
  { effect, principals }: Statement,
  names: readonly string[],
): string | undefined {
  if (effect !== 'Allow') return undefined
  const trusted = principals?.byKind.Federated ?? []
  return trusted
    .map((principal) => principal.replace(/^arn:.*?:oidc-provider\//, ''))
    .find((name) => names.includes(name))
}

/** Whether a statement asks for one value of a provider's claim, or a few, each of which means something. */
function pins({ conditions }: Statement, names: readonly string[], claim: PinnedClaim): boolean {
  const keys = names.map((name) => `${name}:${claim}`.toLowerCase())
  return conditions.some(({ operator, key, values }) => {
    const isPositive = /^(foranyvalue:)?string(equals|like)(ignorecase)?$/i.test(operator)
    // A variable may stand for the claim itself.
    const isMeant = (value: string) => !value.includes('${') && MEANT[claim](value)
    return isPositive && keys.includes(key.toLowerCase()) && values.every(isMeant)
  })
}
