import type { ClaimOverrides, GroupOverride, TokenChanges } from '../rules/claim-overrides.ts'
import type { TokenEventVersion } from '../rules/lambda-config.ts'
import type { Trigger } from './call-trigger.ts'
import {
  type Fields,
  fields,
  listOf,
  mapOf,
  member,
  type Reader,
  ShapeError,
  text,
} from './shape.ts'

/** Claims and scopes that one answer may add and suppress (quotas of the developer guide). */
const MOST_CHANGES = 5_000
/** RFC 6749 §3.3, without the blank between two. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/

const NOTHING = { add: {}, suppress: [] }
const names = listOf(text)
const anything: Reader<unknown> = (value) => value

/** Before tokens are signed: may change claims, scopes and groups. An answer that says nothing changes nothing. */
export const preTokenGeneration = (version: TokenEventVersion): Trigger<ClaimOverrides> => {
  const details = version === '1' ? 'claimsOverrideDetails' : 'claimsAndScopeOverrideDetails'
  const read = version === '1' ? readFirst : readLater
  return {
    name: 'PreTokenGeneration',
    blank: { [details]: null },
    read: (response) => within(read(member(response, details, fields) ?? {})),
  }
}

/** The first version has texts only, and for the ID token only. */
const readFirst = (details: Fields): ClaimOverrides => ({
  id: readChanges(details, text),
  access: { ...NOTHING, addScopes: [], suppressScopes: [] },
  ...readGroups(details),
})

function readLater(details: Fields): ClaimOverrides {
  const access = member(details, 'accessTokenGeneration', fields) ?? {}
  return {
    id: readChanges(member(details, 'idTokenGeneration', fields) ?? {}, anything),
    access: {
      ...readChanges(access, anything),
      addScopes: member(access, 'scopesToAdd', listOf(scope)) ?? [],
      suppressScopes: member(access, 'scopesToSuppress', names) ?? [],
    },
    ...readGroups(details),
  }
}

const readChanges = (from: Fields, value: Reader<unknown>): TokenChanges => ({
  add: member(from, 'claimsToAddOrOverride', mapOf(value)) ?? {},
  suppress: member(from, 'claimsToSuppress', names) ?? [],
})

/** Left out it changes nothing; `null` or empty takes the groups away. */
function readGroups(details: Fields): { groups?: GroupOverride } {
  if (!Object.hasOwn(details, 'groupOverrideDetails')) return {}
  const given = member(details, 'groupOverrideDetails', fields) ?? {}
  const groups = member(given, 'groupsToOverride', names)
  const roles = member(given, 'iamRolesToOverride', names)
  const preferredRole = member(given, 'preferredRole', text)
  return {
    groups: {
      ...(groups && { groups }),
      ...(roles && { roles }),
      ...(preferredRole && { preferredRole }),
    },
  }
}

const scope: Reader<string> = (value) => {
  const read = text(value)
  if (SCOPE.test(read)) return read
  throw new ShapeError('no scope')
}

function within(overrides: ClaimOverrides): ClaimOverrides {
  const { id, access } = overrides
  const changes = [Object.keys(id.add), id.suppress, Object.keys(access.add), access.suppress]
  const count = [...changes, access.addScopes, access.suppressScopes].flat().length
  if (count <= MOST_CHANGES) return overrides
  throw new ShapeError(`more than ${MOST_CHANGES} changes`)
}
