import { createPublicKey } from 'node:crypto'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { byKey, write } from '../../test/attacks/forge.ts'
import type { KeyPair } from '../ports/key-stock.ts'
import { makeLoginProviders } from './login-providers.ts'

const NOW = 1_800_000_000
const CLIENT = 'the-app'

/** Where each publishes: its discovery names this issuer and these keys. */
const ISSUERS = ['https://accounts.google.com', 'https://appleid.apple.com']

describe('an ID token', () => {
  let pair: KeyPair
  beforeAll(() => {
    const [first] = inject('keyPairs')
    if (!first) throw new Error('the run has no key pairs')
    pair = first
  })
  const asked: string[] = []

  /** Google and Apple as they would answer, with a key of ours. */
  const answer = (url: URL): unknown => {
    asked.push(url.href)
    const jwk = createPublicKey(pair.publicKey).export({ format: 'jwk' })
    if (url.pathname === '/keys') return { keys: [{ ...jwk, kid: 'key', use: 'sig' }] }
    const issuer = ISSUERS.find((one) => url.href === `${one}/.well-known/openid-configuration`)
    return issuer && { issuer, jwks_uri: `${issuer}/keys` }
  }
  const verify = async (provider: string, iss: string) => {
    asked.length = 0
    const providers = makeLoginProviders({}, { now: () => NOW * 1000 }, async (url) => {
      const body = answer(url)
      return { status: body === undefined ? 404 : 200, text: JSON.stringify(body ?? {}) }
    })
    const claims = { iss, sub: 'ada', aud: CLIENT, iat: NOW, exp: NOW + 600 }
    const token = write({ alg: 'RS256', kid: 'key' }, claims, byKey(pair))
    const outcome = await providers.verify({ provider, token, appId: CLIENT })
    return outcome.kind === 'refused' ? outcome.fault.fault : outcome.kind
  }

  it.each([
    ['accounts.google.com', 'https://accounts.google.com'],
    ['accounts.google.com', 'accounts.google.com'],
    ['appleid.apple.com', 'https://appleid.apple.com'],
  ])('of %s may have the issuer %s, whose keys are at one place', async (provider, iss) => {
    expect(await verify(provider, iss)).toBe('person')
    const at = `https://${provider}`
    expect(asked).toEqual([`${at}/.well-known/openid-configuration`, `${at}/keys`])
  })

  it.each([
    ['accounts.google.com', 'https://google.example'],
    ['accounts.google.com', 'http://accounts.google.com'],
    ['accounts.google.com', 'https://accounts.google.com/'],
    ['accounts.google.com', 'https://appleid.apple.com'],
    ['appleid.apple.com', 'appleid.apple.com'],
    ['appleid.apple.com', 'http://appleid.apple.com'],
  ])('of %s may not have the issuer %s, of whom nothing is asked', async (provider, iss) => {
    expect(await verify(provider, iss)).toBe('issuer')
    expect(asked).toEqual([])
  })
})
