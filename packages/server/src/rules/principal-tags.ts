import type { PrincipalTagMap } from '../records/identity-pool.ts'
import { textsOf } from './role-mapping.ts'
import { firstTags, isSessionTag } from './session-tags.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/provider-mappings.html */
const DEFAULT_TAGS = { client: 'aud', username: 'sub' }

interface TaggedLogin {
  isNamed(name: string): boolean
  readonly claims: Readonly<Record<string, unknown>>
}

/**
 * The tags of a session, from the claims of its logins. Where two give one tag, the first counts. What cannot be a
 * tag becomes none: a name with an apostrophe, or a long one, must keep nobody out.
 */
export function tagsOfLogins(
  maps: Readonly<Record<string, PrincipalTagMap>>,
  logins: readonly TaggedLogin[],
): Readonly<Record<string, string>> {
  const tags = logins.flatMap((login) => {
    const name = Object.keys(maps).find((one) => login.isNamed(one))
    const map = name === undefined ? undefined : maps[name]
    return map ? tagsOfClaims(map, login.claims) : []
  })
  return firstTags(tags)
}

function tagsOfClaims(
  { UseDefaults, PrincipalTags }: PrincipalTagMap,
  claims: Readonly<Record<string, unknown>>,
): (readonly [string, string])[] {
  return Object.entries(UseDefaults ? DEFAULT_TAGS : PrincipalTags)
    .flatMap(([tag, claim]) => {
      const [text, ...more] = Object.hasOwn(claims, claim) ? textsOf(claims[claim]) : []
      return text !== undefined && more.length === 0 ? [[tag, text] as const] : []
    })
    .filter(isSessionTag)
}
