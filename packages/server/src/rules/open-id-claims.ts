/** The claim in which STS looks for the tags of a session. */
export const TAGS_CLAIM = 'https://aws.amazon.com/tags'

/** What an OpenID token of an identity says. */
export interface OpenIdClaims {
  readonly iss: string
  /** The identity. */
  readonly sub: string
  /** Its identity pool. */
  readonly aud: string
  /** `unauthenticated`; or `authenticated` and by which providers and as whom. */
  readonly amr: readonly string[]
  /** Seconds. */
  readonly iat: number
  readonly exp: number
  readonly [TAGS_CLAIM]?: {
    readonly principal_tags: Readonly<Record<string, readonly string[]>>
  }
}

/** What such tokens say, for whoever asks the issuer before trusting it: IAM wants to be told. */
export const OPEN_ID_CLAIMS = [
  'iss',
  'sub',
  'aud',
  'amr',
  'iat',
  'exp',
  TAGS_CLAIM,
] as const satisfies readonly (keyof OpenIdClaims)[]

export const GUEST_METHODS: readonly string[] = ['unauthenticated']

/** The first method of whoever signed in with something. */
export const AUTHENTICATED = 'authenticated'

export interface OpenIdFacts {
  readonly identityId: string
  readonly identityPoolId: string
  readonly amr: readonly string[]
  /** Tags of the session that is to come, by name. */
  readonly tags: Readonly<Record<string, string>>
  readonly lifetimeMs: number
}

/** @param now milliseconds. */
export const openIdClaims = (facts: OpenIdFacts, issuer: string, now: number): OpenIdClaims => {
  const tags = Object.entries(facts.tags).map(([name, value]) => [name, [value]] as const)
  return {
    iss: issuer,
    sub: facts.identityId,
    aud: facts.identityPoolId,
    amr: facts.amr,
    iat: Math.floor(now / 1000),
    exp: Math.floor((now + facts.lifetimeMs) / 1000),
    ...(tags.length > 0 && { [TAGS_CLAIM]: { principal_tags: Object.fromEntries(tags) } }),
  }
}

/** The tags that a token's claims carry. */
export const tagsIn = (claims: OpenIdClaims): Record<string, string> =>
  Object.fromEntries(
    Object.entries(claims[TAGS_CLAIM]?.principal_tags ?? {}).flatMap(([name, [value]]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
