import type { ClientDocument } from '../records/client.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './durations.ts'
import { type Refusal, refused } from './verdict.ts'

const UNITS = { seconds: SECOND_MS, minutes: MINUTE_MS, hours: HOUR_MS, days: DAY_MS } as const

const DEFAULT_TOKEN_MS = HOUR_MS
const YEAR_DAYS = 365

/** How long a token may live; docs: 5 minutes to a day, refresh tokens an hour to ten years. */
const BOUNDS = {
  access: { least: 5 * MINUTE_MS, most: DAY_MS },
  id: { least: 5 * MINUTE_MS, most: DAY_MS },
  refresh: { least: HOUR_MS, most: 10 * YEAR_DAYS * DAY_MS },
} as const

export interface TokenLifetimes {
  readonly accessMs: number
  readonly idMs: number
  readonly refreshMs: number
}

/** Lifetimes in milliseconds, from the numbers and units a client was given. */
export function tokenLifetimes(client: ClientDocument): TokenLifetimes {
  const units = client.TokenValidityUnits ?? {}
  const { AccessTokenValidity, IdTokenValidity, RefreshTokenValidity } = client
  return {
    accessMs: (AccessTokenValidity ?? 0) * UNITS[units.AccessToken ?? 'hours'] || DEFAULT_TOKEN_MS,
    idMs: (IdTokenValidity ?? 0) * UNITS[units.IdToken ?? 'hours'] || DEFAULT_TOKEN_MS,
    refreshMs: (RefreshTokenValidity || 30) * UNITS[units.RefreshToken ?? 'days'],
  }
}

/** Whether the lifetimes asked for are within Cognito's bounds, and a refresh outlives what it renews. */
export function checkTokenValidity(input: ClientDocument): Refusal | undefined {
  const { accessMs, idMs, refreshMs } = tokenLifetimes(input)
  const lifetimes = { access: accessMs, id: idMs, refresh: refreshMs }
  for (const kind of ['access', 'id', 'refresh'] as const) {
    const { least, most } = BOUNDS[kind]
    if (lifetimes[kind] >= least && lifetimes[kind] <= most) continue
    const message = `Invalid range for token validity: ${kind} token validity must be from ${least / MINUTE_MS} to ${most / MINUTE_MS} minutes.`
    return refused('InvalidParameterException', message).refusal
  }
  if (refreshMs >= accessMs && refreshMs >= idMs) return undefined
  const message = 'Refresh token validity must not be shorter than access and ID token validity.'
  return refused('InvalidParameterException', message).refusal
}
