/** The calls of a sign-in as the model sees them: nothing in them is random any more. */
import type { Challenge, FirstChoice, SecondProof, SignedIn, Ticket } from './state.ts'

/** What an answer proves, or claims to. People are numbers. */
export type Evidence =
  | { readonly kind: 'password'; readonly password: string }
  /** SRP_A: a public value, which proves nothing. */
  | { readonly kind: 'SRP_A' }
  | { readonly kind: 'SRP proof'; readonly password: string; readonly of: Ticket | undefined }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'signature'; readonly by: number; readonly of: Ticket | undefined }
  /** What to begin with; a password or SRP_A may come along. */
  | { readonly kind: 'choice'; readonly choice: FirstChoice; readonly along?: string | undefined }
  | { readonly kind: 'factor'; readonly factor: SecondProof }
  | { readonly kind: 'new password'; readonly password: string }
  | { readonly kind: 'custom'; readonly answer: string }
  /** With no address it is the app that was verified. */
  | { readonly kind: 'set-up'; readonly email?: string | undefined }
  | { readonly kind: 'device'; readonly of: number }
  /** The Session says it all. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'device proof'; readonly by: number; readonly of: Ticket | undefined }

/** Whose device a call names, as the person who is named sees it. */
export type NamedDevice = 'own' | 'foreign' | undefined

export interface Credit {
  readonly of: SignedIn
  /** How many seconds ago its password may have been proven. */
  readonly maxAge?: number | undefined
}

export interface Begin {
  readonly by: 'password' | 'srp' | 'choice' | 'custom' | 'custom after srp'
  readonly person: number
  readonly client: number
  /** The password that comes along, where one does. */
  readonly password: string
  readonly preferred?: FirstChoice | undefined
  /** Whether the preferred factor's password, or SRP_A, comes along. */
  readonly isAlong: boolean
  readonly target?: number | undefined
  /** What was proven before, to go on from to the level. */
  readonly credit?: Credit | undefined
  readonly device: NamedDevice
  readonly isAdministrator: boolean
}

export interface Answer {
  readonly challenge: Challenge
  readonly session: Ticket | 'made up' | 'none'
  readonly person: number
  readonly client: number
  readonly evidence: Evidence
  readonly device: NamedDevice
  readonly isAdministrator: boolean
}

export const RIGHT_ANSWER = 'seven'
