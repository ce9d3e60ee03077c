/** What a page sends: no more than is allowed, JSON, and nothing that an endpoint does not know. */
import { DOCUMENT, type Kind } from '../config/kinds.ts'
import { Refusal } from './responses.ts'

/** The members of an input, and what each has to be. */
export interface Shape {
  readonly [member: string]: Kind<unknown> | Shape
}

/** Empty or not: the function says what it cannot do without. */
export const ANY_TEXT: Kind<string> = {
  is: (value): value is string => typeof value === 'string',
  looksLike: 'a text',
}

export const TEXT_BY_NAME: Kind<Readonly<Record<string, string>>> = {
  is: (value): value is Readonly<Record<string, string>> =>
    DOCUMENT.is(value) && Object.values(value).every(ANY_TEXT.is),
  looksLike: 'an object of texts',
}

type Input = Readonly<Record<string, unknown>>

/** Bytes; what signs people in and up is far shorter. */
const LONGEST_INPUT = 65_536

/**
 * The JSON object that is a request's body.
 *
 * @throws Refusal when it is none (a form of another site can send none), or too long.
 */
export async function readInput(request: Request): Promise<Input> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new Refusal(415, 'Send application/json.', 'Say so in the header content-type.')
  }
  const text = await readText(request)
  try {
    const input: unknown = JSON.parse(text || '{}')
    if (DOCUMENT.is(input)) return input
  } catch {
    // The same refusal as for JSON that is no object.
  }
  throw new Refusal(400, 'Send a JSON object.', 'It is the input of the function of that name.')
}

/** Stops reading where the body grows too long: one that is sent in chunks need not say its length. */
async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length')) > LONGEST_INPUT) throw tooLong()
  const reader = request.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.byteLength
    // Not cancelled: Node would end the connection before the answer is out.
    if (length > LONGEST_INPUT) throw tooLong()
    text += decoder.decode(value, { stream: true })
  }
  return text + decoder.decode()
}

/**
 * The members that an endpoint knows.
 *
 * @throws Refusal with the member that it does not know, or that is not what it should be.
 */
export function select(input: Input, shape: Shape, path = ''): Input {
  const stranger = Object.keys(input).find((name) => !Object.hasOwn(shape, name))
  if (stranger !== undefined) {
    const known = Object.keys(shape).map((name) => `${path}${name}`)
    const suggestion = `It may have ${known.join(', ') || 'no members'}.`
    throw new Refusal(400, `The input may not have ${path}${stranger}.`, suggestion)
  }
  const members = Object.entries(shape).flatMap(([name, kind]) => {
    const value = Object.hasOwn(input, name) ? input[name] : undefined
    return value === undefined ? [] : [[name, read(value, kind, `${path}${name}`)] as const]
  })
  return Object.fromEntries(members)
}

function read(value: unknown, kind: Kind<unknown> | Shape, path: string): unknown {
  const { is, looksLike } = isKind(kind) ? kind : DOCUMENT
  if (!is(value)) throw new Refusal(400, `${path} has to be ${looksLike}.`)
  return isKind(kind) ? value : select(value as Input, kind, `${path}.`)
}

const isKind = (kind: Kind<unknown> | Shape): kind is Kind<unknown> => typeof kind.is === 'function'

const tooLong = (): Refusal =>
  new Refusal(413, `Send at most ${LONGEST_INPUT} bytes.`, 'Leave out what is not needed.')
