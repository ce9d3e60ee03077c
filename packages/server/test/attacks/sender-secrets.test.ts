import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Listening, listen } from '../../src/http/listen.ts'
import { arnOf } from '../support/functions.ts'
import { makePool, PASSWORD } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { type LoggedServer, startLogged } from './logged-server.ts'

const KEY_ID = 'arn:aws:kms:us-east-1:000000000000:key/codes'
const KEY = Buffer.alloc(32, 'a key that nobody sees').toString('base64')
const SNS_SECRET = 'a-secret-of-sns-that-nobody-sees'
const WEBHOOK_SECRET = Buffer.alloc(32, 'a webhook secret').toString('base64')

/** A sender that is careless with what it reads: it fails with the code in its words. */
const careless = (codes: string) => `
import { appendFileSync } from 'node:fs'
import client from '${import.meta.resolve('@aws-crypto/client-node')}'
const { buildClient, RawAesKeyringNode, RawAesWrappingSuiteIdentifier } = client
const keyring = new RawAesKeyringNode({
  keyNamespace: 'poolhouse',
  keyName: '${KEY_ID}',
  unencryptedMasterKey: Uint8Array.from(Buffer.from('${KEY}', 'base64')),
  wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
})
export const handler = async ({ request }) => {
  const { plaintext } = await buildClient().decrypt(keyring, Buffer.from(request.code, 'base64'))
  appendFileSync('${codes}', plaintext + '\\n')
  throw new Error('cannot send ' + plaintext)
}
`

/** Whatever sends messages may refuse them, and say them again: what it was told is in no log line. */
let folder: string
let others: Listening
let server: LoggedServer
const codes: string[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'poolhouse-careless-'))
  writeFileSync(join(folder, 'mail.mjs'), careless(join(folder, 'codes')))
  const refuse = async (request: Request) => {
    const said = decodeURIComponent((await request.text()).replaceAll('+', ' '))
    codes.push(/code is (\S{6})/.exec(said)?.[1] ?? '')
    return new Response(`<Code>Throttled</Code>${said}`, {
      status: 400,
      statusText: said.slice(-9),
    })
  }
  others = await listen({ fetch: refuse, host: '127.0.0.1', port: 0 })
  const address = `http://127.0.0.1:${others.port}`
  server = await startLogged({
    POOLHOUSE_TRIGGERS: `mail=${join(folder, 'mail.mjs')}`,
    POOLHOUSE_SENDER_KEYS: `${KEY_ID}=${KEY}`,
    POOLHOUSE_SNS_ENDPOINT: address,
    POOLHOUSE_SNS_KEY: `AKIASNS:${SNS_SECRET}`,
    POOLHOUSE_WEBHOOK_URL: address,
    POOLHOUSE_WEBHOOK_SECRET: `whsec_${WEBHOOK_SECRET}`,
  })
}, 30_000)
afterAll(async () => {
  await others.close(0)
  rmSync(folder, { recursive: true })
})

it('no code is in the log, however those who send it fail', async () => {
  const CustomEmailSender = { LambdaVersion: 'V1_0', LambdaArn: arnOf('mail') } as const
  const pools = [
    [{ LambdaConfig: { CustomEmailSender, KMSKeyID: KEY_ID } }, 'email', 'ada@example.com'],
    [{}, 'email', 'bea@example.com'],
    [{ AutoVerifiedAttributes: ['phone_number'] }, 'phone_number', '+15550101234'],
  ] as const
  for (const [settings, Name, Value] of pools) {
    const { clientId: ClientId } = await makePool(server, settings as object)
    const joining = sdkFor(server).signUp({
      ClientId,
      Username: Value.slice(0, 3),
      Password: PASSWORD,
      UserAttributes: [{ Name, Value }],
    })
    await expect(joining).rejects.toMatchObject({ name: 'CodeDeliveryFailureException' })
  }
  const log = await server.stop()
  codes.push(readFileSync(join(folder, 'codes'), 'utf8').trim())
  expect(codes.map((code) => code.length)).toEqual([6, 6, 6])
  expect(log.match(/message not delivered/g)).toHaveLength(3)
  expect(log).toContain('cannot send …')
  for (const secret of [...codes, KEY, SNS_SECRET, WEBHOOK_SECRET]) {
    expect(log).not.toContain(secret)
  }
})
