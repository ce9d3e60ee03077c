import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Listening, listen, type Poolhouse } from '../../src/index.ts'
import { makePool } from '../support/people.ts'
import { callWith, exchange, type RawAnswer, requestText } from '../support/raw-http.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'

const MEGABYTE = 1_000_000
const DEEP = 10_000

const deepList = '['.repeat(DEEP) + ']'.repeat(DEEP)
const deepObject = `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`
/** What JavaScript cannot make text of. */
const textless = '{"toString":1,"valueOf":1}'

/** Bodies that are no object at all. */
const NO_INPUT: readonly (readonly [string, string | Uint8Array])[] = [
  ['nothing', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['a string', '"x"'],
  ['a number', '1'],
  ['a truncated object', '{"ClientId": "x'],
  ['two objects', '{}{}'],
  ['a comment', '{} // x'],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ['half of a UTF-8 sequence', Buffer.from('{"Username": "é').subarray(0, -1)],
  ['UTF-16', Buffer.from('{}', 'utf16le')],
  ['NUL bytes', Buffer.alloc(1000)],
  ['a number past all numbers', '1e999'],
  ['lists in lists', deepList],
  ['a megabyte of lists', '['.repeat(MEGABYTE)],
  ['gzip', gzipSync('{}')],
]

/** Objects with something in them that no member can be. */
const BAD_MEMBERS: readonly (readonly [string, string, string])[] = [
  ['a byte order mark and nothing else', 'SignUp', '\ufeff{}'],
  ['a member given twice', 'SignUp', '{"ClientId":"a","ClientId":7}'],
  ['objects in objects', 'SignUp', deepObject],
  ['a deep list for a string', 'SignUp', `{"ClientId":${deepList}}`],
  ['a deep object for a list', 'SignUp', `{"UserAttributes":${deepObject}}`],
  ['a deep value in a map', 'InitiateAuth', `{"AuthParameters":{"USERNAME":${deepList}}}`],
  ['a deep value in an unknown member', 'SignUp', `{"x":${deepObject}}`],
  ['a deep item in a list too long', 'CreateUserPool', factors(`${deepList},1,2,3,4,5`)],
  ['an item without text in a list too long', 'CreateUserPool', factors(`${textless},1,2,3,4,5`)],
  ['an item without text beside a bad one', 'CreateUserPool', factors(`"\\u0000",${textless}`)],
  ['a value without text beside a bad key', 'CreateUserPool', tags(`"\\u0000":"","b":${textless}`)],
  ['a deep value beside a bad key', 'CreateUserPool', tags(`"\\u0000":"","b":${deepObject}`)],
  ['__proto__ for an input', 'SignUp', '{"__proto__":{"ClientId":"a","Username":"b"}}'],
  ['constructor for an input', 'SignUp', '{"constructor":{"prototype":{"x":1}}}'],
  ['a number past all numbers', 'ListUserPools', '{"MaxResults":1e999}'],
  ['a number below all numbers', 'ListUserPools', '{"MaxResults":-1e999}'],
  ['a broken number', 'ListUserPools', '{"MaxResults":1.5}'],
  ['minus zero', 'ListUserPools', '{"MaxResults":-0}'],
  [
    'NUL in a string',
    'CreateUserPool',
    '{"PoolName":"a","SmsAuthenticationMessage":"{####}\\u0000"}',
  ],
  ['half a surrogate pair', 'CreateUserPool', '{"PoolName":"\\ud83d"}'],
  ['a surrogate pair the wrong way round', 'CreateUserPool', '{"PoolName":"\\ude00\\ud83d"}'],
  ['NUL in a key', 'CreateUserPool', tags('"a\\u0000":"b"')],
]

function factors(items: string): string {
  return `{"PoolName":"a","Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":[${items}]}}}`
}

function tags(members: string): string {
  return `{"PoolName":"a","UserPoolTags":{${members}}}`
}

onEachStore('a body', (open) => {
  let house: Poolhouse
  let server: Listening

  beforeAll(async () => {
    house = await open()
    server = await listen({ fetch: house.fetch, host: '127.0.0.1', port: 0 })
  })
  afterEach(async () => {
    const health = await exchange(server.port, requestText('GET', '/health/ready'))
    expect(health?.status).toBe(200)
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })
  afterAll(() => server.close(0))

  it.each(NO_INPUT)('of %s is no input', async (_name, body) => {
    expect(errorIn(await callWith(server.port, 'SignUp', body))).toBe('SerializationException')
  })

  it.each(BAD_MEMBERS)('with %s is refused', async (_name, operation, body) => {
    const error = errorIn(await callWith(server.port, operation, body))
    expect(error).toMatch(/^(SerializationException|InvalidParameterException)$/)
  })

  it('may have keys that mean something in JavaScript', async () => {
    const given = '"__proto__":"a","constructor":"b","toString":"c","hasOwnProperty":"d"'
    const made = await callWith(server.port, 'CreateUserPool', tags(given))
    const { UserPool } = JSON.parse(made?.body ?? '')
    const input = JSON.stringify({ UserPoolId: UserPool.Id })
    const described = await callWith(server.port, 'DescribeUserPool', input)
    expect(described?.body).toContain(`"UserPoolTags":{${given}}`)
  })

  it('may name an attribute so, which no pool has', async () => {
    const { clientId } = await makePool(house)
    const signUp = sdkFor(house).signUp({
      ClientId: clientId,
      Username: '__proto__',
      Password: 'Swim-Every-Day-1',
      UserAttributes: [{ Name: '__proto__', Value: 'x' }],
    })
    await expect(signUp).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })

  it('cannot put a line into a header of the answer', async () => {
    const body = JSON.stringify({ UserPoolId: 'x\r\nset-cookie: a=b', ClientId: '\r\n\r\n' })
    const answer = await callWith(server.port, 'DescribeUserPoolClient', body)
    expect(errorIn(answer)).toBe('InvalidParameterException')
    expect(answer?.headers.has('set-cookie')).toBe(false)
  })
})

function errorIn(answer: RawAnswer | undefined): unknown {
  expect(answer?.status).toBe(400)
  const type = JSON.parse(answer?.body ?? '{}').__type
  expect(answer?.headers.get('x-amzn-errortype')).toBe(`${type}:`)
  return type
}
