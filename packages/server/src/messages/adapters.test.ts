import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startMailServer } from '../../test/support/mail-server.ts'
import { listen } from '../http/listen.ts'
import { verifySignature } from '../http/sigv4.ts'
import type { Message, Sender } from '../ports/sender.ts'
import { makeSmtpSender } from './smtp.ts'
import { makeSnsSender } from './sns.ts'
import { makeWebhookSender } from './webhook.ts'

const EMAIL: Message = {
  channel: 'email',
  to: 'ada@example.com',
  subject: 'Your code, für dich',
  body: 'It is 135790',
  html: '<b>It is 135790</b>',
  purpose: 'SignUp',
  code: '135790',
  userPoolId: 'us-east-1_A',
  username: 'ada',
}
const SMS: Message = {
  channel: 'sms',
  to: '+15550101234',
  body: 'It is 135790 & more, ü',
  purpose: 'SignUp',
  code: '135790',
  userPoolId: 'us-east-1_A',
  username: 'ada',
}

const KEY = { id: 'AKIATEST', secret: 'a secret for tests' }
const SECRET = Buffer.alloc(32, 'a secret for webhooks')
const surroundings = {
  clock: { now: () => Date.now() },
  random: { uuid: () => 'an-id' },
  identity: { region: 'us-east-1' },
}
const TIMEOUT_MS = 200
const TIMEOUTS = { connectionTimeout: 200, greetingTimeout: 200, socketTimeout: 200 }

/** What the other side does with a message. */
type Manner = 'takes' | 'refuses' | 'keeps silent'

interface Server {
  readonly address: string
  /** Everything that arrived, decoded. */
  readonly received: readonly string[]
  close(): Promise<void>
}

interface Adapter {
  readonly carries: readonly Message[]
  readonly start: (manner: Manner) => Promise<Server>
  readonly make: (address: string) => Sender & { close?(): void }
  /** Why a refusal says that it failed. */
  readonly refusal: RegExp
}

const ADAPTERS: Readonly<Record<string, Adapter>> = {
  SMTP: {
    carries: [EMAIL],
    start: startMail,
    make: (url) => makeSmtpSender({ url, from: 'no-reply@example.com' }, TIMEOUTS),
    refusal: /554/,
  },
  'a webhook': {
    carries: [EMAIL, SMS],
    start: (manner) => startHttp(manner, readWebhook),
    make: (url) => makeWebhookSender({ url, secret: SECRET, timeoutMs: TIMEOUT_MS }, surroundings),
    refusal: /^the webhook answered with HTTP 503$/,
  },
  SNS: {
    carries: [SMS],
    start: (manner) => startHttp(manner, readPublish),
    make: (endpoint) => makeSnsSender({ endpoint, key: KEY, timeoutMs: TIMEOUT_MS }, surroundings),
    refusal: /^SNS answered with HTTP 503 OptedOut$/,
  },
}

describe.each(Object.entries(ADAPTERS))('%s', (_name, { carries, start, make, refusal }) => {
  let opened: (Server | Sender)[]
  beforeEach(() => {
    opened = []
  })
  afterEach(async () => {
    for (const each of opened) if ('close' in each) await (each as Server).close()
  })
  const open = async (manner: Manner) => {
    const server = await start(manner)
    const sender = make(server.address)
    opened.push(sender, server)
    return { server, sender }
  }

  it.each(carries)('carries $channel out', async (message) => {
    const { server, sender } = await open('takes')
    await sender.send(message)
    await sender.send({ ...message, body: 'the second' })
    expect(server.received).toHaveLength(2)
    expect(server.received[0]).toContain(message.to)
    expect(server.received[0]).toContain(message.body)
    expect(server.received[1]).toContain('the second')
  })

  it.each([EMAIL, SMS].filter((message) => !carries.includes(message)))(
    'does not take $channel',
    async (message) => {
      const { server, sender } = await open('takes')
      await expect(sender.send(message)).rejects.toThrow(/carries \w+ only/)
      expect(server.received).toEqual([])
    },
  )

  it.each([
    ['refused', 'refuses', refusal],
    ['not answered', 'keeps silent', /within 200 ms|never received|[Tt]imeout/],
  ] as const)('says so where a message is %s, and not what is in it', async (_how, manner, why) => {
    const { sender } = await open(manner)
    for (const message of carries) {
      const failure = await sender.send(message).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(Error)
      const { message: reason } = failure as Error
      expect(reason).toMatch(why)
      expect(reason).not.toContain(message.code)
    }
  })

  it('says so where nobody is', async () => {
    const { server, sender } = await open('takes')
    await server.close()
    opened = [sender]
    for (const message of carries) await expect(sender.send(message)).rejects.toThrow()
  })
})

