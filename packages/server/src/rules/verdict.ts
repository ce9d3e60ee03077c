import type { ErrorCode } from '../api/errors.ts'

/** Why a rule says no: the wire's name for it and the sentence a client sees. */
export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
}

/** What a rule answers: the value, or a refusal. Rules never throw. */
export type Verdict<Value> =
  | { readonly value: Value; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly value?: never }

export const granted = <Value>(value: Value): Verdict<Value> => ({ value })

export const refused = (code: ErrorCode, message: string): { refusal: Refusal } => ({
  refusal: { code, message },
})

/** The first refusal of a list of checks, or none. */
export const firstRefusal = (checks: Iterable<Refusal | undefined>): Refusal | undefined => {
  for (const check of checks) if (check) return check
  return undefined
}
