import { describe, expect, it } from 'vitest'
import { checkRelyingParty, isAllowedOrigin, relyingPartyOf } from './relying-party.ts'

describe('a relying party', () => {
  it('is the one that a pool names, else our own host', () => {
    const config = { RelyingPartyId: 'example.com', UserVerification: 'required' as const }
    expect(relyingPartyOf(config, 'https://auth.example.com')).toEqual({
      id: 'example.com',
      userVerification: 'required',
      isMultiFactor: false,
    })
    expect(relyingPartyOf(undefined, 'https://auth.example.com:8443')).toEqual({
      id: 'auth.example.com',
      userVerification: 'preferred',
      isMultiFactor: false,
    })
    expect(relyingPartyOf({}, 'http://localhost:7665')?.id).toBe('localhost')
  })

  it.each([['http://127.0.0.1:7665'], ['http://[::1]:7665']])('is not %s', (publicUrl) => {
    expect(relyingPartyOf(undefined, publicUrl)).toBeUndefined()
  })

  it.each([['example.com'], ['localhost'], ['a-1.example'], ['xn--bcher-kva.example']])(
    'may be %s',
    (RelyingPartyId) => {
      expect(checkRelyingParty({ RelyingPartyId })).toBeUndefined()
    },
  )

  it.each([['127.0.0.1'], ['Example.com'], ['a..b'], ['-a.b'], ['a.b/c'], ['a b'], ['a.b.']])(
    'may not be %s',
    (RelyingPartyId) => {
      expect(checkRelyingParty({ RelyingPartyId })?.code).toBe('InvalidParameterException')
    },
  )
})

describe('a page of a relying party', () => {
  it.each([
    'https://example.com',
    'https://example.com:8443',
    'https://app.example.com',
    'https://deep.app.example.com:3000',
  ])('is one of its host, or of one below it, over TLS: %s', (origin) => {
    expect(isAllowedOrigin(origin, { id: 'example.com' })).toBe(true)
  })

  it.each([
    'http://example.com',
    'http://app.example.com',
    'http://app.example.com:3000',
    'https://evilexample.com',
    'https://example.com.evil',
    'https://example.com.evil.example',
    'https://com',
    'https://example.com.',
    'https://example.com@evil.example',
    'https://evil.example/.example.com',
    'https://evil.example#.example.com',
    'https://example.com/',
    'https://example.com/path',
    'https://example.com:443',
    'https://EXAMPLE.com',
    'https:example.com',
    ' https://example.com',
    'wss://example.com',
    'http://localhost:3000',
    'android:apk-key-hash:AAAA',
    'null',
    '',
  ])('is not %s', (origin) => {
    expect(isAllowedOrigin(origin, { id: 'example.com' })).toBe(false)
  })

  it('is not of the host above', () => {
    expect(isAllowedOrigin('https://example.com', { id: 'app.example.com' })).toBe(false)
  })

  it('is any port of localhost where that is the relying party', () => {
    const party = { id: 'localhost' }
    for (const origin of ['http://localhost', 'http://localhost:3000', 'https://localhost:3000']) {
      expect(isAllowedOrigin(origin, party), origin).toBe(true)
    }
    for (const origin of [
      'http://localhost:3000.evil.example',
      'http://localhost.evil.example',
      'http://evil.localhost:3000',
      'http://127.0.0.1:3000',
    ]) {
      expect(isAllowedOrigin(origin, party), origin).toBe(false)
    }
  })
})
