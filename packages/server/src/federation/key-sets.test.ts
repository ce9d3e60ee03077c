import { createPublicKey } from 'node:crypto'
import { compactVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { byKey, write } from '../../test/attacks/forge.ts'
import { refusalOf } from '../../test/attacks/refusal.ts'
import type { KeyPair } from '../ports/key-stock.ts'
import { makeKeySets } from './key-sets.ts'
import { OutsideError } from './outside-request.ts'

const ISSUER = 'https://id.example.com'
const DISCOVERY = '/.well-known/openid-configuration'
const SECOND = 1_000
const MINUTE = 60 * SECOND

const [first, second] = inject('keyPairs')

const jwkOf = (pair: KeyPair | undefined, kid: string) => ({
  ...createPublicKey(pair?.publicKey ?? '').export({ format: 'jwk' }),
  ...{ kid, use: 'sig' },
})

/** Issuers that publish what they are told to, and a stock of their keys. */
function setUp() {
  const asked: string[] = []
  const published = { keys: [jwkOf(first, 'one')], at: '/keys', isAway: false }
  const keySets = makeKeySets(
    async ({ href, origin, pathname }) => {
      asked.push(href)
      if (published.isAway) throw new OutsideError('away')
      const metadata = { issuer: origin, jwks_uri: `${origin}${published.at}` }
      const body = pathname === DISCOVERY ? metadata : { keys: published.keys }
      return { status: 200, text: JSON.stringify(body) }
    },
    { now: () => Date.now() },
  )
  const verify = async (kid = 'one', pair = first) => {
    const token = write({ alg: 'RS256', kid }, {}, byKey({ privateKey: pair?.privateKey ?? '' }))
    const outcome = refusalOf(compactVerify(token, await keySets(ISSUER)))
    return (await outcome).replace(/:.*/, '')
  }
  /** The paths that were asked for since the last time, without their host. */
  const fetched = () => asked.splice(0).map((href) => new URL(href).pathname)
  return { published, keySets, verify, fetched }
}

const ACCEPTED = 'accepted'
const UNKNOWN = 'JWKSNoMatchingKey'

describe('the keys of an issuer', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('are fetched once in ten minutes', async () => {
    const { verify, fetched } = setUp()
    expect(await verify()).toBe(ACCEPTED)
    expect(fetched()).toEqual([DISCOVERY, '/keys'])
    vi.advanceTimersByTime(10 * MINUTE - 1)
    expect(await verify()).toBe(ACCEPTED)
    expect(fetched()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(await verify()).toBe(ACCEPTED)
    expect(fetched()).toEqual(['/keys'])
  })

  it('are fetched again for one that is new, every half minute at most', async () => {
    const { verify, fetched, published } = setUp()
    await verify()
    published.keys.push(jwkOf(second, 'two'))
    vi.advanceTimersByTime(30 * SECOND - 1)
    fetched()
    expect(await verify('two', second)).toBe(UNKNOWN)
    expect(fetched()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(await verify('two', second)).toBe(ACCEPTED)
    expect(fetched()).toEqual(['/keys'])
    expect(await verify('three', second)).toBe(UNKNOWN)
    expect(fetched()).toEqual([])
  })

  it('count no longer than ten minutes after they were withdrawn', async () => {
    const { verify, published } = setUp()
    await verify()
    published.keys = [jwkOf(second, 'two')]
    vi.advanceTimersByTime(10 * MINUTE)
    expect(await verify()).toBe(UNKNOWN)
    expect(await verify('two', second)).toBe(ACCEPTED)
  })

  it('are looked for at another place after an hour', async () => {
    const { verify, fetched, published } = setUp()
    await verify()
    published.at = '/moved'
    vi.advanceTimersByTime(60 * MINUTE - 1)
    fetched()
    await verify()
    expect(fetched()).toEqual(['/keys'])
    vi.advanceTimersByTime(1)
    expect(await verify()).toBe(ACCEPTED)
    expect(fetched()).toEqual([DISCOVERY, '/moved'])
  })

  it('are looked for at once after they could not be had', async () => {
    const { verify, fetched, published } = setUp()
    published.isAway = true
    await expect(verify()).rejects.toThrow('away')
    published.isAway = false
    expect(await verify()).toBe(ACCEPTED)
    expect(fetched()).toEqual([DISCOVERY, DISCOVERY, '/keys'])
  })

  it('are kept of a thousand issuers, the latest', async () => {
    const { keySets, fetched } = setUp()
    const ask = (index: number) => keySets(`https://id${index}.example.com`)
    for (let index = 0; index < 1_000; index++) await ask(index)
    fetched()
    await ask(0)
    expect(fetched()).toEqual([])
    await ask(1_000)
    fetched()
    await ask(1)
    expect(fetched()).toEqual([])
    await ask(0)
    expect(fetched()).toEqual([DISCOVERY])
  })
})
