import { createHash } from 'node:crypto'
import type { PoolDocument } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { isEmail, isPhoneNumber } from './formats.ts'
import { granted, type Refusal, refused, type Verdict } from './verdict.ts'

/** The attributes a person can sign in with, and what a value looks like. */
const FORMS = {
  email: { isOne: isEmail, noun: 'email' },
  phone_number: { isOne: isPhoneNumber, noun: 'phone number' },
} as const

type NamedBy = keyof typeof FORMS

/** What somebody who signs up is called. */
export interface NewName {
  /** The user name where the person chose it; absent where it will be the `sub`. */
  readonly username: string | undefined
  /** The attribute that the sign-in name is, in pools whose users sign in with an address. */
  readonly attribute: NamedBy | undefined
  /** That attribute's value, or the user name. */
  readonly value: string
}

/** True unless the pool says otherwise: the API's own default, unlike the console's. */
const isCaseSensitive = (pool: PoolDocument): boolean =>
  pool.UsernameConfiguration?.CaseSensitive ?? true

/**
 * All but the signs that Unicode lower-cases to a letter which is not theirs: Kelvin, Ångström, Ohm, the
 * dotted I and the theta symbol. With one of them in it an address is another mailbox, whose owner must not
 * pass for the one it would fold to (as in GitHub's password resets of 2019).
 */
const FOLDED = /[^\u0130\u03f4\u2126\u212a\u212b]+/g

/** A user name, or an email address, as this pool looks it up and keeps it unique. */
export const foldName = (name: string, pool: PoolDocument): string =>
  isCaseSensitive(pool) ? name : name.replace(FOLDED, (text) => text.toLowerCase())

/** PostgreSQL has no row of an index beyond 2,704 bytes; the pool's id is in it too. */
const LONGEST_ALIAS = 2000

/**
 * The name under which another sign-in name of a user is kept: `email:ada@example.com`. A very long one is kept by
 * its SHA-256, under what no attribute is called, so that no short name passes for it.
 */
export function aliasOf(attribute: string, value: string, pool: PoolDocument): string {
  const name = attribute === 'phone_number' ? value : foldName(value, pool)
  if (Buffer.byteLength(name) <= LONGEST_ALIAS) return `${attribute}:${name}`
  return `${attribute} by digest:${createHash('sha256').update(name).digest('base64url')}`
}

/** Checks the name given at sign-up against what this pool's users are called by. */
export function readNewName(given: string, pool: PoolDocument): Verdict<NewName> {
  const byAddress = pool.UsernameAttributes ?? []
  if (byAddress.length === 0) return readChosenName(given, pool)
  const attribute = (byAddress as NamedBy[]).find((name) => FORMS[name].isOne(given))
  if (attribute) {
    const value = attribute === 'email' ? foldName(given, pool) : given
    return granted({ username: undefined, attribute, value })
  }
  const message =
    byAddress.length === 2
      ? 'Username should be either an email or a phone number.'
      : `Username should be ${byAddress[0] === 'email' ? 'an email' : 'a phone number'}.`
  return refused('InvalidParameterException', message)
}

function readChosenName(given: string, pool: PoolDocument): Verdict<NewName> {
  for (const alias of pool.AliasAttributes ?? []) {
    if (alias === 'preferred_username' || !FORMS[alias].isOne(given)) continue
    const { noun } = FORMS[alias]
    const message = `Username cannot be of ${noun} format, since user pool is configured for ${noun} alias.`
    return refused('InvalidParameterException', message)
  }
  const username = foldName(given, pool)
  return granted({ username, attribute: undefined, value: username })
}

/**
 * A preferred user name is a name to sign in with at once, an address only once it is proven: so that nobody
 * passes for the owner of an address, one is not the other where both are aliases.
 */
export function checkPreferredName(
  attributes: Readonly<Record<string, string>>,
  { AliasAttributes = [] }: PoolDocument,
): Refusal | undefined {
  const given = attributes.preferred_username
  if (given === undefined || !AliasAttributes.includes('preferred_username')) return undefined
  const attribute = (['email', 'phone_number'] as const).find(
    (name) => AliasAttributes.includes(name) && FORMS[name].isOne(given),
  )
  if (!attribute) return undefined
  const { noun } = FORMS[attribute]
  const message = `preferred_username cannot be of ${noun} format, since user pool is configured for ${noun} alias.`
  return refused('InvalidParameterException', message).refusal
}

/**
 * Every other name of a user, with the attribute it comes from: an address that is the user name, whether
 * proven or not; one that is an alias, once it is proven; a preferred user name.
 */
export function aliasesOf(
  attributes: Readonly<Record<string, string>>,
  pool: PoolDocument,
): ReadonlyMap<string, string> {
  const isProven = (name: string) => attributes[`${name}_verified`]?.toLowerCase() === 'true'
  const names = [
    ...(pool.UsernameAttributes ?? []),
    ...(pool.AliasAttributes ?? []).filter(
      (name) => name === 'preferred_username' || isProven(name),
    ),
  ]
  return new Map(
    names.flatMap((name) => {
      const value = attributes[name]
      return value ? [[aliasOf(name, value, pool), name]] : []
    }),
  )
}

/** What a person types to sign in: the user name, or the address that is used in place of one. */
export const signInName = (
  user: Pick<User, 'username' | 'attributes'>,
  pool: PoolDocument,
): string =>
  pool.UsernameAttributes?.map((name) => user.attributes[name]).find(Boolean) ?? user.username

/** The address that a typed name is, where this pool's people sign in with addresses of its kind. */
export function readAddress(
  given: string,
  pool: PoolDocument,
): { attribute: NamedBy; value: string } | undefined {
  const names: string[] = [...(pool.UsernameAttributes ?? []), ...(pool.AliasAttributes ?? [])]
  const attribute = (['email', 'phone_number'] as const).find(
    (name) => names.includes(name) && FORMS[name].isOne(given),
  )
  if (!attribute) return undefined
  return { attribute, value: attribute === 'email' ? foldName(given, pool) : given }
}

/** Which aliases a name typed at sign-in could be, besides a user name. */
export function possibleAliases(given: string, pool: PoolDocument): string[] {
  const attributes = [...(pool.UsernameAttributes ?? []), ...(pool.AliasAttributes ?? [])]
  return attributes
    .filter((name) => name === 'preferred_username' || FORMS[name].isOne(given))
    .map((name) => aliasOf(name, given, pool))
}
