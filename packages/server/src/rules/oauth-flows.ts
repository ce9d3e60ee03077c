import type { UpdateUserPoolClientRequest } from '@aws-sdk/client-cognito-identity-provider'
import { type Refusal, refused } from './verdict.ts'

type OAuthSettings = Pick<
  UpdateUserPoolClientRequest,
  'AllowedOAuthFlows' | 'AllowedOAuthFlowsUserPoolClient' | 'AllowedOAuthScopes'
>

/** Whether a client's OAuth grants go together, and with a client that has a secret or none. */
export function checkOAuthFlows(input: OAuthSettings, hasSecret: boolean): Refusal | undefined {
  const flows = new Set(input.AllowedOAuthFlows)
  const scopes = input.AllowedOAuthScopes ?? []
  if (input.AllowedOAuthFlowsUserPoolClient && (flows.size === 0 || scopes.length === 0)) {
    return invalid(
      'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
    )
  }
  if (!flows.has('client_credentials')) return undefined
  if (flows.size > 1) {
    return invalid(
      'client_credentials flow can not be selected along with code flow or implicit flow.',
    )
  }
  if (hasSecret) return undefined
  return invalid(
    'client_credentials flow can not be selected if client does not have a client secret.',
  )
}

const invalid = (message: string): Refusal => refused('InvalidOAuthFlowException', message).refusal
