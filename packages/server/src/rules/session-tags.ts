import { granted, type Refusal, refused, type Verdict } from './verdict.ts'

type Tags = Readonly<Record<string, string>>
type Entry = readonly [key: string, value: string]

/** Where web identity tokens carry the tags of the session they begin. */
const TAGS_CLAIM = 'https://aws.amazon.com/tags'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
const MOST_TAGS = 50
const RESERVED = 'aws:'
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
  return entries.every(hasForm) ? sessionTags(entries) : unreadable
}

/** Tags of a session: their keys are told apart in no case. */
export function sessionTags(entries: readonly Entry[]): Verdict<Tags> {
  const keys = new Set(entries.map(([key]) => key.toLowerCase()))
  const isReserved = [...keys].some((key) => key.startsWith(RESERVED))
  if (keys.size < entries.length || entries.length > MOST_TAGS || isReserved) {
    const message = `A session has at most ${MOST_TAGS} tags, each with a key of its own that does not start with aws:.`
    return refused('ValidationError', message)
  }
  return granted(Object.fromEntries(entries))
}

/** Whether a session may have the tag. */
export const isSessionTag = ([key, value]: Entry): boolean => isKey(key) && VALUE.test(value)

/** Tags of several sources, as many as a session may have: of those with one key, in any case, the first. */
export function firstTags(entries: readonly Entry[]): Tags {
  const found = new Map<string, Entry>()
  for (const entry of entries) {
    const key = entry[0].toLowerCase()
    if (!found.has(key)) found.set(key, entry)
  }
  return Object.fromEntries([...found.values()].slice(0, MOST_TAGS))
}

/** What is wrong with keys that sessions are to have tags by: STS would refuse each of those. */
export function refuseTagKeys(keys: readonly string[]): Refusal | undefined {
  const wrong = keys.find((key) => !isKey(key))
  if (wrong !== undefined) return invalid(`A session cannot have a tag with the key ${wrong}.`)
  const isRepeated = new Set(keys.map((key) => key.toLowerCase())).size < keys.length
  return isRepeated
    ? invalid('Tag keys that differ in case alone are one: name each once.')
    : undefined
}

/** What is wrong with tags that a session is to have. */
export function refuseTags(tags: Tags): Refusal | undefined {
  const wrong = Object.entries(tags).find(([, value]) => !VALUE.test(value))
  const unfit = wrong && invalid(`A session cannot have a tag with the value of ${wrong[0]}.`)
  return refuseTagKeys(Object.keys(tags)) ?? unfit
}

const isKey = (key: string) => KEY.test(key) && !key.toLowerCase().startsWith(RESERVED)

const hasForm = (entry: readonly [string, unknown]): entry is Entry =>
  KEY.test(entry[0]) && typeof entry[1] === 'string' && VALUE.test(entry[1])

const invalid = (message: string) => refused('InvalidParameterException', message).refusal
