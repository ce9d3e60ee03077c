import { beforeAll, expect, it } from 'vitest'
import { onEachStore } from '../support/stores.ts'
import { runBoto3 } from './boto3.ts'
import { useServer } from './serve.ts'

onEachStore('boto3', (open) => {
  const server = useServer(open)
  let day: Record<string, unknown>

  // One Python does it all: what follows only reads what came of each part.
  beforeAll(async () => {
    day = await runBoto3('./boto3-day.py', server().url)
  })

  it('signs up, confirms with the code from the inbox, signs in and refreshes', () => {
    expect(day.signing_up).toEqual({
      sentTo: 'a***@e***',
      early: 'User is not confirmed.',
      taken: 'User already exists',
      refreshed: ['AccessToken', 'ExpiresIn', 'IdToken', 'TokenType'],
      isSamePerson: true,
    })
  })

  it('replaces a forgotten password, and then the one it replaced it with', () => {
    expect(day.replacing_passwords).toEqual({
      wrong: 'Invalid verification code provided, please try again.',
      forgotten: 'Incorrect username or password.',
      weak: 'Password did not conform with policy: Password not long enough',
      signedIn: ['AccessToken', 'ExpiresIn', 'IdToken', 'RefreshToken', 'TokenType'],
    })
  })

  it('signs in with the password of an invitation, and replaces it', () => {
    expect(day.inviting).toEqual({
      made: 'FORCE_CHANGE_PASSWORD',
      asked: 'NEW_PASSWORD_REQUIRED',
      again: 'Invalid session for the user.',
      names: ['Cleo'],
    })
  })

  it('turns the pages of people, groups, members and pools', () => {
    const names = ['ada', 'bea', 'cleo', 'dora', 'eve']
    const sizes = [2, 2, 1]
    expect(day.turning_pages).toEqual({
      people: { sizes, names },
      groups: { sizes, names: names.map((name) => `friends-of-${name}`) },
      friends: { sizes, names },
      pools: [1, 1, 1, 1],
      isListed: true,
    })
  })

  it('labels a pool, renames a client, finds a person who may not sign in, and removes all', () => {
    expect(day.looking_after).toEqual({
      tags: { Lanes: '8' },
      app: 'web',
      found: [['ada', false]],
      gone: 'User does not exist.',
      isClosed: true,
    })
  })
})
