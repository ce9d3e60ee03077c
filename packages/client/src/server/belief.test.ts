import { expect, it } from 'vitest'
import { asBelieved } from './belief.ts'

const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`

const STORED = JSON.stringify({
  provider: 'AWSCognitoIDP',
  accessToken: jwt({ exp: 2_000 }),
  idToken: jwt({ exp: 1_000, email: 'admin@example.com' }),
  refreshToken: 'r',
  expiresAt: 9e15,
  clockDrift: -9e15,
  signInDetails: { loginId: 'admin@example.com' },
  more: 'of it',
})

it('believes of genuine tokens what they say themselves', () => {
  expect(JSON.parse(asBelieved(STORED, true) ?? '')).toEqual({
    provider: 'AWSCognitoIDP',
    accessToken: jwt({ exp: 2_000 }),
    idToken: jwt({ exp: 1_000, email: 'admin@example.com' }),
    refreshToken: 'r',
    expiresAt: 1_000_000,
    clockDrift: -300_000,
  })
})

it('believes nothing of others, so that a refresh which answers no ID token leaves none that was made up', () => {
  expect(JSON.parse(asBelieved(STORED, false) ?? '')).toEqual({
    provider: 'AWSCognitoIDP',
    accessToken: jwt({ exp: 2_000 }),
    refreshToken: 'r',
    expiresAt: 0,
    clockDrift: -300_000,
  })
})