describe('a redirect', () => {
  it.each(['a webhook', 'SNS'])('is not followed by %s', async (name) => {
    const asked: string[] = []
    const fetch = (request: Request) => {
      asked.push(new URL(request.url).pathname)
      return new Response(null, { status: 307, headers: { location: '/elsewhere' } })
    }
    const listening = await listen({ fetch, host: '127.0.0.1', port: 0 })
    const sender = ADAPTERS[name]?.make(`http://127.0.0.1:${listening.port}/here`)
    await expect(sender?.send(SMS)).rejects.toThrow('HTTP 307')
    expect(asked).toEqual(['/here'])
    await listening.close(0)
  })
})

describe('a webhook', () => {
  it('is not made with a secret that could be guessed', () => {
    const options = { url: 'https://example.com', secret: Buffer.alloc(16) }
    expect(() => makeWebhookSender(options, surroundings)).toThrow('24 bytes')
  })
})

/** Verifies as the specification of Standard Webhooks has it. */
async function readWebhook(request: Request): Promise<string> {
  const body = await request.text()
  const [id, time, signature] = ['id', 'timestamp', 'signature'].map((name) =>
    request.headers.get(`webhook-${name}`),
  )
  const right = createHmac('sha256', SECRET).update(`${id}.${time}.${body}`).digest('base64')
  expect(signature).toBe(`v1,${right}`)
  expect(Math.abs(Date.now() / 1000 - Number(time))).toBeLessThan(5)
  const { type, data } = JSON.parse(body)
  expect(type).toBe('message.send')
  expect(data.code).toBe('135790')
  return `${data.to} ${data.body}`
}

async function readPublish(request: Request): Promise<string> {
  const { method, headers } = request
  const body = new Uint8Array(await request.arrayBuffer())
  verifySignature(
    { method, url: new URL(request.url), headers, body },
    { service: 'sns', region: 'us-east-1', now: Date.now(), find: () => KEY },
  )
  const said = new URLSearchParams(Buffer.from(body).toString())
  expect(said.get('Action')).toBe('Publish')
  return `${said.get('PhoneNumber')} ${said.get('Message')}`
}

/** As SNS refuses, and with what was sent in it. */
const REFUSAL = `<ErrorResponse><Error><Code>OptedOut</Code><Message>${SMS.body}</Message></Error></ErrorResponse>`

async function startHttp(
  manner: Manner,
  read: (request: Request) => Promise<string>,
): Promise<Server> {
  const received: string[] = []
  const fetch = async (request: Request) => {
    received.push(await read(request))
    if (manner === 'keeps silent') await new Promise(() => {})
    return new Response(REFUSAL, { status: manner === 'refuses' ? 503 : 200 })
  }
  const listening = await listen({ fetch, host: '127.0.0.1', port: 0 })
  const address = `http://127.0.0.1:${listening.port}`
  return { address, received, close: () => listening.close(0) }
}

async function startMail(manner: Manner): Promise<Server> {
  if (manner === 'takes') {
    const { url, received, close } = await startMailServer()
    return {
      address: url,
      close,
      get received() {
        return received.map(({ to, data }) => `${to} ${data}`)
      },
    }
  }
  const server = createServer((socket) => {
    if (manner === 'refuses') socket.end('554 no\r\n')
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    address: `smtp://127.0.0.1:${port}`,
    received: [],
    close: async () => void server.close(),
  }
}
