import { ServiceError } from '../../api/errors.ts'
import { readTimestamp } from '../../rules/srp.ts'
import { requireValue, type SignInCall } from './request.ts'

/** A client's claim to know a password, as it came. */
export interface Claim {
  readonly block: string
  readonly signature: Uint8Array
  readonly timestamp: string
}

/** The claim in an answer to an SRP challenge. @throws InvalidParameterException. */
export function readClaim(call: SignInCall): Claim {
  const block = requireValue(call, 'PASSWORD_CLAIM_SECRET_BLOCK')
  const signature = requireValue(call, 'PASSWORD_CLAIM_SIGNATURE')
  const timestamp = requireValue(call, 'TIMESTAMP')
  if (readTimestamp(timestamp) === undefined) {
    const message = 'TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english'
    throw new ServiceError('InvalidParameterException', message)
  }
  return { block, signature: Buffer.from(signature, 'base64'), timestamp }
}
