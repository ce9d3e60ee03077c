import { Amplify } from 'aws-amplify'
import { confirmSignIn, getCurrentUser, signIn } from 'aws-amplify/auth'
import { ConsoleLogger } from 'aws-amplify/utils'
import { beforeEach, expect, it } from 'vitest'
import { Functions, namedBy, type TriggerEvent } from '../support/functions.ts'
import { makePool, makeUser, PASSWORD } from '../support/people.ts'
import { onEachStore } from '../support/stores.ts'
import { Device, take } from './device.ts'
import { useServer } from './serve.ts'

// It warns of every endpoint that is not Amazon's.
ConsoleLogger.LOG_LEVEL = 'ERROR'

const NAMES = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'] as const

/** As in the developer guide: a password where the client begins with one, then one challenge. */
function define({ request: { session } }: TriggerEvent): object {
  const last = session.at(-1)
  if (last?.challengeName === 'SRP_A') return { challengeName: 'PASSWORD_VERIFIER' }
  if (last?.challengeName !== 'CUSTOM_CHALLENGE') return { challengeName: 'CUSTOM_CHALLENGE' }
  return last.challengeResult ? { issueTokens: true } : { failAuthentication: true }
}

onEachStore('custom authentication by Amplify in Node', (open) => {
  const functions = new Functions(...NAMES)
  const server = useServer(open, functions.options)

  beforeEach(async () => {
    const { house, url } = server()
    functions.reset()
    functions.on('DefineAuthChallenge', define)
    functions.on('CreateAuthChallenge', () => ({
      publicChallengeParameters: { question: 'Which lane?' },
      privateChallengeParameters: { answer: 'seven' },
    }))
    functions.on('VerifyAuthChallengeResponse', ({ request }) => ({
      answerCorrect: request.challengeAnswer === request.privateChallengeParameters.answer,
    }))
    const pool = await makePool(
      house,
      { LambdaConfig: namedBy(...NAMES) },
      { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
    )
    await makeUser(house, pool, 'ada')
    const ids = { userPoolId: pool.poolId, userPoolClientId: pool.clientId }
    Amplify.configure({ Auth: { Cognito: { ...ids, userPoolEndpoint: url } } })
    take(new Device())
  })

  const begin = (authFlowType: 'CUSTOM_WITHOUT_SRP' | 'CUSTOM_WITH_SRP', password = PASSWORD) =>
    signIn({
      username: 'ada',
      ...(authFlowType === 'CUSTOM_WITH_SRP' && { password }),
      options: { authFlowType },
    })

  it.each(['CUSTOM_WITHOUT_SRP', 'CUSTOM_WITH_SRP'] as const)('signs in by %s', async (flow) => {
    const { nextStep } = await begin(flow)
    expect(nextStep).toMatchObject({
      signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
      additionalInfo: { question: 'Which lane?' },
    })
    const { isSignedIn } = await confirmSignIn({ challengeResponse: 'seven' })
    expect(isSignedIn).toBe(true)
    expect(await getCurrentUser()).toMatchObject({ username: 'ada' })
  })

  it.each(['CUSTOM_WITHOUT_SRP', 'CUSTOM_WITH_SRP'] as const)(
    'is refused a wrong answer by %s',
    async (flow) => {
      await begin(flow)
      await expect(confirmSignIn({ challengeResponse: 'eight' })).rejects.toMatchObject({
        name: 'NotAuthorizedException',
      })
    },
  )

  it('is refused a wrong password before any challenge', async () => {
    await expect(begin('CUSTOM_WITH_SRP', 'Wrong-One-1')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    })
    expect(functions.sources).not.toContain('CreateAuthChallenge_Authentication')
  })
})
