import { ServiceError } from '../api/errors.ts'
import type { Refusal, Verdict } from '../rules/verdict.ts'

/** The value of a rule's verdict. @throws the ServiceError that its refusal names. */
export function accept<Value>(verdict: Verdict<Value>): Value {
  if (verdict.refusal) throw toError(verdict.refusal)
  return verdict.value as Value // without a refusal there is a value, even if it is undefined
}

/** Throws when a check refused. */
export function demand(refusal: Refusal | undefined): void {
  if (refusal) throw toError(refusal)
}

const toError = ({ code, message }: Refusal) => new ServiceError(code, message)
