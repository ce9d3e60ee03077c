import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { stopTime } from '../../test/attacks/stopped-time.ts'
import {
  makeClient,
  makePool,
  makeUser,
  PASSWORD,
  signIn,
  type TestPool,
} from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import {
  CHROME_ON_MAC,
  currentOf,
  FIREFOX_ON_LINUX,
  from,
  makeTrackingPool,
  NOT_TRACKED,
  sessionsOf,
  track,
} from '../../test/support/session-tracking.ts'
import { onEachStore } from '../../test/support/stores.ts'
import { call } from '../../test/support/wire.ts'
import type { Poolhouse } from '../index.ts'
import { secretHash } from '../rules/secret-hash.ts'

const IN_LITE =
  'FeatureUnavailableInTierException: The following features need to be disabled for the LITE pricing tier configured: User Session Tracking'
const REVOKED = 'NotAuthorizedException: Access Token has been revoked'
const DAY_S = 24 * 60 * 60

onEachStore('sessions', (open) => {
  stopTime()
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })
  const sdk = () => sdkFor(house)

  describe('configuration of a pool', () => {
    const read = async ({ poolId }: TestPool) => {
      const answer = await sdk().getUserPoolSessionConfiguration({ UserPoolId: poolId })
      const { $metadata, ...config } = answer
      return config
    }

    it('tracks none unless told to', async () => {
      const pool = await makePool(house)
      expect(await read(pool)).toEqual({
        UserPoolId: pool.poolId,
        UserSessionTracking: 'DISABLED',
        TokenSession: { MaxPerUser: 20 },
      })
    })

    it('is replaced, and read as it was set', async () => {
      const pool = await makePool(house)
      for (const [most, tracking] of [
        [100, 'ENABLED'],
        [1, 'DISABLED'],
      ] as const) {
        const { $metadata, ...answer } = await track(house, pool, most, tracking)
        expect(answer).toEqual({
          UserPoolId: pool.poolId,
          UserSessionTracking: tracking,
          TokenSession: { MaxPerUser: most },
        })
        expect(await read(pool)).toEqual(answer)
      }
    })

    it.each([0, 101])('is refused with %i sessions a user', async (most) => {
      const pool = await makePool(house)
      expect(await refusalOf(track(house, pool, most))).toMatch(/^InvalidParameterException: /)
    })

    it('is refused in the tier that has none, and keeps a pool from going there', async () => {
      const pool = await makePool(house, { UserPoolTier: 'LITE' })
      expect(await refusalOf(track(house, pool))).toBe(IN_LITE)
      expect(await refusalOf(track(house, pool, 20, 'DISABLED'))).toBe(IN_LITE)

      const toLite = ({ poolId }: TestPool) =>
        refusalOf(sdk().updateUserPool({ UserPoolId: poolId, UserPoolTier: 'LITE' }))
      const tracking = await makeTrackingPool(house)
      expect(await toLite(tracking)).toMatch(/^TierChangeNotAllowedException: /)
      const { UserPool } = await sdk().describeUserPool({ UserPoolId: tracking.poolId })
      expect(UserPool?.UserPoolTier).toBe('ESSENTIALS')
      await track(house, tracking, 20, 'DISABLED')
      expect(await toLite(tracking)).toBe('accepted')
    })
  })

  describe('configuration of a client', () => {
    const set = ({ poolId, clientId }: TestPool, MaxValidityMinutes: number) =>
      sdk().setUserPoolClientSessionConfiguration({
        UserPoolId: poolId,
        ClientId: clientId,
        SSOSession: { MaxValidityMinutes },
      })
    const read = async ({ poolId, clientId }: TestPool) => {
      const which = { UserPoolId: poolId, ClientId: clientId }
      return (await sdk().getUserPoolClientSessionConfiguration(which)).SSOSession
    }

    it('is an hour unless told otherwise, is replaced, and survives an update of the client', async () => {
      const pool = await makeTrackingPool(house)
      expect(await read(pool)).toEqual({ MaxValidityMinutes: 60 })
      for (const minutes of [43_200, 0, 129_600]) {
        const { $metadata, ...answer } = await set(pool, minutes)
        const SSOSession = { MaxValidityMinutes: minutes }
        expect(answer).toEqual({ UserPoolId: pool.poolId, ClientId: pool.clientId, SSOSession })
      }
      await sdk().updateUserPoolClient({ UserPoolId: pool.poolId, ClientId: pool.clientId })
      expect(await read(pool)).toEqual({ MaxValidityMinutes: 129_600 })
    })

    it('needs tracking and the tier; what was set sleeps while tracking is off', async () => {
      const pool = await makePool(house)
      expect(await refusalOf(set(pool, 5))).toBe(NOT_TRACKED)
      await track(house, pool)
      await set(pool, 5)
      await track(house, pool, 20, 'DISABLED')
      expect(await read(pool)).toEqual({ MaxValidityMinutes: 5 })
      expect(await refusalOf(set(await makePool(house, { UserPoolTier: 'LITE' }), 5))).toBe(IN_LITE)
    })

    it('is of the pool’s own clients only', async () => {
      const { clientId } = await makePool(house)
      const pool = { ...(await makeTrackingPool(house)), clientId }
      const unknown = `ResourceNotFoundException: User pool client ${clientId} does not exist.`
      expect(await refusalOf(set(pool, 5))).toBe(unknown)
      expect(await refusalOf(read(pool))).toBe(unknown)
    })
  })

  describe('of a person', () => {
    let pool: TestPool
    beforeAll(async () => {
      pool = await makeTrackingPool(house)
    })
    const list = async (Username: string) =>
      (await sdk().adminListUserSessions({ UserPoolId: pool.poolId, Username })).Sessions ?? []
    const whoIs = (token: { AccessToken: string }) => refusalOf(sdk().getUser(token))

    it('are listed with where and by what they were used', async () => {
      await makeUser(house, pool, 'ada')
      const other = await makeClient(house, pool.poolId)
      const started = house.clock.now()
      const laptop = await signIn(from(house, '192.0.2.42', CHROME_ON_MAC), pool, 'ada')
      house.clock.advance('90s')
      await signIn(from(house, '2001:db8::1', FIREFOX_ON_LINUX), other, 'ada')
      const first = {
        SessionId: expect.stringMatching(/^tkn[0-9a-z]{25}$/),
        SessionType: 'TOKEN',
        ClientId: pool.clientId,
        CreateDate: new Date(started),
        LastActiveDate: new Date(started),
        DeviceType: 'Chrome 125 / macOS 14.5',
        LastIPAddress: '192.0.2.42',
        IsCurrentSession: true,
      }
      const second = {
        ...first,
        ClientId: other.clientId,
        CreateDate: new Date(started + 90_000),
        LastActiveDate: new Date(started + 90_000),
        DeviceType: 'Firefox 127 / Linux',
        LastIPAddress: '2001:db8::1',
        IsCurrentSession: false,
      }
      expect(await sessionsOf(house, laptop)).toEqual([first, second])
      expect(await list('ada')).toEqual([{ ...first, IsCurrentSession: false }, second])
      expect(new Set((await list('ada')).map(({ SessionId }) => SessionId)).size).toBe(2)
    })

    it('say nothing of what is not known', async () => {
      await makeUser(house, pool, 'bob')
      const { AccessToken } = await signIn(from(house, undefined, 'node'), pool, 'bob')
      const [session] = (await call(house, 'ListUserSessions', { AccessToken })).body
        .Sessions as object[]
      expect(Object.keys(session ?? {}).sort()).toEqual([
        ...['ClientId', 'CreateDate', 'IsCurrentSession', 'LastActiveDate'],
        ...['SessionId', 'SessionType'],
      ])
    })

    it('move with each refresh, with and without rotation', async () => {
      await makeUser(house, pool, 'cleo')
      const rotating = await makeClient(house, pool.poolId, {
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
        RefreshTokenRotation: { Feature: 'ENABLED' },
      })
      for (const client of [pool, rotating]) {
        const ClientId = client.clientId
        const home = from(house, '192.0.2.1', CHROME_ON_MAC)
        const { AccessToken, RefreshToken } = await signIn(home, client, 'cleo')
        const started = house.clock.now()
        house.clock.advance('10m')
        const away = sdkFor(from(house, '198.51.100.17', FIREFOX_ON_LINUX))
        const { AuthenticationResult } = await away.getTokensFromRefreshToken({
          ClientId,
          RefreshToken,
        })
        const session = (await sessionsOf(house, { AccessToken })).find((s) => s.IsCurrentSession)
        expect(session).toMatchObject({
          CreateDate: new Date(started),
          LastActiveDate: new Date(started + 600_000),
          DeviceType: 'Firefox 127 / Linux',
          LastIPAddress: '198.51.100.17',
        })
        const token = { AccessToken: AuthenticationResult?.AccessToken ?? '' }
        expect(await currentOf(house, token)).toBe(session?.SessionId)
      }
      const { AccessToken, RefreshToken } = await signIn(house, pool, 'cleo')
      house.clock.advance('10m')
      await sdkFor(from(house, '203.0.113.5', CHROME_ON_MAC)).initiateAuth({
        ClientId: pool.clientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      })
      expect((await sessionsOf(house, { AccessToken })).at(-1)).toMatchObject({
        LastActiveDate: new Date(house.clock.now()),
        LastIPAddress: '203.0.113.5',
      })
    })

    it('are where a server says that may say it, and not where anybody else does', async () => {
      await makeUser(house, pool, 'carl')
      const sign = async (settings: object) => {
        const { clientId, clientSecret } = await makeClient(house, pool.poolId, settings)
        const hash = clientSecret && secretHash('carl', clientId, clientSecret)
        const { AuthenticationResult } = await sdkFor(from(house, '10.0.0.1', 'node')).initiateAuth(
          {
            ClientId: clientId,
            AuthFlow: 'USER_PASSWORD_AUTH',
            AuthParameters: { USERNAME: 'carl', PASSWORD, ...(hash && { SECRET_HASH: hash }) },
            UserContextData: { IpAddress: '192.0.2.99' },
          },
        )
        const AccessToken = AuthenticationResult?.AccessToken ?? ''
        const sessions = await sessionsOf(house, { AccessToken })
        return sessions.find(({ IsCurrentSession }) => IsCurrentSession)?.LastIPAddress
      }
      const trusted = { EnablePropagateAdditionalUserContextData: true }
      expect(await sign({ ...trusted, GenerateSecret: true })).toBe('192.0.2.99')
      expect(await sign(trusted)).toBe('10.0.0.1')
      expect(await sign({ GenerateSecret: true })).toBe('10.0.0.1')
    })

    it('are where the administrator says that signs them in', async () => {
      await makeUser(house, pool, 'dora')
      const { clientId } = await makeClient(house, pool.poolId, {
        ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'],
      })
      await sdkFor(from(house, '10.0.0.1', 'node')).adminInitiateAuth({
        UserPoolId: pool.poolId,
        ClientId: clientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'dora', PASSWORD },
        ContextData: {
          IpAddress: '192.0.2.77',
          ServerName: 'app.example.com',
          ServerPath: '/sign-in',
          HttpHeaders: [{ headerName: 'User-Agent', headerValue: CHROME_ON_MAC }],
        },
      })
      expect(await list('dora')).toMatchObject([
        { LastIPAddress: '192.0.2.77', DeviceType: 'Chrome 125 / macOS 14.5' },
      ])
    })

    it('are not listed once they were ended or ran out', async () => {
      await makeUser(house, pool, 'eve')
      const short = await makeClient(house, pool.poolId, {
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
        RefreshTokenValidity: 1,
      })
      await signIn(house, short, 'eve')
      const { RefreshToken } = await signIn(house, pool, 'eve')
      const { AccessToken } = await signIn(house, pool, 'eve')
      expect(await list('eve')).toHaveLength(3)
      await sdk().revokeToken({ ClientId: pool.clientId, Token: RefreshToken })
      expect(await list('eve')).toHaveLength(2)
      house.clock.advance(`${DAY_S}s`)
      expect(await list('eve')).toHaveLength(1)
      expect(await whoIs({ AccessToken })).toMatch(/expired/)
      await sdk().adminUserGlobalSignOut({ UserPoolId: pool.poolId, Username: 'eve' })
      expect(await list('eve')).toEqual([])
    })

    it.each([undefined, 'NONE', 'LINKED'] as const)(
      'are ended by their owner, and none beside them (%s)',
      async (RevokeAssociatedSessions) => {
        const name = `fay${RevokeAssociatedSessions}`
        await makeUser(house, pool, name)
        const lost = await signIn(house, pool, name)
        const kept = await signIn(house, pool, name)
        const mine = await signIn(house, pool, name)
        await sdk().revokeUserSession({
          AccessToken: mine.AccessToken,
          SessionId: await currentOf(house, lost),
          ...(RevokeAssociatedSessions && { RevokeAssociatedSessions }),
        })
        expect(await whoIs(lost)).toBe(REVOKED)
        const refresh = sdk().getTokensFromRefreshToken({
          ClientId: pool.clientId,
          RefreshToken: lost.RefreshToken,
        })
        expect(await refusalOf(refresh)).toBe(
          'NotAuthorizedException: Refresh Token has been revoked',
        )
        expect(await whoIs(kept)).toBe('accepted')
        expect(await sessionsOf(house, mine)).toHaveLength(2)
      },
    )

    it('are ended by an administrator, also the only one', async () => {
      await makeUser(house, pool, 'gil')
      const tokens = await signIn(house, pool, 'gil')
      await sdk().adminRevokeUserSession({
        UserPoolId: pool.poolId,
        Username: 'gil',
        SessionId: await currentOf(house, tokens),
        RevokeAssociatedSessions: 'LINKED',
      })
      expect(await whoIs(tokens)).toBe(REVOKED)
      expect(await list('gil')).toEqual([])
    })

    it('end as one with RevokeToken, LINKED or not', async () => {
      await makeUser(house, pool, 'hal')
      const [one, other] = [await signIn(house, pool, 'hal'), await signIn(house, pool, 'hal')]
      const RevokeAssociatedSessions = 'LINKED'
      const { clientId: ClientId } = pool
      await sdk().revokeToken({ ClientId, Token: one.RefreshToken, RevokeAssociatedSessions })
      expect(await whoIs(one)).toBe(REVOKED)
      expect(await whoIs(other)).toBe('accepted')
    })

    it('are not the administrator’s to see of nobody', async () => {
      const nobody = { UserPoolId: pool.poolId, Username: 'nobody' }
      const unknown = 'UserNotFoundException: User does not exist.'
      expect(await refusalOf(sdk().adminListUserSessions(nobody))).toBe(unknown)
      const revoking = sdk().adminRevokeUserSession({ ...nobody, SessionId: 'tkn' })
      expect(await refusalOf(revoking)).toBe(unknown)
    })
  })

  describe('while a pool tracks none', () => {
    it('are neither listed nor ended, and come back with what was tracked before', async () => {
      const pool = await makePool(house)
      await makeUser(house, pool, 'ivy')
      const before = await signIn(house, pool, 'ivy')
      const { AccessToken, RefreshToken } = before
      const admin = { UserPoolId: pool.poolId, Username: 'ivy' }
      const everything = [
        () => sdk().listUserSessions({ AccessToken }),
        () => sdk().adminListUserSessions(admin),
        () => sdk().revokeUserSession({ AccessToken, SessionId: 'tkn' }),
        () => sdk().adminRevokeUserSession({ ...admin, SessionId: 'tkn' }),
      ]
      for (const ask of everything) expect(await refusalOf(ask())).toBe(NOT_TRACKED)

      await track(house, pool)
      await sdk().getTokensFromRefreshToken({ ClientId: pool.clientId, RefreshToken })
      expect(await sessionsOf(house, before)).toEqual([])
      const tracked = await signIn(house, pool, 'ivy')
      const [session] = await sessionsOf(house, tracked)

      await track(house, pool, 20, 'DISABLED')
      for (const ask of everything) expect(await refusalOf(ask())).toBe(NOT_TRACKED)
      await signIn(house, pool, 'ivy')
      house.clock.advance('1m')
      await sdk().getTokensFromRefreshToken({
        ClientId: pool.clientId,
        RefreshToken: tracked.RefreshToken,
      })
      await track(house, pool)
      expect(await sessionsOf(house, tracked)).toEqual([session])
    })
  })

  it('are all on one page, whatever token is sent', async () => {
    const pool = await makeTrackingPool(house)
    await makeUser(house, pool, 'jan')
    const { AccessToken } = await signIn(house, pool, 'jan')
    const listed = await sdk().listUserSessions({ AccessToken })
    expect(listed.NextToken).toBeUndefined()
    const invalid = 'InvalidParameterException: Invalid pagination token'
    const NextToken = 'bm8gdG9rZW4'
    expect(await refusalOf(sdk().listUserSessions({ AccessToken, NextToken }))).toBe(invalid)
    const admin = { UserPoolId: pool.poolId, Username: 'jan', NextToken }
    expect(await refusalOf(sdk().adminListUserSessions(admin))).toBe(invalid)
  })

  it('are asked for by nobody whose password must be reset', async () => {
    const pool = await makeTrackingPool(house)
    await makeUser(house, pool, 'kai')
    const { AccessToken } = await signIn(house, pool, 'kai')
    const SessionId = await currentOf(house, { AccessToken })
    await sdk().adminResetUserPassword({ UserPoolId: pool.poolId, Username: 'kai' })
    const reset = 'PasswordResetRequiredException: Password reset required for the user'
    expect(await refusalOf(sdk().listUserSessions({ AccessToken }))).toBe(reset)
    expect(await refusalOf(sdk().revokeUserSession({ AccessToken, SessionId }))).toBe(reset)
  })
})
