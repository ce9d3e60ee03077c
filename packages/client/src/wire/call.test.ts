import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { callIdentityPool, callUserPool, createCore, withSignal } from '../index.ts'

const POOL = { userPoolId: 'eu-west-1_Pool', userPoolClientId: 'client' }
const DENIED = { __type: 'com.amazonaws#NotAuthorizedException', message: 'No.' }

type Answer = () => Response | Promise<Response>

/** A core whose service answers these in turn, the last of them for ever. */
function serve(...answers: Answer[]) {
  const asked: Request[] = []
  const core = createCore(
    { Auth: { Cognito: { ...POOL, identityPoolId: 'eu-west-2:pool' } } },
    {
      timeoutMs: 60_000,
      headers: async () => ({ 'x-mine': 'yes' }),
      fetch: async (input, init) => {
        asked.push(new Request(input, init))
        const answer = answers.length > 1 ? answers.shift() : answers[0]
        init?.signal?.throwIfAborted()
        return (await answer?.()) ?? Response.error()
      },
    },
  )
  return { core, asked }
}

const ok: Answer = () => Response.json({ Username: 'ada' })
const failing: Answer = () => Response.json({ __type: 'InternalErrorException' }, { status: 500 })
const cut: Answer = () => Promise.reject(new TypeError('fetch failed'))

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())

/** The outcome, with all the pauses that it takes. */
async function settle<Value>(promise: Promise<Value>): Promise<PromiseSettledResult<Value>> {
  const settled = Promise.allSettled([promise])
  await vi.runAllTimersAsync()
  const [outcome] = await settled
  return outcome as PromiseSettledResult<Value>
}

const getUser = (core: Parameters<typeof callUserPool>[0]) =>
  callUserPool(core, 'GetUser', { AccessToken: 'token' })
const signUp = (core: Parameters<typeof callUserPool>[0]) =>
  callUserPool(core, 'SignUp', { ClientId: 'client', Username: 'ada' })

describe('a call', () => {
  it("goes to Amazon in the pool's region unless told otherwise", async () => {
    const { core, asked } = serve(ok)
    await getUser(core)
    await callIdentityPool(core, 'GetId', { IdentityPoolId: 'eu-west-2:pool' })
    expect(asked.map(({ url }) => url)).toEqual([
      'https://cognito-idp.eu-west-1.amazonaws.com/',
      'https://cognito-identity.eu-west-2.amazonaws.com/',
    ])
    const [first, second] = asked.map(({ headers }) => headers)
    expect(first?.get('x-amz-target')).toBe('AWSCognitoIdentityProviderService.GetUser')
    expect(first?.get('x-mine')).toBe('yes')
    expect(second?.get('x-amz-target')).toBe('AWSCognitoIdentityService.GetId')
  })

  it.each([
    [
      'a header, with a link behind it',
      { 'x-amzn-errortype': 'UserNotFoundException:http://x' },
      {},
    ],
    ['the body, with a namespace before it', {}, { __type: 'a.b#UserNotFoundException' }],
    ['the header before the body', { 'x-amzn-errortype': 'UserNotFoundException' }, DENIED],
  ])('reads the name of an error from %s', async (_, headers, body) => {
    const { core } = serve(() => Response.json(body, { status: 400, headers }))
    await expect(signUp(core)).rejects.toMatchObject({ name: 'UserNotFoundException' })
  })

  it('says what to do, and which answer it was', async () => {
    const headers = { 'x-amzn-requestid': 'request-1' }
    const { core } = serve(() => Response.json(DENIED, { status: 400, headers }))
    await expect(signUp(core)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'No.',
      recoverySuggestion: expect.stringContaining('password'),
      metadata: { requestId: 'request-1', httpStatusCode: 400 },
    })
  })

  it.each([
    ['CodeMismatchException', 'an authenticator app', /sent|message/i],
    ['EnableSoftwareTokenMFAException', 'an authenticator app', /sent|message/i],
    ['ExpiredCodeException', 'an app’s code that was used', /sent|message/i],
    ['InvalidPasswordException', 'a password that was used before', /short|long|message/],
    ['NotImplementedException', 'an operation', /upgrade/],
    ['LimitExceededException', 'twenty passkeys', /^(?!.*remove)/],
    ['ResourceNotFoundException', 'a device that was forgotten', /configuration/],
  ])('says of %s nothing that is wrong for %s', async (__type, _, wrong) => {
    const { core } = serve(() => Response.json({ __type }, { status: 400 }))
    const error = await signUp(core).catch((error) => error)
    expect(error.recoverySuggestion).toMatch(/\.$/)
    expect(error.recoverySuggestion).not.toMatch(wrong)
  })

  it('takes an empty answer for an empty document, and refuses what is none', async () => {
    expect(await getUser(serve(() => new Response('')).core)).toEqual({})
    const { core } = serve(() => new Response('<html>a proxy</html>', { status: 403 }))
    await expect(getUser(core)).rejects.toMatchObject({
      name: 'UnknownError',
      message: 'https://cognito-idp.eu-west-1.amazonaws.com/ answered 403.',
    })
  })
})

