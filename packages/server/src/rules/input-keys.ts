import { granted, refused, type Verdict } from './verdict.ts'

type Input = Readonly<Record<string, unknown>>
type Keys = Readonly<Record<string, readonly string[]>>

/**
 * What policies may ask of an input by condition keys: the tags it brings or takes away, the policy it attaches or
 * bounds a role by, and what it wants a session to be called.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
export function inputKeys(input: Input): Verdict<Keys> {
  const tags = broughtTags(input)
  const taken = Array.isArray(input.TagKeys) ? input.TagKeys : []
  const tagKeys = [...tags.map(([key]) => key), ...taken.filter((key) => typeof key === 'string')]
  if (tagKeys.length > MOST_TAGS) {
    const message = `No more than ${MOST_TAGS} tags can be named at once: nothing has more.`
    return refused('InvalidParameterException', message)
  }
  const named = Object.entries(NAMED).flatMap(([member, key]) => {
    const value = input[member]
    return typeof value === 'string' ? [[key, [value]] as const] : []
  })
  const valued = Map.groupBy(tags, ([key]) => `aws:RequestTag/${key}`)
  return granted({
    ...Object.fromEntries([...valued].map(([key, all]) => [key, all.map(([, value]) => value)])),
    ...Object.fromEntries(named),
    ...(typeof input.RoleName === 'string' &&
      typeof input.PolicyArn === 'string' && { 'iam:PolicyARN': [input.PolicyArn] }),
    ...(tagKeys.length > 0 && { 'aws:TagKeys': tagKeys }),
  })
}

/** Each is held against each value of each condition, before it is decided whether somebody may bring any. */
const MOST_TAGS = 50

const NAMED = {
  ExternalId: 'sts:ExternalId',
  RoleSessionName: 'sts:RoleSessionName',
  PermissionsBoundary: 'iam:PermissionsBoundary',
}

/** IAM and STS list tags, the others have maps of them. */
function broughtTags({ Tags, UserPoolTags, IdentityPoolTags }: Input): [string, string][] {
  const tags = [Tags, UserPoolTags, IdentityPoolTags].flatMap((given): [unknown, unknown][] =>
    Array.isArray(given)
      ? given.map(({ Key, Value }) => [Key, Value])
      : Object.entries(given ?? {}),
  )
  return tags.filter((tag) => tag.every((part) => typeof part === 'string')) as [string, string][]
}
