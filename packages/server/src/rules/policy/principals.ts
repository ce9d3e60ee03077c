import { isProviderName } from '../login-providers.ts'
import type { Principals } from './document.ts'

/** `arn:aws:…` of any partition; whether somebody of that name is there is another question. */
const isArn = (name: string) => /^arn:aws[\w-]*:./.test(name)

/**
 * The forms that names of a kind have, but for `*`. An account, or the id that a role has for ever (AWS shows it in
 * place of the ARN once the role is gone); host names of services; issuers and those that are registered.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
const FORMS: Readonly<Record<string, (name: string) => boolean>> = {
  AWS: (name) => /^(\d{12}|A[A-Z]{3}[A-Z0-9]{12,124})$/.test(name) || isArn(name),
  CanonicalUser: (name) => /^[0-9a-f]{64}$/i.test(name),
  // An issuer on one's own machine may have a port in place of a domain.
  Federated: (name) => (isProviderName(name) && /[.:/]/.test(name)) || isArn(name),
  Service: (name) => /^[\w-]+(\.[\w-]+)+$/.test(name),
}

/** What is wrong with the principals of a trust policy, in IAM's words, or nothing. */
export function wrongPrincipal(principals: Principals | undefined): string | undefined {
  for (const [kind, names] of Object.entries(principals?.byKind ?? {})) {
    const isRight = Object.hasOwn(FORMS, kind) ? FORMS[kind] : undefined
    if (!isRight) return `Invalid principal in policy: "${kind.slice(0, 64)}"`
    const wrong = names.find((name) => name !== '*' && !isRight(name))
    if (wrong === undefined) continue
    return `Invalid principal in policy: "${kind.toUpperCase()}":"${wrong.slice(0, 128)}"`
  }
  return undefined
}