describe('a call that failed', () => {
  it.each([
    ['the service failed', failing],
    ['the network failed', cut],
  ])('is repeated where it reads: %s', async (_, answer) => {
    const { core, asked } = serve(answer, answer, ok)
    expect(await settle(getUser(core))).toMatchObject({ status: 'fulfilled' })
    expect(asked).toHaveLength(3)
  })

  it.each([
    ['TooManyRequestsException', 400],
    ['Throttling', 400],
    ['ThrottlingException', 400],
    ['ThrottledException', 400],
    ['RequestThrottled', 400],
    ['RequestThrottledException', 400],
    ['EC2ThrottledException', 400],
    ['RequestLimitExceeded', 400],
    ['BandwidthLimitExceeded', 400],
    ['UnknownError', 429],
    ['UnknownError', 503],
  ])('is repeated where the service is busy: %s with %i', async (__type, status) => {
    const { core, asked } = serve(() => Response.json({ __type }, { status }), ok)
    expect(await settle(getUser(core))).toMatchObject({ status: 'fulfilled' })
    expect(asked).toHaveLength(2)
  })

  it('is given up after three', async () => {
    const { core, asked } = serve(cut)
    expect(await settle(getUser(core))).toMatchObject({ reason: { name: 'NetworkError' } })
    expect(asked).toHaveLength(3)
  })

  it.each([
    ['it changes something', failing, signUp],
    ['the network failed and it changes something', cut, signUp],
    [
      'a limit was reached',
      () => Response.json({ __type: 'LimitExceededException' }, { status: 400 }),
      getUser,
    ],
    [
      'too much was tried',
      () => Response.json({ __type: 'TooManyFailedAttemptsException' }, { status: 400 }),
      getUser,
    ],
    ['it was refused', () => Response.json(DENIED, { status: 400 }), getUser],
  ] as const)('is not repeated where %s', async (_, answer, ask) => {
    const { core, asked } = serve(answer)
    expect(await settle<unknown>(ask(core))).toMatchObject({ status: 'rejected' })
    expect(asked).toHaveLength(1)
  })

  it('ends when it is aborted, in a pause too', async () => {
    const { core, asked } = serve(cut)
    const aborting = new AbortController()
    const asking = Promise.allSettled([getUser(withSignal(core, aborting.signal))])
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    aborting.abort(new Error('left the page'))
    await vi.runAllTimersAsync()
    expect(await asking).toMatchObject([{ reason: { message: 'left the page' } }])
    expect(asked).toHaveLength(1)
  })

  it('ends when there is no answer in time', async () => {
    const { core } = serve(() => new Promise(() => {}))
    const patience = { ...core, timeoutMs: 20, fetch: hanging }
    expect(await settle(signUp(patience))).toMatchObject({ reason: { name: 'NetworkError' } })
  })
})

/** As fetch does where nobody answers: until the signal says that it is enough. */
const hanging: typeof fetch = (_, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
  })
