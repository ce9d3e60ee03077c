import { beforeAll, describe, expect, it } from 'vitest'
import { cognitoIdp } from '../../src/api/cognito-idp.generated.ts'
import type { Poolhouse } from '../../src/index.ts'
import { PASSWORD } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { call } from '../support/wire.ts'
import { refusalOf } from './refusal.ts'

const KEY = { accessKeyId: 'AKIAPOOLHOUSE', secretAccessKey: 'the secret of an administrator' }
const UNSIGNED = [
  undefined,
  '',
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  'Basic QUtJQTpz',
  'x'.repeat(4096),
]
const CLAIMED = `AWS4-HMAC-SHA256 Credential=${KEY.accessKeyId}/20260101/us-east-1/cognito-idp/aws4_request`

const administration = Object.entries(cognitoIdp.operations)
  .filter(([, { auth }]) => auth === 'sigv4')
  .map(([name]) => name)

onEachStore('production mode', (open) => {
  const accessKeys = [{ id: KEY.accessKeyId, secret: KEY.secretAccessKey }]
  let house: Poolhouse
  let clientId: string
  let poolId: string
  beforeAll(async () => {
    house = await open({ accessKeys })
    const sdk = sdkFor(house, KEY)
    const { UserPool } = await sdk.createUserPool({ PoolName: 'production' })
    poolId = UserPool?.Id ?? ''
    const { UserPoolClient } = await sdk.createUserPoolClient({
      UserPoolId: poolId,
      ClientName: 'app',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    })
    clientId = UserPoolClient?.ClientId ?? ''
  })
  /** A call with any Authorization header, or none. */
  const callWith = async (operation: string, input: object, authorization: string | undefined) => {
    const response = await house.fetch(
      new Request(`${house.publicUrl}/`, {
        method: 'POST',
        headers: {
          'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
          ...(authorization !== undefined && { authorization }),
        },
        body: JSON.stringify(input),
      }),
    )
    return { status: response.status, body: JSON.parse(await response.text()) }
  }

  it('lets nobody administrate unsigned, nor learn what is there by asking', async () => {
    expect(administration.length).toBeGreaterThan(80)
    const inputs = [{}, { UserPoolId: poolId, ClientId: clientId }, { UserPoolId: 'x'.repeat(99) }]
    for (const operation of administration) {
      for (const input of inputs) {
        const { status, body } = await callWith(operation, input, undefined)
        expect([operation, status, body.__type]).toEqual([
          operation,
          400,
          'MissingAuthenticationTokenException',
        ])
      }
    }
  })

  it('lets nobody administrate with what is no signature', async () => {
    for (const authorization of [
      ...UNSIGNED,
      CLAIMED,
      `${CLAIMED}, SignedHeaders=host, Signature=0`,
    ]) {
      const { status, body } = await callWith('ListUserPools', { MaxResults: 1 }, authorization)
      expect(status).toBe(400)
      expect(body.__type).toMatch(
        /^(MissingAuthenticationToken|IncompleteSignature|InvalidSignature)Exception$/,
      )
      expect(JSON.stringify(body)).not.toContain(poolId)
    }
  })

  it('lets nobody administrate with a wrong key, or with another one’s name', async () => {
    for (const key of [
      { ...KEY, secretAccessKey: 'a guess' },
      { ...KEY, secretAccessKey: KEY.secretAccessKey.toUpperCase() },
      { ...KEY, accessKeyId: 'AKIANOBODY' },
      { ...KEY, accessKeyId: '__proto__' },
      { ...KEY, accessKeyId: KEY.accessKeyId.toLowerCase() },
      { ...KEY, sessionToken: 'made up', secretAccessKey: 'a guess' },
    ]) {
      const refused = await refusalOf(sdkFor(house, key).listUserPools({ MaxResults: 1 }))
      expect(refused).toMatch(/^(InvalidSignature|UnrecognizedClient)Exception: /)
    }
    expect(await refusalOf(sdkFor(house, KEY).listUserPools({ MaxResults: 1 }))).toBe('accepted')
  })

  it('does not take a signature for another operation, body, service or day', async () => {
    const requests: Request[] = []
    const recorder = { ...house, fetch: (request: Request) => keep(request) }
    const keep = async (request: Request) => {
      requests.push(request.clone())
      return await house.fetch(request)
    }
    await sdkFor(recorder, KEY).listUserPools({ MaxResults: 1 })
    const [signed] = requests
    if (!signed) throw new Error('the SDK sent nothing')
    const body = await signed.clone().text()
    const replay = async (changed: Record<string, string>, text = body, path = '/', at = house) => {
      const headers = { ...Object.fromEntries(signed.headers), ...changed }
      const url = new URL(path, house.publicUrl)
      const answer = await at.fetch(new Request(url, { method: 'POST', headers, body: text }))
      return answer.status
    }
    expect(await replay({})).toBe(200)
    const target = 'AWSCognitoIdentityProviderService.DeleteUserPool'
    expect(await replay({ 'x-amz-target': target }, `{"UserPoolId":"${poolId}"}`)).toBe(400)
    expect(await replay({}, '{"MaxResults":60}')).toBe(400)
    expect(await replay({ 'x-amz-date': '20200101T000000Z' })).toBe(400)
    expect(await replay({ host: 'evil.example' })).toBe(400)
    expect(await replay({ 'x-amz-security-token': 'x' })).toBe(400)
    expect(await replay({}, body, '/?x=1')).toBe(400)
    const later = await open({ accessKeys })
    expect(await replay({}, body, '/', later)).toBe(200)
    later.clock.advance('6m')
    expect(await replay({}, body, '/', later)).toBe(400)
  })

  it('has no inbox, and nothing else of development', async () => {
    for (const path of ['/inbox', '/inbox.json', '/inbox/', '/inbox.json?to=ada']) {
      expect((await house.fetch(new Request(`${house.publicUrl}${path}`))).status).toBe(404)
    }
    const reset = new Request(`${house.publicUrl}/reset`, { method: 'POST' })
    expect((await house.fetch(reset)).status).toBe(404)
    expect(await refusalOf(sdkFor(house, KEY).describeUserPool({ UserPoolId: poolId }))).toBe(
      'accepted',
    )
    expect(await house.inbox.all()).toEqual([])
  })

  describe('without a signature', () => {
    it.each([...UNSIGNED, CLAIMED])('answers people, whatever their header %#', async (header) => {
      const signIn = await callWith(
        'InitiateAuth',
        {
          ClientId: clientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: 'nobody', PASSWORD },
        },
        header,
      )
      expect(signIn.body.__type).toBe('UserNotFoundException')
      const user = await callWith('GetUser', { AccessToken: 'x' }, header)
      expect(user.body.__type).toBe('NotAuthorizedException')
    })
  })

  it.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    'getuser',
    'GetUser.ListUserPools',
    '../ListUserPools',
  ])('has no operation %j', async (operation) => {
    const { status, body } = await call(house, operation, { AccessToken: 'x' })
    expect([status, body.__type]).toEqual([400, 'UnknownOperationException'])
  })
})
