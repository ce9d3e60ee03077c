import type {
  CreateUserPoolClientRequest,
  UpdateUserPoolClientRequest,
} from '@aws-sdk/client-cognito-identity-provider'
import type { ClientDocument } from '../records/client.ts'
import type { PoolDocument } from '../records/pool.ts'
import { checkCallbackUrls } from './callback-urls.ts'
import { checkOAuthFlows } from './oauth-flows.ts'
import { checkClientTier } from './tiers.ts'
import { checkTokenValidity } from './token-validity.ts'
import { firstRefusal, granted, type Refusal, refused, type Verdict } from './verdict.ts'

/** Older names of flows; Cognito lets nobody mix them with the `ALLOW_` ones. */
const LEGACY_FLOWS: ReadonlySet<string> = new Set([
  'ADMIN_NO_SRP_AUTH',
  'CUSTOM_AUTH_FLOW_ONLY',
  'USER_PASSWORD_AUTH',
])

type ClientInput = CreateUserPoolClientRequest | UpdateUserPoolClientRequest

/** The document of a new or updated client: what was asked for, with Cognito's defaults for the rest. */
export function buildClientDocument(
  input: ClientInput,
  pool: PoolDocument,
  hasSecret: boolean,
): Verdict<ClientDocument> {
  const refusal = firstRefusal([
    checkFlows(input),
    checkTokenValidity(input),
    checkCallbackUrls(input),
    checkPermissions(input, pool),
    checkRotation(input),
    checkOAuthFlows(input, hasSecret),
    checkClientTier(input, pool),
  ])
  if (refusal) return { refusal }
  return granted({
    ...chosen(input),
    RefreshTokenValidity: input.RefreshTokenValidity || DEFAULT_REFRESH_DAYS,
    AllowedOAuthFlowsUserPoolClient: input.AllowedOAuthFlowsUserPoolClient ?? false,
    EnableTokenRevocation: input.EnableTokenRevocation ?? true,
    EnablePropagateAdditionalUserContextData:
      input.EnablePropagateAdditionalUserContextData ?? false,
    AuthSessionValidity: input.AuthSessionValidity ?? DEFAULT_SESSION_MINUTES,
  })
}

const DEFAULT_REFRESH_DAYS = 30
const DEFAULT_SESSION_MINUTES = 3

/** Present in a described client only when set. */
function chosen(input: ClientInput): ClientDocument {
  const isSetting = ([name, value]: [string, unknown]) =>
    !NO_SETTINGS.has(name) && value !== undefined && !(Array.isArray(value) && value.length === 0)
  return Object.fromEntries(Object.entries(input).filter(isSetting))
}

const NO_SETTINGS: ReadonlySet<string> = new Set([
  ...['UserPoolId', 'ClientId', 'ClientName', 'GenerateSecret', 'ClientSecret'],
])

function checkFlows(input: ClientInput): Refusal | undefined {
  const flows = input.ExplicitAuthFlows ?? []
  const hasLegacy = flows.some((flow) => LEGACY_FLOWS.has(flow))
  const hasNew = flows.some((flow) => flow.startsWith('ALLOW_'))
  if (!hasLegacy || !hasNew) return undefined
  return refused(
    'InvalidParameterException',
    "The legacy auth flow values ADMIN_NO_SRP_AUTH, CUSTOM_AUTH_FLOW_ONLY, or USER_PASSWORD_AUTH can't be assigned along with values that start with ALLOW_.",
  ).refusal
}

function checkPermissions(input: ClientInput, pool: PoolDocument): Refusal | undefined {
  const schema = new Map(pool.SchemaAttributes?.map((attribute) => [attribute.Name, attribute]))
  const lists = { ReadAttributes: input.ReadAttributes, WriteAttributes: input.WriteAttributes }
  for (const [list, names] of Object.entries(lists)) {
    const unknown = names?.find((name) => !schema.has(name))
    if (unknown === undefined) continue
    const kind = list === 'ReadAttributes' ? 'read' : 'write'
    const message = `Invalid ${kind} attributes specified while creating a client`
    return refused('InvalidParameterException', message).refusal
  }
  if (!input.WriteAttributes?.length) return undefined
  const writable = new Set(input.WriteAttributes)
  const isLeftOut = [...schema.values()].some(
    (a) => a.Required && a.Mutable && a.Name && !writable.has(a.Name),
  )
  const message = 'Required attributes must be writable by the client.'
  return isLeftOut ? refused('InvalidParameterException', message).refusal : undefined
}

/** A rotating refresh token is exchanged by GetTokensFromRefreshToken only. */
function checkRotation(input: ClientInput): Refusal | undefined {
  const isRotating = input.RefreshTokenRotation?.Feature === 'ENABLED'
  if (!isRotating || !input.ExplicitAuthFlows?.includes('ALLOW_REFRESH_TOKEN_AUTH'))
    return undefined
  const message = 'ALLOW_REFRESH_TOKEN_AUTH cannot be enabled along with refresh token rotation.'
  return refused('InvalidParameterException', message).refusal
}
