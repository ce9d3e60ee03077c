import { granted, type Refusal, refused, type Verdict } from './verdict.ts'

export type Tags = Readonly<Record<string, string>>

/** Fixes at creation how the pool keeps its passwords: `srp` or `argon2id`. */
export const PASSWORD_STORAGE_TAG = 'poolhouse:password-storage'
/** Development and tests choose an id with this tag, so that it can stand in a configuration file. */
export const CUSTOM_ID_TAG = '_custom_id_'
/** The same for a client, whose name begins so. */
export const CUSTOM_ID_PREFIX = '_custom_id_:'

/** What these tags decided cannot be decided again. */
const FIXED = [PASSWORD_STORAGE_TAG, CUSTOM_ID_TAG]

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TagResource.html */
const MOST_TAGS = 50
/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices */
const RESERVED_PREFIX = 'aws:'

/** The tags of a new pool. */
export const newTags = (given: Tags): Verdict<Tags> => withinLimits(given)

/**
 * The tags of a pool after an update that names them all. Those fixed at creation stay without being named:
 * a tool that knows nothing of them must still be able to update.
 */
export const replaceTags = (current: Tags, given: Tags): Verdict<Tags> => {
  const refusal = changedFixed(current, given)
  return refusal ? { refusal } : withinLimits({ ...given, ...fixedOf(current) })
}

/** The tags of a pool with more of them, or other values. */
export const addTags = (current: Tags, given: Tags): Verdict<Tags> => {
  const refusal = changedFixed(current, given)
  return refusal ? { refusal } : withinLimits({ ...current, ...given })
}

/** The tags of a pool without some of them; those it does not have are no error. */
export function removeTags(current: Tags, names: readonly string[]): Verdict<Tags> {
  const fixed = FIXED.find((name) => names.includes(name) && Object.hasOwn(current, name))
  if (fixed) return refused('InvalidParameterException', fixedMessage(fixed))
  const gone = new Set(names)
  return granted(Object.fromEntries(Object.entries(current).filter(([name]) => !gone.has(name))))
}

const fixedOf = (tags: Tags): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([name]) => FIXED.includes(name)))

function changedFixed(current: Tags, given: Tags): Refusal | undefined {
  const changed = FIXED.find(
    (name) => Object.hasOwn(given, name) && given[name] !== fixedOf(current)[name],
  )
  if (!changed) return undefined
  return refused('InvalidParameterException', fixedMessage(changed)).refusal
}

const fixedMessage = (name: string) =>
  `The tag ${name} is fixed when the pool is made: make a new one to choose again.`

function withinLimits(tags: Tags): Verdict<Tags> {
  const names = Object.keys(tags)
  const reserved = names.find((name) => name.toLowerCase().startsWith(RESERVED_PREFIX))
  if (reserved !== undefined) {
    const message = `The tag ${reserved} starts with ${RESERVED_PREFIX}, which is reserved for AWS.`
    return refused('InvalidParameterException', message)
  }
  if (names.length <= MOST_TAGS) return granted(tags)
  return refused('InvalidParameterException', `A pool has at most ${MOST_TAGS} tags.`)
}
