/** The device's fingerprint, where the page has Amazon's script for it: the same calls carry it as Amplify's. */
import { Amplify } from 'aws-amplify'
import * as amplify from 'aws-amplify/auth'
import { ConsoleLogger } from 'aws-amplify/utils'
import { expect, it, onTestFinished, vi } from 'vitest'
import { Device, take } from '../../server/test/clients/device.ts'
import { useListener } from '../../server/test/clients/serve.ts'
import { createAuth, memoryStorage } from '../src/index.ts'

// It warns of every endpoint that is not Amazon's.
ConsoleLogger.LOG_LEVEL = 'ERROR'

interface Sent {
  readonly operation: string | undefined
  readonly context: object | undefined
}
let sent: Sent[] = []
const url = useListener(async (request) => {
  const operation = request.headers.get('x-amz-target')?.split('.')[1]
  const { UserContextData: context } = await request.json()
  sent.push({ operation, context })
  if (operation !== 'InitiateAuth') return Response.json({})
  return Response.json({
    ChallengeName: 'CUSTOM_CHALLENGE',
    ChallengeParameters: { USERNAME: 'ada-1' },
    Session: 'session',
  })
})

/** What each library sends with every call that names somebody. */
async function sentNow(): Promise<Sent[][]> {
  const Cognito = {
    userPoolId: 'us-east-1_Pool',
    userPoolClientId: 'client',
    userPoolEndpoint: url(),
  }
  Amplify.configure({ Auth: { Cognito } })
  take(new Device())
  const ours = createAuth({ Auth: { Cognito } }, { storage: memoryStorage() })
  const all = []
  for (const library of [ours, amplify]) {
    sent = []
    const username = 'ada'
    const password = 'password'
    const confirmationCode = '123456'
    await library.signUp({ username, password })
    await library.resendSignUpCode({ username })
    await library.confirmSignUp({ username, confirmationCode })
    await library.resetPassword({ username })
    await library.confirmResetPassword({ username, confirmationCode, newPassword: password })
    await library.signIn({ username, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } })
    await library.confirmSignIn({ challengeResponse: 'seven' }).catch(() => {}) // the service says nothing
    all.push(sent)
  }
  return all
}

it.each([
  ['the script’s data', (...given: string[]) => given.join(' '), 'data'],
  ['nothing without the script', undefined, undefined],
])('sends %s', async (_, getData, expected) => {
  const script = getData && { getData }
  vi.stubGlobal('AmazonCognitoAdvancedSecurityData', script)
  const page = { AmazonCognitoAdvancedSecurityData: script, document: {} }
  vi.stubGlobal('window', Object.assign(new EventTarget(), page))
  onTestFinished(() => void vi.unstubAllGlobals())
  const [ours = [], theirs] = await sentNow()
  expect(ours).toEqual(theirs)
  const of = (username: string) => expected && { EncodedData: `${username} us-east-1_Pool client` }
  expect(ours).toEqual([
    { operation: 'SignUp', context: of('ada') },
    { operation: 'ResendConfirmationCode', context: of('ada') },
    { operation: 'ConfirmSignUp', context: of('ada') },
    { operation: 'ForgotPassword', context: of('ada') },
    { operation: 'ConfirmForgotPassword', context: of('ada') },
    { operation: 'InitiateAuth', context: of('ada') },
    { operation: 'RespondToAuthChallenge', context: of('ada-1') },
  ])
})
