import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { arnOf } from '../../../test/support/functions.ts'
import {
  type Handler,
  LAMBDA_KEY as KEY,
  type OpenedWay,
  openWay,
  WAYS,
} from '../../../test/support/ways.ts'
import { type Listening, listen } from '../../http/listen.ts'
import type { TriggerRunner } from '../../ports/trigger-runner.ts'
import { invokersOf } from './by-target.ts'
import { makeTriggerRunner } from './runner.ts'

const ARN = arnOf('greet')

/** What stands behind each way, and how often it was asked. */
const behind: { handle: Handler; asked: number } = { handle: (event) => event, asked: 0 }
const run: Handler = (event) => {
  behind.asked++
  return behind.handle(event)
}

const folder = mkdtempSync(join(tmpdir(), 'poolhouse-triggers-'))
afterAll(() => rmSync(folder, { recursive: true }))

const makeRunner = (where: string, timeoutMs = 2_000): TriggerRunner =>
  makeTriggerRunner({
    functions: invokersOf(
      { greet: where },
      { lambdaKey: KEY, region: 'us-east-1', now: () => Date.now() },
    ),
    timeoutMs,
  })

describe.each(WAYS)('a function behind %s', (_name, way) => {
  let opened: OpenedWay
  beforeAll(async () => {
    opened = await openWay(way, ARN, run)
  })
  afterAll(() => opened.close())

  const running = (handle: Handler, timeoutMs?: number) => {
    Object.assign(behind, { handle, asked: 0 })
    return makeRunner(opened.place, timeoutMs).run(ARN, { request: { name: 'Ada ü' } })
  }

  it('is given the event and answers it', async () => {
    const answered = await running((event) => ({ ...event, response: { ok: true } }))
    expect(answered).toEqual({ request: { name: 'Ada ü' }, response: { ok: true } })
    expect(behind.asked).toBe(1)
  })

  it('may take its time', async () => {
    expect(await running(async () => await Promise.resolve('later'))).toBe('later')
  })

  it('answers null where it answers nothing', async () => {
    expect(await running(() => undefined)).toBeNull()
  })

  it('fails with its own words, and is not asked again', async () => {
    const failing = running(() => {
      throw new Error('Not from here')
    })
    await expect(failing).rejects.toMatchObject({ name: 'FunctionError', message: 'Not from here' })
    expect(behind.asked).toBe(1)
  })

  it('is asked three times when it never answers', async () => {
    await expect(running(() => new Promise(() => {}), 50)).rejects.toMatchObject({
      name: 'InvocationError',
      message: 'no answer within 50 ms',
    })
    expect(behind.asked).toBe(3)
  })

  it('is heard when it answers the third time', async () => {
    const third = () => (behind.asked < 3 ? new Promise(() => {}) : 'at last')
    expect(await running(third, 200)).toBe('at last')
  })

  it('is refused an answer of more than 256 kB', async () => {
    await expect(running(() => 'x'.repeat(256 * 1024))).rejects.toMatchObject({
      name: 'InvocationError',
      message: 'the answer has more than 262144 bytes',
    })
    expect(behind.asked).toBe(1)
  })
})

describe('a trigger runner', () => {
  let status = 200
  let asked = 0
  let listening: Listening
  let address: string
  beforeAll(async () => {
    const serve = () => {
      asked++
      return new Response('no JSON', { status, headers: { location: 'http://127.0.0.1:1/' } })
    }
    listening = await listen({ fetch: serve, host: '127.0.0.1', port: 0 })
    address = `http://127.0.0.1:${listening.port}`
  })
  afterAll(() => listening.close(0))

  it.each([
    [302, 1],
    [400, 1],
    [500, 1],
    [503, 1],
    [429, 3],
  ])('takes HTTP %i for no answer, and asks %i times', async (code, times) => {
    for (const place of [address, `lambda:${address}`]) {
      asked = 0
      status = code
      await expect(makeRunner(place).run(ARN, {})).rejects.toMatchObject({
        name: 'InvocationError',
        message: `the endpoint answered with HTTP ${code}`,
      })
      expect(asked).toBe(times)
    }
  })

  it('refuses what is no JSON', async () => {
    status = 200
    await expect(makeRunner(address).run(ARN, {})).rejects.toThrow('the answer is no JSON')
  })

  it('asks three times where nobody listens', async () => {
    await expect(makeRunner('http://127.0.0.1:1').run(ARN, {})).rejects.toMatchObject({
      name: 'InvocationError',
      isPassing: true,
    })
  })

  it('says what to configure for a function that nothing maps', async () => {
    await expect(
      makeRunner(address).run('arn:aws:lambda:us-east-1:1:function:other', {}),
    ).rejects.toThrow('add other=<address> to triggers')
  })

  it('finds a function by its whole ARN too', async () => {
    const functions = invokersOf(
      { [ARN]: () => 'by ARN' },
      { lambdaKey: undefined, region: 'us-east-1', now: () => 0 },
    )
    expect(await makeTriggerRunner({ functions }).run(ARN, {})).toBe('by ARN')
  })

  it('has five seconds for each of three tries, unless it is told otherwise', async () => {
    vi.useFakeTimers()
    let tries = 0
    const never = () => {
      tries++
      return new Promise(() => {})
    }
    const running = makeTriggerRunner({ functions: new Map([[ARN, never]]) }).run(ARN, {})
    const refusal = expect(running).rejects.toThrow('no answer within 5000 ms')
    for (const expected of [1, 2, 3]) {
      await vi.advanceTimersByTimeAsync(4_999)
      expect(tries).toBe(expected)
      await vi.advanceTimersByTimeAsync(1)
    }
    await refusal
    vi.useRealTimers()
  })

  it.each([
    [ARN.replace('us-east-1', 'eu-central-1'), 'eu-central-1'],
    ['greet', 'ap-south-1'],
  ])('signs for the region of %s', async (name, region) => {
    const scopes: (string | undefined)[] = []
    const fetch = async (request: Request) => {
      const [, scope] = /Credential=AKIATEST\/([^,]+)/.exec(
        request.headers.get('authorization') ?? '',
      ) ?? ['']
      scopes.push(scope?.slice('20261103/'.length))
      return new Response('null')
    }
    const lambda = await listen({ fetch, host: '127.0.0.1', port: 0 })
    const functions = invokersOf(
      { greet: `lambda:http://127.0.0.1:${lambda.port}` },
      { lambdaKey: KEY, region: 'ap-south-1', now: () => Date.now() },
    )
    const target = functions.get('greet')
    await target?.(name, {}, AbortSignal.timeout(2_000))
    await lambda.close(0)
    expect(scopes).toEqual([`${region}/lambda/aws4_request`])
  })

  it.each([
    'http://example.com/hook',
    'lambda:http://example.com',
    'https://a:b@example.com',
    'ftp://x/y',
    'hook',
  ])('is not made with %s', (where) => {
    expect(() => makeRunner(where)).toThrow('it must be https://')
  })

  it('is not made for a Lambda endpoint without a key', () => {
    const without = { lambdaKey: undefined, region: 'us-east-1', now: () => 0 }
    expect(() => invokersOf({ greet: 'lambda:https://lambda.example.com' }, without)).toThrow(
      'lambdaKey',
    )
  })

  it.each([
    ['export default 1', 'exports neither'],
    ['throw new Error("broken")', 'cannot be loaded'],
  ])('says what is wrong with the module %s', async (source, complaint) => {
    const path = join(folder, `wrong-${complaint.length}.mjs`)
    writeFileSync(path, source)
    await expect(makeRunner(path).run(ARN, {})).rejects.toThrow(complaint)
  })
})
