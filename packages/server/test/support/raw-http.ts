/** HTTP as bytes on a socket, for what no HTTP client would send. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Sends bytes as they are and reads the answer until the server closes; nothing when there was none. */
export async function exchange(
  port: number,
  ...pieces: readonly (string | Uint8Array)[]
): Promise<RawAnswer | undefined> {
  const socket = await connectTo(port)
  const answer = readAnswer(socket)
  for (const piece of pieces) socket.write(piece)
  return await answer
}

/** A connection that is open. Its errors are part of the game: a server may cut it at any time. */
export async function connectTo(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket.on('error', () => {})
}

/** What comes until the server closes. */
export async function readAnswer(socket: Socket): Promise<RawAnswer | undefined> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
  return parseAnswer(Buffer.concat(chunks).toString('latin1'))
}

/** The last answer in it: a "100 Continue" comes before the one that counts. */
function parseAnswer(text: string): RawAnswer | undefined {
  const last = text.slice(Math.max(0, text.lastIndexOf('HTTP/1.1 ')))
  const status = /^HTTP\/1\.1 (\d{3})/.exec(last)?.[1]
  if (!status) return undefined
  const [head = '', ...rest] = last.split('\r\n\r\n')
  const fields = head.split('\r\n').slice(1)
  const headers = new Map(
    fields.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    }),
  )
  return { status: Number(status), headers, body: rest.join('\r\n\r\n') }
}

/** One request whose connection ends with its answer. */
export function requestText(
  method: string,
  path: string,
  headers: Readonly<Record<string, string | number>> = {},
): string {
  const all = { host: 'localhost', connection: 'close', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

const PREFIX = 'AWSCognitoIdentityProviderService'
const CREDENTIAL = 'Credential=AKIATEST/20260101/us-east-1/cognito-idp/aws4_request'

/** The headers of a call, without those about its length. */
export const callHeaders = (operation: string): Record<string, string> => ({
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': `${PREFIX}.${operation}`,
  authorization: `AWS4-HMAC-SHA256 ${CREDENTIAL}`,
})

/** A call with any bytes for a body. */
export async function callWith(
  port: number,
  operation: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer | undefined> {
  const bytes = Buffer.from(body)
  const all = { ...callHeaders(operation), 'content-length': bytes.length, ...headers }
  return await exchange(port, requestText('POST', '/', all), bytes)
}
