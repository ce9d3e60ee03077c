import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { arnOf, Functions } from '../support/functions.ts'
import { invite, TEMPORARY } from '../support/new-password.ts'
import { makePool, PASSWORD, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { EVERY_FLOW, makeMfaPool, respondTo } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { refusalOf } from './refusal.ts'

const ExplicitAuthFlows = [...EVERY_FLOW, 'ALLOW_USER_AUTH', 'ALLOW_CUSTOM_AUTH'] as const
const TRIO = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'] as const
const UNPROVEN = 'NotAuthorizedException: The temporary password must be proven first.'

onEachStore('a first factor alone', (open) => {
  const functions = new Functions(...TRIO)
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open(functions.options)
    pool = await makePool(
      house,
      {
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
        LambdaConfig: Object.fromEntries(TRIO.map((name) => [name, arnOf(name)])),
      },
      { ExplicitAuthFlows: [...ExplicitAuthFlows] },
    )
  })

  /** Signs somebody up and confirms them with the code. Answers the Session that signs them in. */
  async function confirmed({ clientId: ClientId }: TestPool, Username: string) {
    const sdk = sdkFor(house)
    const Value = `${Username}@example.com`
    const UserAttributes = [{ Name: 'email', Value }]
    await sdk.signUp({ ClientId, Username, Password: PASSWORD, UserAttributes })
    const ConfirmationCode = (await house.inbox.last(Value))?.code
    return (await sdk.confirmSignUp({ ClientId, Username, ConfirmationCode })).Session
  }
  const goOn = ({ clientId }: TestPool, USERNAME: string, Session?: string, more = {}) =>
    sdkFor(house).initiateAuth({
      ClientId: clientId,
      AuthFlow: 'USER_AUTH',
      Session,
      AuthParameters: { USERNAME, ...more },
    })

  it('that is the code of a sign-up replaces no temporary password', async () => {
    const Session = await confirmed(pool, 'ada')
    const ids = { UserPoolId: pool.poolId, Username: 'ada' }
    await sdkFor(house).adminSetUserPassword({ ...ids, Password: TEMPORARY, Permanent: false })
    expect(await refusalOf(goOn(pool, 'ada', Session))).toBe(UNPROVEN)
  })

  it('that a function judged replaces none, expired or not', async () => {
    functions.on('CreateAuthChallenge', () => ({}))
    functions.on('VerifyAuthChallengeResponse', () => ({ answerCorrect: true }))
    functions.on('DefineAuthChallenge', ({ request }) =>
      request.session.length > 0
        ? { issueTokens: true, failAuthentication: false }
        : { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false },
    )
    await invite(house, pool, 'bea')
    for (const time of ['0s', '8d']) {
      house.clock.advance(time)
      const { Session } = await sdkFor(house).initiateAuth({
        ClientId: pool.clientId,
        AuthFlow: 'CUSTOM_AUTH',
        AuthParameters: { USERNAME: 'bea' },
      })
      const right = { USERNAME: 'bea', ANSWER: 'right' }
      const answer = respondTo(house, pool, 'CUSTOM_CHALLENGE', Session, right)
      expect(await refusalOf(answer)).toBe(UNPROVEN)
    }
  })

  it('that is one mailbox is not two factors', async () => {
    const client = { ExplicitAuthFlows: [...ExplicitAuthFlows] }
    const strict = await makeMfaPool(house, 'ON', { EmailMfaConfiguration: {} }, client)
    const Session = await confirmed(strict, 'cleo')
    expect(await refusalOf(goOn(strict, 'cleo', Session))).toBe(
      'NotAuthorizedException: The user has no second factor other than the one that was proven first.',
    )
  })

  it('comes to no level that it was asked to go beyond', async () => {
    const Session = await confirmed(pool, 'dora')
    const target = { TARGET_ACR_VALUES: 'urn:cognito:loa:4' }
    expect(await refusalOf(goOn(pool, 'dora', Session, target))).toBe(
      'NotAuthorizedException: The user cannot reach any of the requested ACR levels: urn:cognito:loa:4 needs a password and an authenticator app.',
    )
  })
})
