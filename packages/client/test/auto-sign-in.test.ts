/** Signing in by itself where a link confirms a sign-up: the service is looked at until it was followed. */
import { expect, it, onTestFinished, vi } from 'vitest'
import { makePool, makeUser, PASSWORD } from '../../server/test/support/people.ts'
import { sdkFor } from '../../server/test/support/sdk.ts'
import { createAuth, memoryStorage } from '../src/index.ts'
import { onOneStore } from './support/one-store.ts'

const SECOND_MS = 1_000

onOneStore('a sign-up that a link confirms', (open) => {
  /** Requests that the service has not answered yet. */
  let asked = 0

  /** Somebody who has signed up, with time that only a test lets pass. */
  async function begin() {
    const house = await open()
    const pool = await makePool(house)
    await makeUser(house, pool, 'bob')
    const Cognito = {
      userPoolId: pool.poolId,
      userPoolClientId: pool.clientId,
      userPoolEndpoint: house.publicUrl,
      signUpVerificationMethod: 'link',
    }
    const looks: string[] = []
    asked = 0
    const auth = createAuth(
      { Auth: { Cognito } },
      {
        storage: memoryStorage(),
        fetch: async (input, init) => {
          asked++
          const response = await house.fetch(new Request(input, init)).finally(() => asked--)
          const error = response.headers.get('x-amzn-errortype')?.replace(':', '')
          if (error) looks.push(error)
          return response
        },
      },
    )
    const { nextStep } = await auth.signUp({
      username: 'ada',
      password: PASSWORD,
      options: {
        userAttributes: { email: 'ada@example.com' },
        autoSignIn: { authFlowType: 'USER_PASSWORD_AUTH' },
      },
    })
    expect(nextStep.signUpStep).toBe('COMPLETE_AUTO_SIGN_IN')
    const follow = () =>
      sdkFor(house).adminConfirmSignUp({ UserPoolId: pool.poolId, Username: 'ada' })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const began = Date.now()
    const seconds = () => Math.round((Date.now() - began) / SECOND_MS)
    return { auth, looks, follow, seconds }
  }

  /** Lets time pass, a second at once, until there is an end to it or a test has seen enough. */
  async function pass(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) {
      await vi.advanceTimersByTimeAsync(SECOND_MS)
      // What the service has to do takes no time that is counted here.
      for (let idle = 0; idle < 10; idle = asked > 0 ? 0 : idle + 1) {
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
  }

  function watch<Value>(promise: Promise<Value>) {
    const watched = { promise, isOver: false }
    const end = () => {
      watched.isOver = true
    }
    promise.then(end, end)
    return watched
  }

  it('is looked at until the link was followed, and then signs in', async () => {
    const { auth, looks, follow } = await begin()
    const signingIn = watch(auth.autoSignIn())
    await pass(() => looks.length === 2)
    await follow()
    await pass(() => signingIn.isOver)
    expect(await signingIn.promise).toEqual({ isSignedIn: true, nextStep: { signInStep: 'DONE' } })
    expect(looks).toEqual(['UserNotConfirmedException', 'UserNotConfirmedException'])
    expect((await auth.getCurrentUser()).username).toBe('ada')
  })

  it('is given up on after three minutes, in which it was looked at every five seconds', async () => {
    const { auth, looks, follow, seconds } = await begin()
    const signingIn = watch(auth.autoSignIn())
    await pass(() => signingIn.isOver)
    await expect(signingIn.promise).rejects.toMatchObject({
      name: 'AutoSignInException',
      message: expect.stringContaining('not confirmed in time'),
      recoverySuggestion: 'Follow the link, and call signIn.',
    })
    expect(seconds()).toBe(180)
    expect(looks).toHaveLength(36)
    // It is over, for who follows the link later as well.
    await follow()
    await expect(auth.autoSignIn()).rejects.toMatchObject({ name: 'AutoSignInException' })
    await expect(auth.getCurrentUser()).rejects.toMatchObject({
      name: 'UserUnAuthenticatedException',
    })
  })

  it('is cancelled by whoever signs in by hand meanwhile, and signs nobody in over them', async () => {
    const { auth, looks, follow } = await begin()
    const signingIn = watch(auth.autoSignIn())
    await pass(() => looks.length === 1)
    await auth.signIn({ username: 'bob', password: PASSWORD })
    await follow()
    await pass(() => signingIn.isOver)
    await expect(signingIn.promise).rejects.toMatchObject({
      name: 'AutoSignInException',
      message: expect.stringContaining('cancelled'),
    })
    expect(looks).toHaveLength(1)
    expect((await auth.getCurrentUser()).username).toBe('bob')
  })
})
