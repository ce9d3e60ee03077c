import { describe, expect, it } from 'vitest'
import type { Pool, PoolDocument } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { composeInvitation, composeVerification } from './compose.ts'

const pool = (document: PoolDocument = {}): Pool => ({
  id: 'us-east-1_pool',
  name: 'pool',
  document,
  passwordStorage: 'srp',
  createdAt: 0,
  modifiedAt: 0,
})
const user = (username: string, attributes: Record<string, string> = {}): User => ({
  id: 'a-user',
  poolId: 'us-east-1_pool',
  username,
  status: 'FORCE_CHANGE_PASSWORD',
  enabled: true,
  attributes,
  createdAt: 0,
  modifiedAt: 0,
})
const EMAIL = { attribute: 'email', value: 'ada@example.com' } as const
const PHONE = { attribute: 'phone_number', value: '+15550101234' } as const

describe('an invitation', () => {
  it('says it in Cognito’s words where the pool has none', () => {
    expect(composeInvitation(pool(), user('ada'), EMAIL, 'Pass-1')).toEqual({
      channel: 'email',
      to: 'ada@example.com',
      purpose: 'AdminCreateUser',
      code: 'Pass-1',
      userPoolId: 'us-east-1_pool',
      username: 'ada',
      subject: 'Your temporary password',
      body: 'Your username is ada and temporary password is Pass-1',
      html: 'Your username is ada and temporary password is Pass-1',
    })
    expect(composeInvitation(pool(), user('ada'), PHONE, 'Pass-1')).toMatchObject({
      channel: 'sms',
      to: '+15550101234',
      body: 'Your username is ada and temporary password is Pass-1',
    })
  })

  it('names the address that is typed in place of a user name', () => {
    const byEmail = pool({ UsernameAttributes: ['email'] })
    const someone = user('0e3b7c1a', { email: 'ada@example.com' })
    expect(composeInvitation(byEmail, someone, EMAIL, 'x').body).toContain('ada@example.com')
  })

  it.each(["$&$`$'$$1", '{username}', '{####}', '\\0'])(
    'fills in the password %s as it is',
    (password) => {
      const template = { EmailMessage: '{####} for {username}', EmailSubject: '{username}' }
      const own = pool({ AdminCreateUserConfig: { InviteMessageTemplate: template } })
      const message = composeInvitation(own, user('{####}$&'), EMAIL, password)
      expect(message).toMatchObject({ subject: '{####}$&', body: `${password} for {####}$&` })
    },
  )

  it('escapes what is filled into HTML', () => {
    const message = composeInvitation(pool(), user('<img src=x>'), EMAIL, `a"b'&c`)
    expect(message.html).toBe(
      'Your username is &#60;img src=x&#62; and temporary password is a&#34;b&#39;&#38;c',
    )
    expect(message.body).toContain(`<img src=x> and temporary password is a"b'&c`)
  })
})

describe('a verification', () => {
  it('fills in a name that looks like a mark, as it is', () => {
    const template = { EmailMessage: '{username}: {####}' }
    const own = pool({ VerificationMessageTemplate: template })
    const content = { code: '123456', purpose: 'SignUp' }
    expect(composeVerification(own, user('$&{####}'), EMAIL, content).body).toBe('$&{####}: 123456')
  })
})
