/** What the suites of sign-in have in common: a server, and an application before it. */
import { beforeEach, expect } from 'vitest'
import { useServer } from '../../../server/test/clients/serve.ts'
import { Functions } from '../../../server/test/support/functions.ts'
import { PASSWORD, type TestPool } from '../../../server/test/support/people.ts'
import { codeAt } from '../../../server/test/support/second-factor.ts'
import type { Open } from '../../../server/test/support/stores.ts'
import type { SignInOutput } from '../../src/index.ts'
import type { Application, OpenApplication } from './application.ts'

export const CUSTOM = [
  'DefineAuthChallenge',
  'CreateAuthChallenge',
  'VerifyAuthChallengeResponse',
] as const
export const PHONE = '+15550101234'
export const EMAIL = 'ada@example.com'
export const ada = { username: 'ada', password: PASSWORD }

export const answer = (app: Application, challengeResponse: string) =>
  app.call('confirmSignIn', { challengeResponse })

/** Somebody is signed in, and nothing waits. */
export async function isIn(
  app: Application,
  { isSignedIn, nextStep }: SignInOutput,
  username = 'ada',
): Promise<void> {
  expect([isSignedIn, nextStep.signInStep]).toEqual([true, 'DONE'])
  expect(await app.call('getCurrentUser')).toMatchObject({ username })
  expect(await app.call('resumeSignIn')).toBeUndefined()
}

export type SignInServer = ReturnType<typeof useSignIn>

/** A server for a suite, whose pools may have challenges of their own. */
export function useSignIn(open: Open, openApplication: OpenApplication) {
  const functions = new Functions(...CUSTOM)
  const server = useServer(open, functions.options)
  beforeEach(() => functions.reset())
  const house = () => server().house
  return {
    functions,
    house,
    codeTo: async (to: string) => (await house().inbox.last(to))?.code ?? '',
    appCode: (secret: string) => codeAt(secret, house().clock.now()),
    appOf: ({ poolId, clientId }: TestPool) =>
      openApplication({
        userPoolId: poolId,
        userPoolClientId: clientId,
        userPoolEndpoint: server().url,
      }),
  }
}
