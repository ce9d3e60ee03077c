import type { Tag } from '@aws-sdk/client-iam'
import { MOST_TAGS } from './iam-quotas.ts'
import { granted, refused, type Verdict } from './verdict.ts'

type Tags = Readonly<Record<string, string>>

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules */
const RESERVED = 'aws:'

/** Tags with more of them, or other values. Keys are told apart in no case; the last spelling stays. */
export function addTags(current: Tags, given: readonly Tag[] = []): Verdict<Tags> {
  const keys = given.map(({ Key = '' }) => Key.toLowerCase())
  if (new Set(keys).size < keys.length) {
    const message = 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'
    return refused('InvalidInputException', message)
  }
  if (keys.some((key) => key.startsWith(RESERVED))) {
    const message = `Tag keys that start with ${RESERVED} are reserved for AWS.`
    return refused('InvalidInputException', message)
  }
  const kept = Object.entries(current).filter(([key]) => !keys.includes(key.toLowerCase()))
  const tags = [...kept, ...given.map(({ Key = '', Value = '' }) => [Key, Value] as const)]
  if (tags.length <= MOST_TAGS) return granted(Object.fromEntries(tags))
  return refused('LimitExceededException', `The number of tags has reached the maximum limit.`)
}

/** Tags without some of them; those that are not there are no error. */
export function removeTags(current: Tags, given: readonly string[]): Tags {
  const keys = given.map((key) => key.toLowerCase())
  const kept = Object.entries(current).filter(([key]) => !keys.includes(key.toLowerCase()))
  return Object.fromEntries(kept)
}

/** Tags as IAM lists them: by key. */
export const listTags = (tags: Tags): { Key: string; Value: string }[] =>
  Object.entries(tags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([Key, Value]) => ({ Key, Value }))
