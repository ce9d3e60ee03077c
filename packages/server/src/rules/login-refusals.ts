import type { LoginFault } from '../ports/login-providers.ts'
import { type Refusal, refused } from './verdict.ts'

/** The sentences that clients of AWS have seen. */
const SENTENCES = {
  malformed: 'Not a valid OpenId Connect identity token.',
  signature: "Couldn't verify signed token.",
  issuer: "Issuer doesn't match providerName",
  audience: 'Incorrect token audience.',
  revoked: 'Token has been revoked.',
} as const

/** What is said about a login token that does not hold. */
export function refuseLogin(fault: LoginFault): Refusal {
  if (fault.fault === 'missing') {
    return invalid('InvalidParameterException', `Missing a required claim: ${fault.claim}`)
  }
  if (fault.fault === 'expired') {
    return invalid('NotAuthorizedException', `Token expired: ${fault.now} >= ${fault.expiredAt}`)
  }
  return invalid('NotAuthorizedException', SENTENCES[fault.fault])
}

const invalid = (code: Refusal['code'], sentence: string): Refusal =>
  refused(code, `Invalid login token. ${sentence}`).refusal
