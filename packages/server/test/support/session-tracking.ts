/** Pools that track sessions, and people who sign in from somewhere. */
import type { Poolhouse } from '../../src/index.ts'
import { makePool, type TestPool } from './people.ts'
import { type AnsweringHouse, sdkFor } from './sdk.ts'

export const CHROME_ON_MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36'
export const FIREFOX_ON_LINUX =
  'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0'

export const NOT_TRACKED =
  'OperationNotEnabledException: User session tracking is not enabled for the user pool.'
export const NO_SESSION = 'ResourceNotFoundException: The session does not exist.'

/** Sets how a pool tracks sessions. */
export const track = (
  house: AnsweringHouse,
  { poolId }: Pick<TestPool, 'poolId'>,
  MaxPerUser = 20,
  UserSessionTracking: 'ENABLED' | 'DISABLED' = 'ENABLED',
) =>
  sdkFor(house).setUserPoolSessionConfiguration({
    UserPoolId: poolId,
    UserSessionTracking,
    TokenSession: { MaxPerUser },
  })

/** A pool that tracks sessions, with a client. */
export async function makeTrackingPool(
  house: AnsweringHouse,
  MaxPerUser?: number,
): Promise<TestPool> {
  const pool = await makePool(house)
  await track(house, pool, MaxPerUser)
  return pool
}

/** The same house as somebody's device reaches it: from an address, by a browser. */
export const from = (
  house: Poolhouse,
  address: string | undefined,
  userAgent: string,
): AnsweringHouse => ({
  publicUrl: house.publicUrl,
  fetch(request) {
    request.headers.set('user-agent', userAgent)
    return house.fetch(request, { address })
  },
})

/** A person's sessions as they list them, with what asks. */
export const sessionsOf = async (house: AnsweringHouse, { AccessToken }: { AccessToken: string }) =>
  (await sdkFor(house).listUserSessions({ AccessToken })).Sessions ?? []

/** The session of an access token. */
export async function currentOf(
  house: AnsweringHouse,
  token: { AccessToken: string },
): Promise<string> {
  const current = (await sessionsOf(house, token)).find((session) => session.IsCurrentSession)
  return current?.SessionId ?? ''
}
