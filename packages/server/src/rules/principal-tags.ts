import type { PrincipalTagMap } from '../records/identity-pool.ts'
import { textsOf } from './role-mapping.ts'

/** What AWS maps unless told otherwise. */
const DEFAULT_TAGS = { client: 'aud', username: 'sub' }

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html; a longer claim becomes no tag. */
const LONGEST_VALUE = 256

interface TaggedLogin {
  isNamed(name: string): boolean
  readonly claims: Readonly<Record<string, unknown>>
}

/** The tags of a session, from the claims of its logins. Where two give one tag, the first counts. */
export function tagsOfLogins(
  maps: Readonly<Record<string, PrincipalTagMap>>,
  logins: readonly TaggedLogin[],
): Record<string, string> {
  const tags = logins.flatMap((login) => {
    const name = Object.keys(maps).find((one) => login.isNamed(one))
    const map = name === undefined ? undefined : maps[name]
    return map ? tagsOfClaims(map, login.claims) : []
  })
  return Object.fromEntries(tags.reverse())
}

function tagsOfClaims(
  { UseDefaults, PrincipalTags }: PrincipalTagMap,
  claims: Readonly<Record<string, unknown>>,
): [string, string][] {
  return Object.entries(UseDefaults ? DEFAULT_TAGS : PrincipalTags).flatMap(([tag, claim]) => {
    const [text, ...more] = Object.hasOwn(claims, claim) ? textsOf(claims[claim]) : []
    const isTag = text !== undefined && more.length === 0 && text.length <= LONGEST_VALUE
    return isTag ? [[tag, text] as [string, string]] : []
  })
}
