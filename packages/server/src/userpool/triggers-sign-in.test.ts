import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { arnOf, Functions, namedBy } from '../../test/support/functions.ts'
import { begin, choose, invite } from '../../test/support/new-password.ts'
import {
  makeClient,
  makePool,
  makeUser,
  PASSWORD,
  signIn,
  type TestPool,
} from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { SMS_ROLE } from '../../test/support/second-factor.ts'
import { signInBySrp } from '../../test/support/srp-client.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const claimsOf = (token = '') =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

const refuse = (message: string) => () => {
  throw new Error(message)
}

onEachStore('triggers of sign-in', (open) => {
  const names = [
    'PreAuthentication',
    'PostAuthentication',
    'UserMigration',
    'PreTokenGeneration',
  ] as const
  const functions = new Functions(...names)
  let house: Poolhouse
  let pool: TestPool
  let sub: string
  beforeAll(async () => {
    house = await open(functions.options)
    pool = await makePool(house, { LambdaConfig: namedBy(...names) })
    sub = await makeUser(house, pool, 'ada')
  })
  beforeEach(() => functions.reset())

  const initiate = (USERNAME: string, password = PASSWORD, ClientId = pool.clientId) =>
    sdkFor(house).initiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
      ClientMetadata: { from: 'test' },
    })
  const ada = () => ({
    sub,
    'cognito:user_status': 'CONFIRMED',
    email: 'ada@example.com',
    email_verified: 'true',
  })
  const event = (source: string, request: object, response: object) => ({
    version: '1',
    triggerSource: source,
    region: 'us-east-1',
    userPoolId: pool.poolId,
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: pool.clientId },
    request,
    response,
  })

  it('are called in order, each with its event', async () => {
    await initiate('ada')
    expect(functions.events).toEqual([
      event(
        'PreAuthentication_Authentication',
        { userAttributes: ada(), validationData: { from: 'test' }, userNotFound: false },
        {},
      ),
      event(
        'PostAuthentication_Authentication',
        { userAttributes: ada(), newDeviceUsed: false },
        {},
      ),
      event(
        'TokenGeneration_Authentication',
        {
          userAttributes: ada(),
          groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
        },
        { claimsOverrideDetails: null },
      ),
    ])
  })

  it('are called by SRP too', async () => {
    await signInBySrp(house, pool, 'ada', PASSWORD)
    expect(functions.sources).toEqual([
      'PreAuthentication_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_Authentication',
    ])
  })

  describe('PreAuthentication', () => {
    it('refuses, whatever the password', async () => {
      functions.put('PreAuthentication', refuse('Closed on Mondays'))
      for (const password of [PASSWORD, 'Wrong-One-1']) {
        await expect(initiate('ada', password)).rejects.toMatchObject({
          name: 'UserLambdaValidationException',
          message: 'PreAuthentication failed with error Closed on Mondays.',
        })
      }
      expect(functions.sources).toEqual(Array(2).fill('PreAuthentication_Authentication'))
    })

    it('lets nobody in whom the password refuses', async () => {
      functions.on('PreAuthentication', () => ({ issueTokens: true, answerCorrect: true }))
      await expect(initiate('ada', 'Wrong-One-1')).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Incorrect username or password.',
      })
      expect(functions.sources).toEqual(['PreAuthentication_Authentication'])
    })
  })

  describe('PostAuthentication', () => {
    it('withholds the tokens', async () => {
      functions.put('PostAuthentication', refuse('Not today'))
      await expect(initiate('ada')).rejects.toMatchObject({
        name: 'UserLambdaValidationException',
        message: 'PostAuthentication failed with error Not today.',
      })
      expect(functions.sources).not.toContain('TokenGeneration_Authentication')
    })

    it('hears of a challenge with what its answer brought along', async () => {
      await invite(house, pool, 'new')
      const Session = await begin(house, pool, 'new')
      functions.reset()
      await sdkFor(house).respondToAuthChallenge({
        ClientId: pool.clientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: { USERNAME: 'new', NEW_PASSWORD: PASSWORD },
        ClientMetadata: { step: 'two' },
      })
      expect(functions.sources).toEqual([
        'PostAuthentication_Authentication',
        'TokenGeneration_NewPasswordChallenge',
      ])
      for (const { request } of functions.events) {
        expect(request.clientMetadata).toEqual({ step: 'two' })
      }
    })

    it('is not asked of an answer that came twice', async () => {
      await invite(house, pool, 'twice')
      const Session = await begin(house, pool, 'twice')
      functions.reset()
      const answers = [1, 2].map(() => choose(house, pool, Session, { USERNAME: 'twice' }))
      const settled = await Promise.allSettled(answers)
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(functions.sources).toHaveLength(2)
    })
  })

  describe('PreTokenGeneration', () => {
    it('changes the claims of the ID token, and of groups those of both', async () => {
      functions.on('PreTokenGeneration', () => ({
        claimsOverrideDetails: {
          claimsToAddOrOverride: { tier: 'gold', sub: 'forged', 'cognito:username': 'root' },
          claimsToSuppress: ['email', 'iss'],
          groupOverrideDetails: { groupsToOverride: ['swimmers'] },
        },
      }))
      const { AccessToken, IdToken } = await signIn(house, pool, 'ada')
      const id = claimsOf(IdToken)
      expect(id).toMatchObject({ sub, tier: 'gold', 'cognito:username': 'ada' })
      expect(id.iss).toBe(`${house.publicUrl}/${pool.poolId}`)
      expect(id).not.toHaveProperty('email')
      expect(id['cognito:groups']).toEqual(['swimmers'])
      const access = claimsOf(AccessToken)
      expect(access['cognito:groups']).toEqual(['swimmers'])
      expect(access).not.toHaveProperty('tier')
      await sdkFor(house).getUser({ AccessToken })
    })

    it.each([
      [{ claimsOverrideDetails: 'none' }],
      [{ claimsOverrideDetails: { claimsToAddOrOverride: { level: 1 } } }],
      [{ claimsOverrideDetails: { claimsToSuppress: 'email' } }],
      [{ claimsOverrideDetails: { claimsToSuppress: Array(5_001).fill('x') } }],
      [{ claimsOverrideDetails: { groupOverrideDetails: { groupsToOverride: [1] } } }],
    ])('is refused %o', async (response) => {
      functions.on('PreTokenGeneration', () => response)
      await expect(initiate('ada')).rejects.toMatchObject({
        name: 'InvalidLambdaResponseException',
        message: 'Unrecognizable lambda output',
      })
    })

    it.each(['V2_0', 'V3_0'] as const)(
      'changes access tokens and scopes by %s',
      async (version) => {
        const PreTokenGenerationConfig = {
          LambdaVersion: version,
          LambdaArn: arnOf('PreTokenGeneration'),
        }
        const own = await makePool(house, { LambdaConfig: { PreTokenGenerationConfig } })
        await makeUser(house, own, 'bea')
        const sdk = sdkFor(house)
        const UserPoolId = own.poolId
        await sdk.createGroup({ UserPoolId, GroupName: 'swimmers' })
        await sdk.adminAddUserToGroup({ UserPoolId, GroupName: 'swimmers', Username: 'bea' })
        functions.on('PreTokenGeneration', () => ({
          claimsAndScopeOverrideDetails: {
            idTokenGeneration: { claimsToAddOrOverride: { tier: { level: 2 } } },
            accessTokenGeneration: {
              claimsToAddOrOverride: { lanes: [1, 2], aud: own.clientId, client_id: 'forged' },
              scopesToAdd: ['pool/swim'],
            },
          },
        }))
        const { AccessToken, IdToken } = await signIn(house, own, 'bea')
        const told = functions.event('TokenGeneration_Authentication')
        expect(told.version).toBe(version.slice(1, 2))
        expect(told.request.scopes).toEqual(['aws.cognito.signin.user.admin'])
        expect(told.request.groupConfiguration.groupsToOverride).toEqual(['swimmers'])
        expect(claimsOf(IdToken).tier).toEqual({ level: 2 })
        expect(claimsOf(AccessToken)).toMatchObject({
          lanes: [1, 2],
          aud: own.clientId,
          client_id: own.clientId,
          scope: 'aws.cognito.signin.user.admin pool/swim',
          'cognito:groups': ['swimmers'],
        })
        functions.on('PreTokenGeneration', () => ({
          claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToAdd: ['two words'] } },
        }))
        await expect(initiate('bea', PASSWORD, own.clientId)).rejects.toMatchObject({
          name: 'InvalidLambdaResponseException',
        })
      },
    )

    it('is asked again at every refresh', async () => {
      const { RefreshToken } = await signIn(house, pool, 'ada')
      functions.reset()
      functions.on('PreTokenGeneration', () => ({
        claimsOverrideDetails: { claimsToAddOrOverride: { tier: 'silver' } },
      }))
      const ClientId = pool.clientId
      const ClientMetadata = { why: 'refresh' }
      const { AuthenticationResult } = await sdkFor(house).getTokensFromRefreshToken({
        ClientId,
        RefreshToken,
        ClientMetadata,
      })
      expect(claimsOf(AuthenticationResult?.IdToken).tier).toBe('silver')
      const { request } = functions.event('TokenGeneration_RefreshTokens')
      expect(request.clientMetadata).toEqual(ClientMetadata)
      functions.put('PreTokenGeneration', refuse('No more'))
      const refreshing = sdkFor(house).initiateAuth({
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      })
      await expect(refreshing).rejects.toMatchObject({
        name: 'UserLambdaValidationException',
        message: 'PreTokenGeneration failed with error No more.',
      })
    })

    it('has no second version in the cheapest tier', async () => {
      const PreTokenGenerationConfig = { LambdaVersion: 'V2_0', LambdaArn: arnOf('f') } as const
      const making = makePool(house, {
        UserPoolTier: 'LITE',
        LambdaConfig: { PreTokenGenerationConfig },
      })
      await expect(making).rejects.toMatchObject({ name: 'FeatureUnavailableInTierException' })
    })

    it('is one function under both of its names', async () => {
      const PreTokenGenerationConfig = { LambdaVersion: 'V2_0', LambdaArn: arnOf('f') } as const
      const making = makePool(house, {
        LambdaConfig: { PreTokenGenerationConfig, PreTokenGeneration: arnOf('g') },
      })
      await expect(making).rejects.toMatchObject({ name: 'InvalidParameterException' })
    })
  })

  describe('UserMigration', () => {
    const vouch = (email: string, more: object = {}) => ({
      userAttributes: { email, email_verified: 'true' },
      finalUserStatus: 'CONFIRMED',
      messageAction: 'SUPPRESS',
      ...more,
    })

    it('brings somebody over with the password they typed', async () => {
      functions.on('UserMigration', () => vouch('cid@example.com'))
      await initiate('cid', 'old')
      const told = functions.event('UserMigration_Authentication')
      expect(told.userName).toBe('cid')
      expect(told.request).toEqual({ password: 'old', validationData: { from: 'test' } })
      expect(functions.sources[1]).toBe('PreAuthentication_Authentication')
      functions.reset()
      await initiate('cid', 'old')
      expect(functions.sources).not.toContain('UserMigration_Authentication')
      await expect(initiate('cid', 'other')).rejects.toThrow('Incorrect username or password.')
    })

    it.each([['LEGACY'], ['ENABLED']] as const)(
      'brings over whoever prefers their password in a choice, where the client has it %s',
      async (PreventUserExistenceErrors) => {
        const { clientId: ClientId } = await makeClient(house, pool.poolId, {
          ExplicitAuthFlows: ['ALLOW_USER_AUTH'],
          PreventUserExistenceErrors,
        })
        const prefer = (USERNAME: string, more: Record<string, string> = { PASSWORD: 'old' }) =>
          sdkFor(house).initiateAuth({
            ClientId,
            AuthFlow: 'USER_AUTH',
            AuthParameters: { USERNAME, PREFERRED_CHALLENGE: 'PASSWORD', ...more },
          })
        functions.on('UserMigration', ({ userName }) => vouch(`${userName}@example.com`))
        // Several: what a name that nobody has is said to begin with is drawn from the name.
        for (const each of ['hal', 'ida', 'jon', 'kim', 'lea']) {
          const name = `${each}-${PreventUserExistenceErrors}`
          expect(await prefer(name)).toHaveProperty('AuthenticationResult.AccessToken')
          expect(functions.event('UserMigration_Authentication').request.password).toBe('old')
          functions.events.length = 0
          expect(await prefer(name)).toHaveProperty('AuthenticationResult.AccessToken')
          expect(functions.sources).not.toContain('UserMigration_Authentication')
        }
        functions.events.length = 0
        await prefer('nobody', {}).catch(() => {})
        expect(functions.sources).not.toContain('UserMigration_Authentication')
        functions.put('UserMigration', refuse('Bad password'))
        await expect(prefer('nobody')).rejects.toThrow(
          PreventUserExistenceErrors === 'ENABLED'
            ? 'Incorrect username or password.'
            : 'UserMigration failed with error Bad password.',
        )
      },
    )

    it('asks for a new password unless it says that they are confirmed', async () => {
      functions.on('UserMigration', () => vouch('dot@example.com', { finalUserStatus: null }))
      await expect(initiate('dot', 'old')).rejects.toMatchObject({
        name: 'PasswordResetRequiredException',
      })
    })

    it('counts its refusals as wrong passwords', async () => {
      functions.put('UserMigration', refuse('Bad password'))
      for (let guess = 0; guess < 5; guess++) {
        await expect(initiate('eve', `guess ${guess}`)).rejects.toMatchObject({
          name: 'UserLambdaValidationException',
          message: 'UserMigration failed with error Bad password.',
        })
      }
      functions.on('UserMigration', () => vouch('eve@example.com'))
      await expect(initiate('eve', 'right')).rejects.toThrow('Password attempts exceeded')
      expect(functions.sources).toHaveLength(5)
    })

    it.each([
      [{}],
      [vouch('x@example.com', { finalUserStatus: 'ADMIN' })],
      [vouch('no address')],
      [vouch('x@example.com', { userAttributes: { sub: 'chosen' } })],
      [vouch('x@example.com', { userAttributes: { unknown: 'x' } })],
    ])('is refused %j, and nobody is made', async (response) => {
      functions.on('UserMigration', () => response)
      await expect(initiate('fay', 'old')).rejects.toMatchObject({
        name: 'InvalidLambdaResponseException',
      })
      await expect(
        sdkFor(house).adminGetUser({ UserPoolId: pool.poolId, Username: 'fay' }),
      ).rejects.toMatchObject({ name: 'UserNotFoundException' })
      house.clock.advance('1h')
    })

    describe('welcomes whom it brings over', () => {
      let count = 0
      const bring = async (said: object, LambdaConfig = namedBy('UserMigration')) => {
        const own = await makePool(house, { LambdaConfig })
        const name = `welcome${++count}`
        const phone = `+1555444${String(count).padStart(4, '0')}`
        const userAttributes = { email: `${name}@example.com`, phone_number: phone }
        const answer = { userAttributes, finalUserStatus: 'CONFIRMED', ...said }
        functions.on('UserMigration', () => answer)
        const { AuthenticationResult } = await initiate(name, 'their own', own.clientId)
        expect(AuthenticationResult?.AccessToken).toBeDefined()
        const sent = (await house.inbox.all()).filter(({ username }) => username === name)
        expect(JSON.stringify(sent)).not.toContain('their own')
        return sent.map(({ channel, body }) => `${channel}: ${body.replace(name, 'NAME')}`).sort()
      }
      const [byEmail, bySms] = ['email: Your username is NAME', 'sms: Your username is NAME']

      it.each([
        [{}, [bySms]],
        [{ messageAction: null, desiredDeliveryMediums: null }, [bySms]],
        [{ messageAction: 'RESEND' }, [bySms]],
        [{ desiredDeliveryMediums: ['EMAIL'] }, [byEmail]],
        [{ desiredDeliveryMediums: ['SMS', 'EMAIL'] }, [byEmail, bySms]],
        [{ messageAction: 'SUPPRESS', desiredDeliveryMediums: ['EMAIL'] }, []],
        [{ userAttributes: { email: 'nobody@example.com' } }, []],
      ])('by %j', async (said, expected) => {
        expect(await bring(said)).toEqual(expected)
      })

      it('and lets them in where it cannot be sent', async () => {
        // No setting says where this function is.
        const LambdaConfig = { ...namedBy('UserMigration'), CustomMessage: arnOf('elsewhere') }
        expect(await bring({}, LambdaConfig)).toEqual([])
      })
    })

    it.each([
      [true, '+15554440999', 'SMS_MFA'],
      [false, '+15554440998', undefined],
      [true, undefined, undefined],
    ])(
      'turns SMS on as second factor: %s, with the telephone %s',
      async (enableSMSMFA, phone, asked) => {
        const own = await makePool(house, { LambdaConfig: namedBy('UserMigration') })
        await sdkFor(house).setUserPoolMfaConfig({
          UserPoolId: own.poolId,
          MfaConfiguration: 'OPTIONAL',
          SmsMfaConfiguration: { SmsConfiguration: SMS_ROLE },
        })
        const userAttributes = { email: 'mia@example.com', ...(phone && { phone_number: phone }) }
        functions.on('UserMigration', () => vouch('', { userAttributes, enableSMSMFA }))
        const { ChallengeName } = await initiate('mia', 'old', own.clientId)
        expect(ChallengeName).toBe(asked)
        const mia = await sdkFor(house).adminGetUser({ UserPoolId: own.poolId, Username: 'mia' })
        expect(mia.PreferredMfaSetting).toBe(asked)
        expect(mia.UserMFASettingList).toEqual(asked && [asked])
      },
    )

    it('takes an alias from its holder only where forceAliasCreation says so', async () => {
      const LambdaConfig = namedBy('UserMigration')
      const own = await makePool(house, { LambdaConfig, AliasAttributes: ['email'] })
      await makeUser(house, own, 'ned')
      const nameBy = async (Username: string) =>
        (await sdkFor(house).adminGetUser({ UserPoolId: own.poolId, Username })).Username
      for (const more of [{}, { forceAliasCreation: false }, { forceAliasCreation: null }]) {
        functions.on('UserMigration', () => vouch('ned@example.com', more))
        await expect(initiate('new-ned', 'old', own.clientId)).rejects.toMatchObject({
          name: 'InvalidLambdaResponseException',
        })
        expect(await nameBy('ned@example.com')).toBe('ned')
        await expect(nameBy('new-ned')).rejects.toMatchObject({ name: 'UserNotFoundException' })
      }
      functions.on('UserMigration', () => vouch('ned@example.com', { forceAliasCreation: true }))
      await initiate('new-ned', 'old', own.clientId)
      expect(await nameBy('ned@example.com')).toBe('new-ned')
    })

    it('brings somebody over who forgot their password', async () => {
      functions.on('UserMigration', () => vouch('gil@example.com'))
      const { CodeDeliveryDetails } = await sdkFor(house).forgotPassword({
        ClientId: pool.clientId,
        Username: 'gil',
        ClientMetadata: { from: 'form' },
      })
      expect(CodeDeliveryDetails?.Destination).toBe('g***@e***')
      const told = functions.event('UserMigration_ForgotPassword')
      expect(told.request).toEqual({ clientMetadata: { from: 'form' } })
    })
  })
})
