/** The challenge that waits for an answer: stored, so that a reload or another tab can go on with it. */
import { type AuthCore, storageKey } from '../core/core.ts'
import type { SignInDetails } from '../core/events.ts'
import { hasShape, readRecord, type Shape } from '../encoding/record.ts'
import type { AuthAnswer } from '../wire/operations.ts'

/** Longer than any pool lets a session live (`AuthSessionValidity` is at most 15 minutes). */
const LIFETIME_MS = 15 * 60_000

export interface SignInInProgress {
  /** As the service calls whoever signs in. */
  readonly username: string
  readonly signInDetails: SignInDetails
  /** What the service said last. Passwords and answers are never in it. */
  readonly answer: AuthAnswer
  /** The secret of an authenticator app that is being set up. */
  readonly sharedSecret?: string | undefined
}

interface Kept extends SignInInProgress {
  /** Milliseconds since 1970. */
  readonly until: number
}

const KEPT: Shape<Kept> = {
  until: 'number',
  username: 'string',
  signInDetails: 'object',
  answer: 'object',
  sharedSecret: 'string|undefined',
}

const ANSWER: Shape<AuthAnswer> = {
  ChallengeName: 'string',
  ChallengeParameters: 'object|undefined',
  Session: 'string|undefined',
}

/** The sign-in that waits for an answer, if one does. */
export async function loadSignIn(core: AuthCore): Promise<SignInInProgress | undefined> {
  const kept = readRecord(await core.storage.getItem(signInKey(core)), KEPT)
  if (!kept || kept.until <= Date.now() || !hasShape(kept.answer, ANSWER)) return undefined
  const { until: _, ...signIn } = kept
  return signIn
}

/** Whom a sign-in asks for what. */
export const questionOf = ({ username, answer }: SignInInProgress): string =>
  `${answer.ChallengeName} ${username}`

export async function saveSignIn(core: AuthCore, signIn: SignInInProgress): Promise<void> {
  core.memory.asked = questionOf(signIn)
  const until = Date.now() + LIFETIME_MS
  await core.storage.setItem(signInKey(core), JSON.stringify({ ...signIn, until }))
}

export async function dropSignIn(core: AuthCore): Promise<void> {
  core.memory.asked = undefined
  await core.storage.removeItem(signInKey(core))
}

const signInKey = (core: AuthCore): string => storageKey(core, 'sign-in')
