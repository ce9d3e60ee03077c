/** The scripts of docs/guides/client.md, each in a process of its own, against the demo pool. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { configuredProviders, createAuth } from '@poolhouse/client'
import { type Listening, listen, openPoolhouse, type Poolhouse } from '@poolhouse/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundle } from '../../packages/client/test/support/bundle.ts'
import { launchChromium } from '../../packages/server/test/support/chromium.ts'
import { sdkFor } from '../../packages/server/test/support/sdk.ts'

const POOL = {
  userPoolId: 'us-east-1_Poolhouse',
  userPoolClientId: 'poolhousedemo',
  userPoolEndpoint: 'http://localhost:7665/',
}
const here = fileURLToPath(new URL('.', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'client-guide-'))
const servers: Listening[] = []
let house: Poolhouse
let site: ChildProcess | undefined

/** Listens on a port of its own; the address is `localhost`, as the guide says it. */
async function serve(fetch: (request: Request) => Response | Promise<Response>): Promise<string> {
  const server = await listen({ fetch, host: '127.0.0.1', port: 0 })
  servers.push(server)
  return `http://localhost:${server.port}`
}

beforeAll(async () => {
  const publicUrl = await serve((request) => house.fetch(request))
  house = await openPoolhouse({ store: 'memory', demo: true, publicUrl })
  cpSync(here, folder, { recursive: true })
  symlinkSync(join(here, '../../node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  say('config.js', 'http://localhost:7665', publicUrl)
  await run('sign-up.js')
})
afterAll(async () => {
  site?.kill()
  for (const server of servers) await server.close(0)
  await house.close()
  rmSync(folder, { recursive: true })
})

/** Has a script say something else, where the guide's own address is taken or on the internet. */
function say(file: string, what: string, instead: string): void {
  const path = join(folder, file)
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(what, instead))
}

/** What a script prints. @throws when it fails. */
async function run(file: string): Promise<string> {
  const argv = ['--conditions=source', join(folder, file)]
  const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: folder })
  return stdout
}

it('signs in whoever has signed up before', async () => {
  expect(await run('sign-up.js')).toMatch(/already exists.*isSignedIn: true.*ada@example.com/s)
})

it('keeps a session in a file', async () => {
  expect(await run('session-in-a-file.js')).toMatch('UserUnAuthenticatedException Call signIn')
  expect(await run('session-in-a-file.js')).toBe('ada is still signed in\n')
})

it('sets up an authenticator app, and signs in with it', async () => {
  await sdkFor(house).setUserPoolMfaConfig({
    UserPoolId: 'us-east-1_Poolhouse',
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true },
  })
  const said = await run('totp.js')
  expect(said).toMatch('otpauth://totp/My%20app:ada?secret=')
  expect(said).toMatch("true { enabled: [ 'TOTP' ], preferred: 'TOTP' }")
})

it('signs in in a page', async () => {
  const program = Buffer.from(await bundle("import './page.js'", folder)).toString()
  const page = '<p></p><form><input name="username"><input name="password"><button>'
  const script = `<script type="module">${program}</script>`
  const url = await serve(
    () => new Response(page + script, { headers: { 'content-type': 'text/html' } }),
  )
  const browser = await launchChromium()
  try {
    const tab = await browser.newPage()
    await tab.goto(url)
    const shows = (text: string) =>
      tab.waitForFunction(`document.querySelector('p').textContent === '${text}'`)
    await shows('nobody')
    await tab.fill('[name=username]', 'ada')
    await tab.fill('[name=password]', 'Not-Hers-1')
    await tab.click('button')
    await shows('Incorrect username or password.')
    await tab.fill('[name=password]', 'Swim-Every-Day-1')
    await tab.click('button')
    await shows('ada')
    await tab.reload()
    await shows('ada')
  } finally {
    await browser.close()
  }
})

it('gives an AWS SDK the credentials of whoever is signed in', async () => {
  const roles = [...(await run('credentials.js')).matchAll(/demo-(\w+)/g)].map(([, role]) => role)
  expect(roles).toEqual(['unauthenticated', 'authenticated', 'unauthenticated'])
})

it('signs in by a code that is typed on another device', async () => {
  let asked = 0
  const issuer = await serve(async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/token' && asked++ === 0) {
      return Response.json({ error: 'authorization_pending' }, { status: 400 })
    }
    return Response.json({
      issuer,
      device_authorization_endpoint: `${issuer}/device`,
      token_endpoint: `${issuer}/token`,
      device_code: 'd',
      user_code: 'ABCD-EFGH',
      verification_uri: `${issuer}/activate`,
      expires_in: 600,
      interval: 0.02,
      access_token: 'a',
      token_type: 'bearer',
    })
  })
  say('device.js', 'https://id.example.com', issuer)
  expect(await run('device.js')).toBe(`ABCD-EFGH at ${issuer}/activate\nsigned in with Example\n`)
})

it('signs in with a provider of your own', async () => {
  const said = ['ABCD-EFGH at https://arcade.example/activate', 'token for a spare coin', '']
  expect(await run('provider.js')).toBe(said.join('\n'))
})

it.each([
  ['aws_resource_mappings.json', { Auth: { Cognito: POOL } }],
  ['oidc.json', { Auth: { Cognito: POOL } }],
  ['setreg.json', { Providers: { Google: { clientId: '….apps.googleusercontent.com' } } }],
])('takes the configuration %s', (file, resources) => {
  const config = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))
  const auth = createAuth(config)
  expect(auth.resources).toMatchObject(resources)
  const providers = configuredProviders(auth.resources).map(({ name }) => name)
  expect(providers).toEqual(file === 'setreg.json' ? ['Google'] : [])
})

it("answers by the Gem's buses, and by Amplify's names", async () => {
  expect(await run('gem.js')).toMatch(/^AWSCognitoIDP\nASIA\w+\nsigned out of AWSCognitoIDP\n$/)
  expect(await run('amplify.js')).toMatch(/^signedIn\nada us-east-1:[\w-]+\nsignedOut\n$/)
})

it('signs in by a server, which says why it refuses a body that is too long', async () => {
  const port = await freePort()
  say('server.js', '3000', port)
  const argv = ['--conditions=source', join(folder, 'server.js')]
  site = spawn(process.execPath, argv, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise<string>((resolve) =>
    site?.stdout?.once('data', (said) => resolve(String(said).trim())),
  )
  const post = (body: BodyInit) =>
    fetch(`${url}/api/auth/sign-in`, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit)
  const page = async (cookie = '') => (await fetch(url, { headers: { cookie } })).text()

  expect(await page()).toMatch('Hello, whoever you are.')
  const response = await post('{"username":"ada","password":"Swim-Every-Day-1"}')
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
  expect(await page(cookies.join('; '))).toMatch('Hello ada@example.com.')

  const long = new Blob(['x'.repeat(3_000_000)]).stream()
  const refused = await post(long)
  expect(refused.status).toBe(413)
  expect(await refused.json()).toMatchObject({ name: 'RequestRefused' })
})

/** A port that nothing listens on now. */
async function freePort(): Promise<string> {
  const server = await listen({ fetch: () => new Response(), host: '127.0.0.1', port: 0 })
  await server.close(0)
  return String(server.port)
}
