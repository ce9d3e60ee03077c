import type { FederatedIdentity, Login } from '../records/federated-identity.ts'
import { granted, type Refusal, refused, type Verdict } from './verdict.ts'

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const MOST_LOGINS = 20

/** An identity and who it is with which provider. */
export interface Member {
  readonly identity: FederatedIdentity
  readonly logins: readonly Login[]
}

export interface LinkingFacts {
  /** The identity that the caller named. */
  readonly asked: Member | undefined
  /** Identities that the caller may speak for without one of their logins. */
  readonly proven: readonly Member[]
  /** Logins that were verified, each with the identity that has it. */
  readonly presented: readonly { readonly login: Login; readonly owner: Member | undefined }[]
  /** The pool's own provider, of which one identity may have many users. */
  readonly developerProvider: string | undefined
}

/** What is to be done: make an identity, or go on with one that takes over others and gains logins. */
export type Linking =
  | { readonly kind: 'create'; readonly link: readonly Login[] }
  | {
      readonly kind: 'join'
      readonly parent: FederatedIdentity
      readonly absorb: readonly FederatedIdentity[]
      readonly link: readonly Login[]
    }

/**
 * Which identity somebody is who presents logins, as Cognito decides it: the logins of one call belong to one
 * person. Those that nobody has are linked; identities that meet in one call are merged into the oldest; a
 * guest becomes whoever signs in. Nobody comes to an identity that has logins without one of them.
 */
export function decideLinking(facts: LinkingFacts): Verdict<Linking> {
  const { asked, proven, presented, developerProvider } = facts
  const owners = distinct([...proven, ...presented.flatMap(({ owner }) => owner ?? [])])
  const isMine = owners.some(({ identity }) => identity.id === asked?.identity.id)
  if (asked?.identity.state === 'linked' && !isMine) {
    const message =
      "Logins don't match. Please include at least one valid login for this identity or identity pool."
    return refused('NotAuthorizedException', message)
  }
  const link = presented.flatMap(({ login, owner }) => (owner ? [] : login))
  const members = distinct([...owners, ...(asked ? [asked] : [])])
  const refusal = refuseTogether([...members.flatMap(({ logins }) => logins), ...link], {
    developerProvider,
  })
  if (refusal) return { refusal }
  const [parent, ...absorb] = members.map(({ identity }) => identity).sort(bySeniority)
  return granted(parent ? { kind: 'join', parent, absorb, link } : { kind: 'create', link })
}

/** Why one identity may not have all these logins: it is one person with each public provider. */
export function refuseTogether(
  logins: readonly Login[],
  { developerProvider }: Pick<LinkingFacts, 'developerProvider'>,
): Refusal | undefined {
  const all = new Map(logins.map((login) => [`${login.provider} ${login.subject}`, login.provider]))
  const providers = [...all.values()].filter((provider) => provider !== developerProvider)
  const twice = providers.find((provider, index) => providers.indexOf(provider) !== index)
  if (twice !== undefined) {
    const message = `Logins already linked: an identity has one login of ${twice}.`
    return refused('ResourceConflictException', message).refusal
  }
  if (all.size <= MOST_LOGINS) return undefined
  const message = `An identity has at most ${MOST_LOGINS} linked logins.`
  return refused('ResourceConflictException', message).refusal
}

/** Whoever has logins comes before guests, then the oldest first. */
const bySeniority = (one: FederatedIdentity, other: FederatedIdentity): number =>
  Number(one.state === 'guest') - Number(other.state === 'guest') ||
  one.createdAt - other.createdAt ||
  (one.id < other.id ? -1 : 1)

const distinct = (members: readonly Member[]): Member[] => [
  ...new Map(members.map((member) => [member.identity.id, member])).values(),
]
