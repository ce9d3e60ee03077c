import type { AuthFlowType } from '@aws-sdk/client-cognito-identity-provider'
import type { ClientDocument } from '../records/client.ts'

/** What Cognito allows where a client was made without ExplicitAuthFlows. */
const DEFAULT_FLOWS = ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH']

/** Which values of ExplicitAuthFlows allow a flow; the older names stand for the newer ones. */
const ALLOWED_BY: Readonly<Record<AuthFlowType, readonly string[]>> = {
  USER_SRP_AUTH: ['ALLOW_USER_SRP_AUTH'],
  USER_PASSWORD_AUTH: ['ALLOW_USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH'],
  USER_AUTH: ['ALLOW_USER_AUTH'],
  CUSTOM_AUTH: ['ALLOW_CUSTOM_AUTH', 'CUSTOM_AUTH_FLOW_ONLY'],
  ADMIN_USER_PASSWORD_AUTH: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'],
  ADMIN_NO_SRP_AUTH: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'],
  REFRESH_TOKEN_AUTH: ['ALLOW_REFRESH_TOKEN_AUTH'],
  REFRESH_TOKEN: ['ALLOW_REFRESH_TOKEN_AUTH'],
}

/**
 * Whether a client may use a flow. With the older values SRP and refresh were always on, but for clients
 * restricted to custom authentication: those values only ever added to them.
 */
export function isFlowAllowed(flow: AuthFlowType, client: ClientDocument): boolean {
  const given: readonly string[] = client.ExplicitAuthFlows ?? []
  const flows = given.length > 0 ? given : DEFAULT_FLOWS
  if (ALLOWED_BY[flow].some((value) => flows.includes(value))) return true
  const isLegacy = !flows.some((value) => value.startsWith('ALLOW_'))
  if (!isLegacy) return false
  const isRefresh = flow === 'REFRESH_TOKEN_AUTH' || flow === 'REFRESH_TOKEN'
  return isRefresh || (flow === 'USER_SRP_AUTH' && !flows.includes('CUSTOM_AUTH_FLOW_ONLY'))
}
