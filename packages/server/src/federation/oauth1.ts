import { createHmac, randomBytes } from 'node:crypto'

interface OAuth1Keys {
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly accessToken: string
  readonly accessSecret: string
}

/**
 * The Authorization header of a request without a body, signed with HMAC-SHA1 (RFC 5849 §3.4).
 *
 * @param now milliseconds.
 */
export function signOAuth1(
  method: string,
  address: URL,
  keys: OAuth1Keys,
  now: number,
  nonce: string = randomBytes(16).toString('hex'),
): string {
  const own = {
    oauth_consumer_key: keys.consumerKey,
    oauth_nonce: nonce,
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(now / 1000)),
    oauth_token: keys.accessToken,
    oauth_version: '1.0',
  }
  const parameters = [...address.searchParams, ...Object.entries(own)]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const base = [method, `${address.origin}${address.pathname}`, parameters].map(encode).join('&')
  const secret = `${encode(keys.consumerSecret)}&${encode(keys.accessSecret)}`
  const signature = createHmac('sha1', secret).update(base).digest('base64')
  const header = Object.entries({ ...own, oauth_signature: signature })
  return `OAuth ${header.map(([name, value]) => `${encode(name)}="${encode(value)}"`).join(', ')}`
}

/** RFC 5849 §3.6: all but the unreserved characters. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
