/** Signing in by itself where a link confirms a sign-up: the service is looked at until it was followed. */
import { expect, it, onTestFinished, vi } from 'vitest'
import { makePool, PASSWORD } from '../../server/test/support/people.ts'
import { sdkFor } from '../../server/test/support/sdk.ts'
import { createAuth, memoryStorage } from '../src/index.ts'
import { onOneStore } from './support/one-store.ts'

onOneStore('a sign-up that a link confirms', (open) => {
  it('is looked at until the link was followed, and then signs in', async () => {
    const house = await open()
    const pool = await makePool(house)
    const Cognito = {
      userPoolId: pool.poolId,
      userPoolClientId: pool.clientId,
      userPoolEndpoint: house.publicUrl,
      signUpVerificationMethod: 'link',
    }
    const looks: string[] = []
    const auth = createAuth(
      { Auth: { Cognito } },
      {
        storage: memoryStorage(),
        fetch: async (input, init) => {
          const response = await house.fetch(new Request(input, init))
          const error = response.headers.get('x-amzn-errortype')?.replace(':', '')
          if (error) looks.push(error)
          // The link is followed after the second look.
          if (error && looks.length === 2) {
            await sdkFor(house).adminConfirmSignUp({ UserPoolId: pool.poolId, Username: 'ada' })
          }
          return response
        },
      },
    )
    const { nextStep } = await auth.signUp({
      username: 'ada',
      password: PASSWORD,
      options: { userAttributes: { email: 'ada@example.com' }, autoSignIn: true },
    })
    expect(nextStep.signUpStep).toBe('COMPLETE_AUTO_SIGN_IN')

    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    let isOver = false
    const signingIn = auth.autoSignIn().finally(() => {
      isOver = true
    })
    while (!isOver) {
      await vi.advanceTimersByTimeAsync(1_000)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await signingIn).toEqual({ isSignedIn: true, nextStep: { signInStep: 'DONE' } })
    expect(looks).toEqual(['UserNotConfirmedException', 'UserNotConfirmedException'])
    expect((await auth.getCurrentUser()).username).toBe('ada')
  })
})
