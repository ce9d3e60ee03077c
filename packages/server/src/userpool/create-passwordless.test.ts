import { beforeAll, beforeEach, expect, it } from 'vitest'
import { answer, choose, makeChoicePool } from '../../test/support/choice.ts'
import { arnOf, Functions, namedBy } from '../../test/support/functions.ts'
import type { TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { SENDER_KEY_ID, senderKeys } from '../../test/support/sender-keys.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

onEachStore('AdminCreateUser without a password', (open) => {
  const functions = new Functions('CustomMessage', 'CustomEmailSender')
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open({ ...functions.options, senderKeys })
    pool = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'])
  })
  beforeEach(() => functions.reset())
  const create = (Username: string, { poolId }: TestPool = pool, more: object = {}) =>
    sdkFor(house).adminCreateUser({
      UserPoolId: poolId,
      Username,
      DesiredDeliveryMediums: ['EMAIL'],
      UserAttributes: [
        { Name: 'email', Value: `${Username}@example.com` },
        { Name: 'email_verified', Value: 'true' },
      ],
      ...more,
    })

  it('makes somebody who is confirmed, and signs in by codes alone', async () => {
    const { User } = await create('ada')
    expect(User?.UserStatus).toBe('CONFIRMED')
    const values = { USERNAME: 'ada', PREFERRED_CHALLENGE: 'PASSWORD' }
    const asked = await choose(house, pool, values)
    expect(asked.AvailableChallenges).toEqual(['EMAIL_OTP'])
    const { Session } = await choose(house, pool, {
      USERNAME: 'ada',
      PREFERRED_CHALLENGE: 'EMAIL_OTP',
    })
    const EMAIL_OTP_CODE = (await house.inbox.last('ada'))?.code ?? ''
    const signedIn = await answer(
      house,
      pool,
      'EMAIL_OTP',
      { USERNAME: 'ada', EMAIL_OTP_CODE },
      Session,
    )
    expect(signedIn.AuthenticationResult?.AccessToken).toBeDefined()
  })

  it('welcomes them without a password in it', async () => {
    await create('bea')
    expect(await house.inbox.last('bea')).toMatchObject({
      purpose: 'AdminCreateUser',
      code: '',
      subject: 'Your account',
      body: 'Your username is bea',
    })
    await create('ben', pool, { MessageAction: 'SUPPRESS' })
    expect(await house.inbox.last('ben')).toBeUndefined()
  })

  it.each([
    ['Come in, {username}', 'Come in, cat'],
    ['Come in, {username}: {####}', 'Your username is cat'],
  ])('says %s where it names no password', async (EmailMessage, body) => {
    const own = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'], {
      AdminCreateUserConfig: { InviteMessageTemplate: { EmailMessage } },
    })
    await create('cat', own)
    expect(await house.inbox.last('cat')).toMatchObject({ body })
  })

  it('says the password in the usual words where the template has no place for it', async () => {
    const own = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'], {
      AdminCreateUserConfig: { InviteMessageTemplate: { EmailMessage: 'Come in, {username}' } },
    })
    await create('cid', own, { TemporaryPassword: 'Given-To-Cid-1' })
    const body = 'Your username is cid and temporary password is Given-To-Cid-1'
    expect(await house.inbox.last('cid')).toMatchObject({ body })
  })

  it('hands the welcome to functions without a code', async () => {
    const worded = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'], {
      LambdaConfig: { CustomMessage: arnOf('CustomMessage') },
      EmailConfiguration: {
        EmailSendingAccount: 'DEVELOPER',
        SourceArn: 'arn:aws:ses:us-east-1:000000000000:identity/example.com',
      },
    })
    functions.on('CustomMessage', () => ({ emailMessage: 'Hi {username}' }))
    await create('dan', worded)
    expect(await house.inbox.last('dan')).toMatchObject({ body: 'Hi dan' })
    const sent = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'], {
      LambdaConfig: { ...namedBy('CustomEmailSender'), KMSKeyID: SENDER_KEY_ID },
    })
    await create('eve', sent)
    expect(functions.event('CustomEmailSender_AdminCreateUser').request.code).toBeNull()
  })

  it('makes somebody with one where it is given', async () => {
    const { User } = await create('fay', pool, { TemporaryPassword: 'Given-To-Fay-1' })
    expect(User?.UserStatus).toBe('FORCE_CHANGE_PASSWORD')
    expect(await house.inbox.last('fay')).toMatchObject({ code: 'Given-To-Fay-1' })
  })

  it('draws one in a pool whose people sign in by passwords or passkeys', async () => {
    const passwords = await makeChoicePool(house, ['PASSWORD', 'WEB_AUTHN'])
    const { User } = await create('gus', passwords)
    expect(User?.UserStatus).toBe('FORCE_CHANGE_PASSWORD')
  })

  it.each([
    [[]],
    [[{ Name: 'email', Value: 'hal@example.com' }]],
    [
      [
        { Name: 'phone_number', Value: '+15550101234' },
        { Name: 'phone_number_verified', Value: 'true' },
      ],
    ],
  ])('draws one for whom codes cannot reach: %j', async (UserAttributes) => {
    const own = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'])
    const { User } = await create('hal', own, { UserAttributes, MessageAction: 'SUPPRESS' })
    expect(User?.UserStatus).toBe('FORCE_CHANGE_PASSWORD')
  })
})
