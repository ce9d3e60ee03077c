/** A token of a provider outside, and whom it must have been made for. */
export interface OutsideLogin {
  /** As the Logins map names it: `accounts.google.com`, or host and path of an OpenID Connect issuer. */
  readonly provider: string
  readonly token: string
  /** The app that the identity pool names for the provider; none for OpenID Connect providers. */
  readonly appId: string | undefined
  /** Of OpenID Connect providers: clients that are registered, beside those that a setting names. */
  readonly clientIds?: readonly string[]
}

/** What is wrong with a token. Times are seconds, as in tokens. */
export type LoginFault =
  | { readonly fault: 'malformed' | 'signature' | 'issuer' | 'audience' | 'revoked' }
  | { readonly fault: 'missing'; readonly claim: string }
  | { readonly fault: 'expired'; readonly now: number; readonly expiredAt: number }

/** What the provider says of it. `unavailable`: nobody could ask; the reason is for the operator. */
export type LoginOutcome =
  | {
      readonly kind: 'person'
      /** What the provider calls them, for ever. */
      readonly subject: string
      /** The app the token was made for. */
      readonly audience: string
      readonly claims: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'refused'; readonly fault: LoginFault }
  | { readonly kind: 'unavailable'; readonly reason: string }

/** The providers outside that people sign in with before they come to an identity pool. */
export interface LoginProviders {
  verify(login: OutsideLogin): Promise<LoginOutcome>
}
