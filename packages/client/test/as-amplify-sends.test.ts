/**
 * What the client sends beside what aws-amplify sends for the same calls. Nothing here reaches Amazon: what
 * is proven is that the two are the same to a service, and what they were compared on is written below.
 */
import type { CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { Amplify, type ResourcesConfig } from 'aws-amplify'
import * as amplify from 'aws-amplify/auth'
import { ConsoleLogger } from 'aws-amplify/utils'
import { beforeEach, expect, it } from 'vitest'
import { Device, take } from '../../server/test/clients/device.ts'
import { useListener, useServer } from '../../server/test/clients/serve.ts'
import { makeChoicePool } from '../../server/test/support/choice.ts'
import { ALWAYS, makeDevicePool } from '../../server/test/support/devices.ts'
import { Functions, namedBy } from '../../server/test/support/functions.ts'
import { makeIdentityPool } from '../../server/test/support/identities.ts'
import { invite, TEMPORARY } from '../../server/test/support/new-password.ts'
import { addPasskey, setRelyingParty } from '../../server/test/support/passkeys.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../server/test/support/people.ts'
import { makeRole, trustInPool } from '../../server/test/support/roles.ts'
import { identitySdkFor } from '../../server/test/support/sdk.ts'
import {
  addPerson,
  addWithApp,
  codeAt,
  makeMfaPool,
} from '../../server/test/support/second-factor.ts'
import * as ours from '../src/amplify.ts'
import { onOneStore } from './support/one-store.ts'

// It warns of every endpoint that is not Amazon's.
ConsoleLogger.LOG_LEVEL = 'ERROR'

type Library = Pick<typeof ours, Extract<keyof typeof ours, keyof typeof amplify>>

interface Sent {
  readonly target: string | null
  readonly contentType: string | null
  readonly cacheControl: string | null
  readonly body: unknown
}

/** Members that are drawn, or given by the service, anew each time: compared by their form. */
const FORMS: Readonly<Record<string, RegExp>> = {
  AccessToken: /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/,
  ClientId: /^\w+$/,
  Code: /^\d{6}$/,
  ConfirmationCode: /^\d{6}$/,
  CredentialId: /^[\w-]{43}$/,
  DEVICE_KEY: /^[\w-]+_[\w-]+$/,
  DeviceKey: /^[\w-]+_[\w-]+$/,
  DeviceName: /./,
  EMAIL_OTP_CODE: /^\d{6,8}$/,
  IdentityId: /^us-east-1:[\w-]{36}$/,
  IdentityPoolId: /^us-east-1:[\w-]{36}$/,
  PASSWORD_CLAIM_SECRET_BLOCK: /^[\w+/]+=*$/,
  PASSWORD_CLAIM_SIGNATURE: /^[\w+/]{43}=$/,
  NextToken: /./,
  PasswordVerifier: /^[\w+/]{512,516}=*$/,
  RefreshToken: /./,
  Salt: /^[\w+/]{20,24}=*$/,
  Session: /./,
  SMS_MFA_CODE: /^\d{6}$/,
  SOFTWARE_TOKEN_MFA_CODE: /^\d{6}$/,
  // As long as the group, give or take leading zeros: no padding on either side.
  SRP_A: /^[1-9a-f][0-9a-f]{750,767}$/,
  TIMESTAMP: /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [1-9]\d? \d\d:\d\d:\d\d UTC \d{4}$/,
  Token: /./,
  UserCode: /^\d{6}$/,
  // In a pool whose people are known by their addresses.
  USERNAME: /^[\da-f]{8}-[\da-f-]{27}$/,
}

interface MoreConfig {
  readonly identityPoolId: string
  readonly identityPoolEndpoint: string
  readonly allowGuestAccess: true
}

const NAMES = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'] as const

onOneStore('the client sends what Amplify sends', (open) => {
  const functions = new Functions(...NAMES)
  const server = useServer(open, functions.options)
  let sent: Sent[] = []
  const url = useListener(async (request) => {
    sent.push(await record(request.clone()))
    return await server().house.fetch(request)
  })
  beforeEach(() => functions.reset())

  const house = () => server().house
  const codeTo = async (to: string) => (await house().inbox.last(to))?.code ?? ''
  const ada = { username: 'ada', password: PASSWORD }

  /** Runs the same calls through each library, each before a pool of its own, and compares. */
  async function compare<Stage extends { pool: TestPool; more?: MoreConfig }>(
    prepare: () => Promise<Stage>,
    use: (library: Library, stage: Stage) => Promise<unknown>,
  ): Promise<void> {
    const config = ({ pool, more }: Stage) => ({
      Auth: {
        Cognito: {
          userPoolId: pool.poolId,
          userPoolClientId: pool.clientId,
          userPoolEndpoint: url(),
          ...more,
        },
      },
    })
    const theirStage = await prepare()
    Amplify.configure(config(theirStage) as ResourcesConfig) // its type has no pool with a part of an identity pool
    take(new Device())
    sent = []
    await use(amplify as unknown as Library, theirStage) // the same names; its types are stricter
    const theirs = sent
    const stage = await prepare()
    ours.Amplify.configure(config(stage))
    sent = []
    await use(ours, stage)
    expect(theirs.length).toBeGreaterThan(0)
    expect(sent).toEqual(theirs)
  }

  it('from sign-up to deletion', () =>
    compare(
      async () => ({ pool: await makePool(house()) }),
      async (library) => {
        const clientMetadata = { from: 'test' }
        await library.signUp({
          ...ada,
          options: {
            userAttributes: { email: 'ada@example.com', nickname: 'Ada' },
            validationData: { lane: 'seven' },
            clientMetadata,
          },
        })
        await library.resendSignUpCode({ username: 'ada', options: { clientMetadata } })
        const confirmationCode = await codeTo('ada@example.com')
        await library.confirmSignUp({ username: 'ada', confirmationCode })
        await library.signIn({ ...ada, options: { clientMetadata } })
        await library.fetchUserAttributes()
        await library.updateUserAttributes({ userAttributes: { nickname: 'A', name: 'Ada' } })
        await library.updateUserAttribute({ userAttribute: { attributeKey: 'name', value: 'B' } })
        await library.sendUserAttributeVerificationCode({ userAttributeKey: 'email' })
        await library.confirmUserAttribute({
          userAttributeKey: 'email',
          confirmationCode: await codeTo('ada@example.com'),
        })
        await library.deleteUserAttributes({ userAttributeKeys: ['nickname'] })
        await library.fetchAuthSession({ forceRefresh: true, clientMetadata })
        await library.updatePassword({ oldPassword: PASSWORD, newPassword: `${PASSWORD}!` })
        await library.signOut()
        await library.resetPassword({ username: 'ada', options: { clientMetadata } })
        await library.confirmResetPassword({
          username: 'ada',
          newPassword: PASSWORD,
          confirmationCode: await codeTo('ada@example.com'),
        })
        await library.signIn({ ...ada, options: { authFlowType: 'USER_PASSWORD_AUTH' } })
        await library.signOut({ global: true })
        await library.signIn(ada)
        await library.deleteUser()
      },
    ))

  it('second factors: set up, preferred, asked for', () =>
    compare(
      async () => {
        const pool = await makeMfaPool(house(), 'OPTIONAL')
        await addPerson(house(), pool, 'ada', {
          phone_number: '+15550101234',
          phone_number_verified: 'true',
        })
        return { pool }
      },
      async (library) => {
        await library.signIn(ada)
        const { sharedSecret } = await library.setUpTOTP()
        const code = codeAt(sharedSecret, house().clock.now())
        await library.verifyTOTPSetup({ code, options: { friendlyDeviceName: 'phone' } })
        await library.updateMFAPreference({ sms: 'ENABLED', totp: 'ENABLED', email: 'DISABLED' })
        await library.fetchMFAPreference()
        await library.signOut()
        house().clock.advance('30s')
        await library.signIn(ada)
        await library.confirmSignIn({ challengeResponse: 'TOTP' })
        const challengeResponse = codeAt(sharedSecret, house().clock.now())
        await library.confirmSignIn({ challengeResponse })
        await library.signOut()
        await library.signIn(ada)
        await library.confirmSignIn({ challengeResponse: 'SMS' })
        await library.confirmSignIn({ challengeResponse: await codeTo('+15550101234') })
        await library.signOut()
      },
    ))

  it('a second factor that is set up on the way in, after a new password', () =>
    compare(
      async () => {
        const pool = await makeMfaPool(house(), 'ON')
        await invite(house(), pool, 'ada')
        return { pool }
      },
      async (library) => {
        await library.signIn({ ...ada, password: TEMPORARY })
        const options = { userAttributes: { nickname: 'Ada' }, clientMetadata: { from: 'test' } }
        await library.confirmSignIn({ challengeResponse: PASSWORD, options })
        const { nextStep } = await library.confirmSignIn({ challengeResponse: 'TOTP' })
        if (nextStep.signInStep !== 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP') throw new Error('no set-up')
        const challengeResponse = codeAt(
          nextStep.totpSetupDetails.sharedSecret,
          house().clock.now(),
        )
        await library.confirmSignIn({ challengeResponse })
        await library.signOut()
      },
    ))

  it('a choice of first factors', () =>
    compare(
      async () => {
        const pool = await makeChoicePool(house(), ['PASSWORD', 'EMAIL_OTP'])
        await makeUser(house(), pool, 'ada')
        return { pool }
      },
      async (library) => {
        const authFlowType = 'USER_AUTH'
        await library.signIn({ username: 'ada', options: { authFlowType } })
        await library.confirmSignIn({ challengeResponse: 'EMAIL_OTP' })
        await library.confirmSignIn({ challengeResponse: await codeTo('ada@example.com') })
        await library.signOut()
        for (const challengeResponse of ['PASSWORD', 'PASSWORD_SRP']) {
          await library.signIn({ username: 'ada', options: { authFlowType } })
          await library.confirmSignIn({ challengeResponse })
          await library.confirmSignIn({ challengeResponse: PASSWORD })
          await library.signOut()
        }
        for (const preferredChallenge of ['PASSWORD', 'PASSWORD_SRP'] as const) {
          await library.signIn({ ...ada, options: { authFlowType, preferredChallenge } })
          await library.signOut()
        }
      },
    ))

  it.each(['CUSTOM_WITHOUT_SRP', 'CUSTOM_WITH_SRP'] as const)('%s', (authFlowType) =>
    compare(
      async () => {
        functions.on('DefineAuthChallenge', ({ request: { session } }) => {
          const last = session.at(-1)?.challengeName
          if (last === 'SRP_A') return { challengeName: 'PASSWORD_VERIFIER' }
          return last === 'CUSTOM_CHALLENGE'
            ? { issueTokens: true }
            : { challengeName: 'CUSTOM_CHALLENGE' }
        })
        functions.on('CreateAuthChallenge', () => ({
          publicChallengeParameters: { question: '?' },
        }))
        functions.on('VerifyAuthChallengeResponse', () => ({ answerCorrect: true }))
        const pool = await makePool(
          house(),
          { LambdaConfig: namedBy(...NAMES) },
          { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
        )
        await makeUser(house(), pool, 'ada')
        return { pool }
      },
      async (library) => {
        const password = authFlowType === 'CUSTOM_WITH_SRP' ? { password: PASSWORD } : {}
        await library.signIn({ username: 'ada', ...password, options: { authFlowType } })
        await library.confirmSignIn({ challengeResponse: 'seven' })
        await library.signOut()
      },
    ),
  )

  it('devices', () =>
    compare(
      async () => {
        const prompt = { ...ALWAYS, DeviceOnlyRememberedOnUserPrompt: true }
        const pool = await makeDevicePool(house(), 'OPTIONAL', prompt)
        return { pool, ...(await addWithApp(house(), pool, 'ada')) }
      },
      async (library, { secret }) => {
        house().clock.advance('30s')
        await library.signIn(ada)
        const challengeResponse = codeAt(secret, house().clock.now())
        await library.confirmSignIn({ challengeResponse })
        await library.rememberDevice()
        await library.fetchDevices()
        await library.signOut()
        await library.signIn(ada)
        await library.fetchAuthSession({ forceRefresh: true })
        await library.forgetDevice()
        await library.signOut()
      },
    ))

  const EMAIL = 'ada@example.com'
  const VERIFIED = { email: EMAIL, email_verified: 'true' }
  it.each<[what: string, name: string, names: Partial<CreateUserPoolCommandInput>]>([
    ['an address that is an alias', 'ada', { AliasAttributes: ['email'] }],
    ['an address that is the user name', EMAIL, { UsernameAttributes: ['email'] }],
  ])('devices of who signs in by %s', (_, name, names) =>
    compare(
      async () => {
        const pool = await makeDevicePool(house(), 'OPTIONAL', ALWAYS, names)
        return { pool, ...(await addWithApp(house(), pool, name, VERIFIED)) }
      },
      async (library, { secret }) => {
        const person = { username: EMAIL, password: PASSWORD }
        const byCode = async (authFlowType: 'USER_SRP_AUTH' | 'USER_PASSWORD_AUTH') => {
          house().clock.advance('30s')
          await library.signIn({ ...person, options: { authFlowType } })
          const challengeResponse = codeAt(secret, house().clock.now())
          await library.confirmSignIn({ challengeResponse })
        }
        await byCode('USER_PASSWORD_AUTH')
        await library.forgetDevice()
        await library.signOut()
        await byCode('USER_SRP_AUTH')
        await library.signOut()
        const { isSignedIn } = await library.signIn(person)
        expect(isSignedIn).toBe(true)
        await library.fetchDevices()
        await library.signOut()
      },
    ),
  )

  it('passkeys: listed by the page, and deleted', () =>
    compare(
      async () => {
        const pool = await makeChoicePool(house(), ['PASSWORD', 'WEB_AUTHN'])
        await setRelyingParty(house(), pool)
        await makeUser(house(), pool, 'ada')
        for (let one = 0; one < 2; one++) await addPasskey(house(), pool, 'ada')
        return { pool }
      },
      async (library) => {
        await library.signIn({ ...ada, options: { authFlowType: 'USER_PASSWORD_AUTH' } })
        const { credentials, nextToken = '' } = await library.listWebAuthnCredentials({
          pageSize: 1,
        })
        await library.listWebAuthnCredentials({ pageSize: 1, nextToken })
        await library.listWebAuthnCredentials()
        const credentialId = credentials[0]?.credentialId ?? ''
        await library.deleteWebAuthnCredential({ credentialId })
        await library.signOut()
      },
    ))

  it('identity pools: as a guest, who signs in, refreshes and signs out', () =>
    compare(prepareIdentityPool, async (library) => {
      await library.fetchAuthSession()
      await library.fetchAuthSession()
      await library.signIn(ada)
      await library.fetchAuthSession()
      await library.fetchAuthSession({ forceRefresh: true })
      await library.signOut()
      await library.fetchAuthSession()
      await library.signOut()
    }))

  it('identity pools: somebody who was never a guest', () =>
    compare(prepareIdentityPool, async (library) => {
      await library.signIn(ada)
      await library.fetchAuthSession()
      await library.signOut()
    }))

  async function prepareIdentityPool() {
    const pool = await makePool(house())
    await makeUser(house(), pool, 'ada')
    const IdentityPoolId = await makeIdentityPool(house(), [pool])
    const trust = trustInPool(IdentityPoolId, {
      Condition: {
        StringEquals: { 'cognito-identity.amazonaws.com:aud': IdentityPoolId },
        'ForAnyValue:StringLike': {
          'cognito-identity.amazonaws.com:amr': ['authenticated', 'unauthenticated'],
        },
      },
    })
    const { arn: role } = await makeRole(house(), trust)
    await identitySdkFor(house()).setIdentityPoolRoles({
      IdentityPoolId,
      Roles: { authenticated: role, unauthenticated: role },
    })
    const more = {
      identityPoolId: IdentityPoolId,
      identityPoolEndpoint: url(),
      allowGuestAccess: true,
    } as const
    return { pool, more }
  }
})

async function record(request: Request): Promise<Sent> {
  const { headers } = request
  return {
    target: headers.get('x-amz-target'),
    contentType: headers.get('content-type'),
    cacheControl: headers.get('cache-control'),
    body: JSON.parse(await request.text(), (name, value) => {
      if (name === 'Logins') return describeLogins(value)
      return typeof value === 'string' && FORMS[name]?.test(value) ? `<${name}>` : value
    }),
  }
}

/**
 * Each library signs in to a pool of its own: what is left is that both name the pool, by its issuer, and hand
 * on the same kind of token. For guests Amplify sends a map without entries, which says as much as none.
 */
function describeLogins(logins: Readonly<Record<string, string>>): string[] | undefined {
  const described = Object.entries(logins).map(([provider, token]) => {
    const { iss, token_use } = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
    )
    const isIssuer = iss.replace(/^https?:\/\//, '') === provider
    return `${isIssuer ? 'issuer' : provider}: ${token_use} token`
  })
  return described.length > 0 ? described : undefined
}
