import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMailServer } from '../../test/support/mail-server.ts'
import { makePool, PASSWORD } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { injectedKeys } from '../../test/support/stores.ts'
import { openPoolhouse, type Poolhouse } from '../index.ts'

const signUp = (house: Poolhouse, ClientId: string, Username: string, attributes: object) =>
  sdkFor(house).signUp({
    ClientId,
    Username,
    Password: PASSWORD,
    UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
  })

describe('with a mail server', () => {
  let mail: Awaited<ReturnType<typeof startMailServer>>
  let house: Poolhouse
  beforeAll(async () => {
    mail = await startMailServer()
    house = await openPoolhouse({
      keyStock: injectedKeys(),
      smtp: { url: mail.url, from: 'Poolhouse <no-reply@example.com>' },
    })
  })
  afterAll(async () => {
    await house.close()
    await mail.close()
  })

  it('sends email over SMTP, as text and as HTML', async () => {
    const { clientId } = await makePool(house)
    await signUp(house, clientId, 'ada', { email: 'ada@example.com' })
    const [message] = mail.received
    expect(message).toMatchObject({ from: 'no-reply@example.com', to: ['ada@example.com'] })
    expect(message?.data).toContain('Subject: Your verification code')
    expect(message?.data).toMatch(/Your confirmation code is \d{6}/)
    expect(message?.data).toContain('text/html')
    expect(await house.inbox.last('ada')).toBeUndefined()
  })

  it('keeps SMS in the inbox', async () => {
    const { clientId } = await makePool(house, { AutoVerifiedAttributes: ['phone_number'] })
    await signUp(house, clientId, 'bea', { phone_number: '+15550101234' })
    expect(await house.inbox.last('bea')).toMatchObject({ channel: 'sms' })
  })

  it('escapes in HTML what a person chose', async () => {
    const { clientId } = await makePool(house, {
      VerificationMessageTemplate: { EmailMessage: 'Hi {username}: <b>{####}</b>' },
    })
    const before = mail.received.length
    await signUp(house, clientId, '<img/src=x>', { email: 'cy@example.com' })
    const { data = '' } = mail.received[before] ?? {}
    const html = data.slice(data.indexOf('text/html'))
    expect(html).toContain('Hi &#60;img/src=x&#62;: <b>')
    expect(html).not.toContain('<img')
  })
})

describe('a mail server that is away', () => {
  it('is told to the client, and the user may ask again', async () => {
    const mail = await startMailServer()
    await mail.close()
    const house = await openPoolhouse({
      keyStock: injectedKeys(),
      smtp: { url: mail.url, from: 'no-reply@example.com' },
    })
    const { clientId } = await makePool(house)
    await expect(
      signUp(house, clientId, 'ada', { email: 'ada@example.com' }),
    ).rejects.toMatchObject({
      name: 'CodeDeliveryFailureException',
      message: 'Unable to deliver message: the email could not be sent',
    })
    await house.close()
  })
})

describe('a mail server that takes its time', () => {
  it('does not tell who exists to a client that hides it', async () => {
    const sent: string[] = []
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const house = await openPoolhouse({
      keyStock: injectedKeys(),
      sender: {
        async send({ username, purpose }) {
          if (purpose !== 'SignUp') await held
          sent.push(`${username} ${purpose}`)
        },
      },
    })
    const { clientId } = await makePool(house, {}, { PreventUserExistenceErrors: 'ENABLED' })
    await signUp(house, clientId, 'ada', { email: 'ada@example.com' })
    // Answered while the mail is still held: else this would never come back.
    for (const Username of ['ada', 'nobody']) {
      await sdkFor(house).resendConfirmationCode({ ClientId: clientId, Username })
    }
    expect(sent).toEqual(['ada SignUp'])
    letGo()
    await house.close()
    expect(sent).toEqual(['ada SignUp', 'ada ResendCode'])
  })
})

describe('an outage that a test asks for', () => {
  it('lasts until it is over, by its channel', async () => {
    const house = await openPoolhouse({ keyStock: injectedKeys() })
    const { clientId } = await makePool(house)
    house.fail('email')
    await expect(
      signUp(house, clientId, 'ada', { email: 'ada@example.com' }),
    ).rejects.toMatchObject({
      name: 'CodeDeliveryFailureException',
    })
    house.restore()
    await sdkFor(house).resendConfirmationCode({ ClientId: clientId, Username: 'ada' })
    expect(await house.inbox.last('ada')).toMatchObject({ purpose: 'ResendCode' })
    await house.close()
  })
})

describe('production without a mail server', () => {
  it('delivers nothing and says so', async () => {
    const key = { id: 'AKIATEST', secret: 'a secret for tests' }
    const house = await openPoolhouse({ keyStock: injectedKeys(), accessKeys: [key] })
    const { clientId } = await makePool(house)
    await expect(
      signUp(house, clientId, 'ada', { email: 'ada@example.com' }),
    ).rejects.toMatchObject({
      name: 'CodeDeliveryFailureException',
    })
    await house.close()
  })
})
