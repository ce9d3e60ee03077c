/** Names that a service, a page or an application may give, and that every object has as well. */
import { expect, it } from 'vitest'
import { createAuth, memoryStorage, type SignInInput } from '../src/index.ts'

const COGNITO = {
  userPoolId: 'us-east-1_AbCdEf123',
  userPoolClientId: 'client',
  userPoolEndpoint: 'https://pool.example/',
}

/** An instance whose service answers this to everything, and what it was asked. */
function answering(body: object, status = 200) {
  const asked: Record<string, unknown>[] = []
  const auth = createAuth(
    { Auth: { Cognito: COGNITO } },
    {
      storage: memoryStorage(),
      fetch: async (_, init) => {
        asked.push(JSON.parse(String(init?.body)))
        return Response.json(body, { status })
      },
    },
  )
  return { auth, asked }
}
const byPassword = {
  username: 'ada',
  password: 'x',
  options: { authFlowType: 'USER_PASSWORD_AUTH' },
} as const

it.each(['constructor', '__proto__', 'toString'])('%s is no entry of any table', async (name) => {
  const challenge = answering({ ChallengeName: name, Session: 's' })
  await expect(challenge.auth.signIn(byPassword)).rejects.toMatchObject({
    name: 'SignInException',
    message: `No step answers ${name}.`,
  })

  const failure = answering({ __type: name, message: 'no' }, 400)
  await expect(failure.auth.signIn(byPassword)).rejects.toMatchObject({
    name,
    recoverySuggestion: undefined,
  })

  const choice = answering({
    ChallengeName: 'SELECT_MFA_TYPE',
    Session: 's',
    ChallengeParameters: { MFAS_CAN_CHOOSE: JSON.stringify([name, 'SMS_MFA']) },
  })
  expect((await choice.auth.signIn(byPassword)).nextStep).toMatchObject({
    allowedMFATypes: ['SMS'],
  })
  await expect(choice.auth.confirmSignIn({ challengeResponse: name })).rejects.toMatchObject({
    name: 'IncorrectMFAMethod',
  })

  // A flow that is none is the usual one, as everywhere.
  const { auth, asked } = answering({ ChallengeName: 'SMS_MFA', Session: 's' })
  const options = { authFlowType: name } as unknown as NonNullable<SignInInput['options']>
  await auth.signIn({ ...byPassword, options })
  expect(asked[0]).toMatchObject({ AuthFlow: 'USER_SRP_AUTH' })
})

it('of a list of factors that cannot be read there is none to choose', async () => {
  const { auth } = answering({
    ChallengeName: 'SELECT_MFA_TYPE',
    Session: 's',
    ChallengeParameters: { MFAS_CAN_CHOOSE: '[' },
  })
  expect((await auth.signIn(byPassword)).nextStep).toMatchObject({ allowedMFATypes: [] })
})
