import { granted, refused, type Verdict } from './verdict.ts'

type Tags = Readonly<Record<string, string>>

/** Where web identity tokens carry the tags of the session they begin. */
const TAGS_CLAIM = 'https://aws.amazon.com/tags'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
const MOST_TAGS = 50
const KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u

const unreadable = refused(
  'InvalidIdentityTokenException',
  `The claim ${TAGS_CLAIM} cannot be read.`,
)

/** The tags that a web identity token asks for: `{ principal_tags: { team: ["red"] } }`. */
export function claimedTags(claims: Readonly<Record<string, unknown>>): Verdict<Tags> {
  const claim = claims[TAGS_CLAIM]
  if (claim === undefined) return granted({})
  const { principal_tags: given, transitive_tag_keys: transitive } = Object(claim)
  if (Array.isArray(transitive) && transitive.length > 0) return unreadable
  const entries = Object.entries(Object(given)).map(
    ([key, value]) => [key, Array.isArray(value) && value.length === 1 ? value[0] : value] as const,
  )
  return entries.every(isTag) ? sessionTags(entries) : unreadable
}

/** Tags of a session: their keys are told apart in no case. */
export function sessionTags(entries: readonly (readonly [string, string])[]): Verdict<Tags> {
  const keys = new Set(entries.map(([key]) => key.toLowerCase()))
  const isReserved = [...keys].some((key) => key.startsWith('aws:'))
  if (keys.size < entries.length || entries.length > MOST_TAGS || isReserved) {
    const message = `A session has at most ${MOST_TAGS} tags, each with a key of its own that does not start with aws:.`
    return refused('ValidationError', message)
  }
  return granted(Object.fromEntries(entries))
}

const isTag = (entry: readonly [string, unknown]): entry is readonly [string, string] =>
  KEY.test(entry[0]) && typeof entry[1] === 'string' && VALUE.test(entry[1])
