import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { OpenIdTokens } from '../../src/ports/open-id-tokens.ts'

export interface OpenIdSigner extends OpenIdTokens {
  /** A token for an identity of a pool; claims given replace those it would have. */
  sign(claims: { readonly aud: string; readonly [claim: string]: unknown }): string
}

/** Stands in for an identity pool: signs tokens, and knows its own. Time is in seconds. */
export function makeOpenIdSigner(issuer: string, now = () => Date.now() / 1000): OpenIdSigner {
  const key = randomBytes(32)
  const digest = (text: string) => createHmac('sha256', key).update(text).digest()
  return {
    sign(claims) {
      const issued = Math.floor(now())
      const all = {
        iss: issuer,
        sub: 'us-east-1:identity',
        amr: ['authenticated', 'cognito-idp.us-east-1.amazonaws.com/us-east-1_Abc'],
        iat: issued,
        exp: issued + 600,
        ...claims,
      }
      const text = Buffer.from(JSON.stringify(all)).toString('base64url')
      return `${text}.${digest(text).toString('base64url')}`
    },
    async verify(token) {
      const [text = '', signature = ''] = token.split('.')
      const given = Buffer.from(signature, 'base64url')
      const expected = digest(text)
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
      return JSON.parse(Buffer.from(text, 'base64url').toString())
    },
  }
}
