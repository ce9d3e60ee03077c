import { createHash } from 'node:crypto'
import { Script } from 'node:vm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makePool, PASSWORD } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { injectedKeys } from '../../test/support/stores.ts'
import { openPoolhouse, type Poolhouse } from '../index.ts'

const INJECTION = `<script>alert(1)</script>"'><img/src=x/onerror=alert(2)>`
const ESCAPED = INJECTION.replace(/[<>"']/g, (found) => `&#${found.charCodeAt(0)};`)

let house: Poolhouse
beforeAll(async () => {
  house = await openPoolhouse({ demo: true, keyStock: injectedKeys(), isStrict: true })
})
afterAll(() => house.close())

const get = (path: string, from = house) => from.fetch(new Request(`${from.publicUrl}${path}`))
const read = async (path: string) => (await get(path)).text()
const readList = async (path: string) => /<ol.*<\/ol>/s.exec(await read(path))?.[0] ?? ''

async function signUp(
  clientId: string,
  name: string,
  contact: { email: string } | { sms: string },
) {
  const [Name, Value] =
    'email' in contact ? ['email', contact.email] : ['phone_number', contact.sms]
  await sdkFor(house).signUp({
    ClientId: clientId,
    Username: name,
    Password: PASSWORD,
    UserAttributes: [{ Name, Value }],
  })
}

it('says what to do next while it is empty', async () => {
  expect(await read('/inbox')).toContain('&#34;ClientId&#34;:&#34;poolhousedemo&#34;')
  expect(await readList('/inbox')).toMatch(/^<ol [^>]*><\/ol>$/)
})

it('shows a message, the newest first, and answers it as data', async () => {
  await signUp('poolhousedemo', 'ada', { email: 'ada@example.com' })
  house.clock.advance('5m')
  await signUp('poolhousedemo', 'grace', { email: 'grace@example.com' })

  const messages = await (await get('/inbox.json')).json()
  expect(messages).toEqual([
    expect.objectContaining({ username: 'grace' }),
    {
      to: 'ada@example.com',
      channel: 'email',
      userPoolId: 'us-east-1_Poolhouse',
      username: 'ada',
      purpose: 'SignUp',
      code: expect.stringMatching(/^\d{6}$/),
      subject: 'Your verification code',
      body: `Your confirmation code is ${messages[1].code}`,
      sentAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    },
  ])
  const list = await readList('/inbox')
  expect(list.indexOf('grace@example.com')).toBeLessThan(list.indexOf('ada@example.com'))
  const [{ sentAt, ...shown }] = messages.slice(1)
  for (const value of Object.values(shown)) expect(list).toContain(`>${value}<`)
  expect(list).toContain(
    `<time class="ph-quiet" datetime="${sentAt}" title="${sentAt}">5 minutes ago<`,
  )
})

it('limits both to a user name or an address', async () => {
  for (const to of ['ada', 'ada@example.com', '%20ada%20']) {
    const messages = await (await get(`/inbox.json?to=${to}`)).json()
    expect(messages.map(({ username }: { username: string }) => username)).toEqual(['ada'])
    expect(await readList(`/inbox?to=${to}`)).not.toContain('grace')
  }
  expect(await (await get('/inbox.json?to=nobody')).json()).toEqual([])
  expect(await read('/inbox?to=nobody')).toContain('No message to “nobody” yet')
  expect(await (await get('/inbox.json?to=')).json()).toHaveLength(2)
})

it('shows a text message without a subject', async () => {
  const { clientId } = await makePool(house, { AutoVerifiedAttributes: ['phone_number'] })
  await signUp(clientId, 'linus', { sms: '+15555550100' })
  const [message] = await (await get('/inbox.json?to=%2B15555550100')).json()
  expect(message).toMatchObject({ channel: 'sms', subject: null })
  const list = await readList('/inbox?to=linus')
  expect(list).toContain('href="/inbox?to=%2B15555550100"')
  expect(list).toContain('<p class="subject" data-field="subject"></p>')
})

it('keeps what users and templates hold inert', async () => {
  const { clientId } = await makePool(house, {
    VerificationMessageTemplate: {
      EmailSubject: `Welcome ${INJECTION}`,
      EmailMessage: `{####} ${INJECTION} {username}`,
    },
  })
  await signUp(clientId, INJECTION, { email: 'mallory@example.com' })
  const page = await read('/inbox?to=mallory@example.com')
  expect(page.split(ESCAPED)).toHaveLength(5) // subject, body with user name, user name
  expect(await read(`/inbox?to=${encodeURIComponent(INJECTION)}`)).toContain(`value="${ESCAPED}"`)
  expect(page.match(/<script/g)).toHaveLength(1)
  expect(page).not.toContain('<img')
})

it('sends a policy of exactly the style and script on the page', async () => {
  const response = await get('/inbox')
  const page = await response.text()
  const hashOf = (name: string) => {
    const [, text = ''] = new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(page) ?? []
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  }
  expect(response.headers.get('content-security-policy')?.split('; ')).toEqual([
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    'img-src data:',
    `style-src ${hashOf('style')}`,
    `script-src ${hashOf('script')}`,
    "connect-src 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ])
  expect(page).not.toMatch(/ style=| on[a-z]+=/) // neither would be obeyed
  expect(() => new Script(/<script>(.*?)<\/script>/s.exec(page)?.[1] ?? '(')).not.toThrow()
})

it('is not there under production rules', async () => {
  const accessKeys = [{ id: 'admin', secret: 'a secret for tests' }]
  const production = await openPoolhouse({ accessKeys, keyStock: injectedKeys() })
  for (const path of ['/inbox', '/inbox.json', '/inbox?to=ada']) {
    expect((await get(path, production)).status).toBe(404)
  }
  expect(await (await get('/', production)).text()).not.toContain('inbox')
  await production.close()
})
