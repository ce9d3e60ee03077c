import type { PoolDocument } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { foldName } from './usernames.ts'
import { granted, refused, type Verdict } from './verdict.ts'

type Fold = (value: string, pool: PoolDocument) => string

const asIs: Fold = (value) => value
/** The API reference has it that a status is found in any case. */
const upperCase: Fold = (value) => value.toUpperCase()

const attribute = (name: string, fold: Fold = asIs) => ({
  fold,
  read: (user: User) => user.attributes[name],
})

/**
 * What users can be searched by, and how two values of it are held to be the same: sign-in names as the
 * pool compares them. Custom attributes cannot be searched.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html
 */
const SEARCHABLE = {
  username: { fold: foldName, read: (user: User) => user.username },
  sub: { fold: asIs, read: (user: User) => user.id },
  email: attribute('email', foldName),
  phone_number: attribute('phone_number'),
  name: attribute('name'),
  given_name: attribute('given_name'),
  family_name: attribute('family_name'),
  preferred_username: attribute('preferred_username', foldName),
  'cognito:user_status': { fold: upperCase, read: (user: User) => user.status },
  status: { fold: asIs, read: (user: User) => (user.enabled ? 'Enabled' : 'Disabled') },
} as const

/** One clause: what must be equal to a value, or begin with it. */
export interface UserFilter {
  readonly attribute: keyof typeof SEARCHABLE
  readonly isPrefix: boolean
  readonly value: string
}

/** `name = "value"` or `name ^= "prefix"`; inside the quotes `\"` and `\\` stand for the sign itself. */
const CLAUSE = /^\s*([^\s"=^]+)\s*(\^?=)\s*"((?:[^"\\]|\\["\\])*)"\s*$/

/** The clause that a filter says, or nothing where it says nothing. */
export function parseUserFilter(text: string): Verdict<UserFilter | undefined> {
  if (text.trim() === '') return granted(undefined)
  const [, name, operator, quoted] = CLAUSE.exec(text) ?? []
  if (name === undefined || quoted === undefined) {
    return refused('InvalidParameterException', 'Error while parsing filter.')
  }
  if (!isSearchable(name)) {
    return refused('InvalidParameterException', `Invalid search attribute: ${name}`)
  }
  const value = quoted.replace(/\\(["\\])/g, '$1')
  return granted({ attribute: name, isPrefix: operator === '^=', value })
}

const isSearchable = (name: string): name is keyof typeof SEARCHABLE =>
  Object.hasOwn(SEARCHABLE, name)

/** Whether a user is one of those that a filter means. Who lacks the attribute is not. */
export function isMatch(user: User, filter: UserFilter, pool: PoolDocument): boolean {
  const { fold, read } = SEARCHABLE[filter.attribute]
  const found = read(user)
  if (found === undefined) return false
  const [value, wanted] = [fold(found, pool), fold(filter.value, pool)]
  return filter.isPrefix ? value.startsWith(wanted) : value === wanted
}
