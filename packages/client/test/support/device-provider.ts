/** Providers that speak the device flow as Amazon and Google do, each with its own words and errors. */

interface Refused {
  readonly status: number
  readonly description?: string
  /** The member that names it: `error` unless it is another. */
  readonly member?: string
}

interface Words {
  readonly codePath: string
  readonly tokenPath: string
  /** Everything a form must have and may have. */
  readonly codeFields: readonly string[]
  readonly tokenFields: readonly string[]
  readonly refreshFields: readonly string[]
  readonly codeConstants: Readonly<Record<string, string>>
  /** What a client may ask for. */
  readonly scopes: readonly string[]
  readonly grantType: string
  readonly verificationMember: string
  readonly verificationUri: string
  readonly expiresIn: number
  readonly interval: number
  readonly errors: Readonly<Record<string, Refused>>
  /** Whether a refresh answers another refresh token as well. */
  readonly rotates: boolean
  readonly accessToken: () => string
  readonly refreshToken: () => string
  readonly idToken?: (subject: string) => string
}

/** How often it may be asked, in seconds: as the real one's unless given. */
interface Pace {
  readonly interval?: number
}

/** A timer may end a moment before its time. */
const EARLY_MS = 10

export const SECRET = 'GOCSPX-an/app+secret'
export const GOOGLE_CLIENT = '1234.apps.googleusercontent.com'
export const AMAZON_CLIENT = 'amzn1.application-oa2-client.5e0256'

const AMAZON: Words = {
  codePath: '/auth/o2/create/codepair',
  tokenPath: '/auth/o2/token',
  codeFields: ['response_type', 'client_id', 'scope'],
  tokenFields: ['user_code', 'grant_type', 'device_code'],
  refreshFields: ['client_id', 'grant_type', 'refresh_token'],
  codeConstants: { response_type: 'device_code' },
  scopes: ['profile', 'profile:user_id', 'postal_code'],
  grantType: 'device_code',
  verificationMember: 'verification_uri',
  verificationUri: 'https://amazon.example/us/code',
  expiresIn: 600,
  interval: 30,
  errors: {
    authorization_pending: { status: 400, description: 'User has not yet entered the code' },
    slow_down: { status: 400 },
    access_denied: { status: 400 },
    expired_token: { status: 400 },
    invalid_request: { status: 400 },
    invalid_scope: { status: 400, description: 'An invalid scope was requested.' },
    invalid_grant: { status: 400, description: 'The request has an invalid grant parameter' },
    server_error: { status: 503 },
  },
  rotates: true,
  // A bar has to be encoded in a form.
  accessToken: () => `Atza|${crypto.randomUUID()}`,
  refreshToken: () => `Atzr|${crypto.randomUUID()}`,
}

const GOOGLE: Words = {
  codePath: '/device/code',
  tokenPath: '/token',
  codeFields: ['client_id', 'scope'],
  tokenFields: ['client_id', 'client_secret', 'device_code', 'grant_type'],
  refreshFields: ['client_id', 'client_secret', 'grant_type', 'refresh_token'],
  codeConstants: {},
  // Of a device: nothing that would give a refresh token, which it has anyway.
  scopes: ['openid', 'profile', 'email'],
  grantType: 'urn:ietf:params:oauth:grant-type:device_code',
  verificationMember: 'verification_url',
  verificationUri: 'https://google.example/device',
  expiresIn: 1800,
  interval: 5,
  errors: {
    authorization_pending: { status: 428, description: 'Precondition Required' },
    slow_down: { status: 403, description: 'Forbidden' },
    access_denied: { status: 403, description: 'Forbidden' },
    expired_token: { status: 400 },
    invalid_request: { status: 400 },
    invalid_scope: { status: 400, description: 'Some requested scopes were invalid.' },
    rate_limit_exceeded: { status: 403, member: 'error_code' },
    invalid_grant: { status: 400, description: 'Token has been expired or revoked.' },
    server_error: { status: 503 },
  },
  rotates: false,
  accessToken: () => `ya29.${crypto.randomUUID()}`,
  refreshToken: () => `1//${crypto.randomUUID()}`,
  idToken: (subject) =>
    unsignedJwt({
      iss: 'https://accounts.google.com',
      azp: GOOGLE_CLIENT,
      aud: GOOGLE_CLIENT,
      sub: subject,
      iat: Math.floor(Date.now() / 1000),
      exp: Math.floor(Date.now() / 1000) + 3600,
    }),
}

export function unsignedJwt(claims: object): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  return `${encode({ alg: 'RS256' })}.${encode(claims)}.c2lnbmF0dXJl`
}

interface Pair {
  readonly userCode: string
  readonly until: number
  interval: number
  askedAt: number
  state: 'pending' | 'approved' | 'denied'
  person: Person
}

/** Who agreed, and to what. */
interface Person {
  readonly subject: string
  readonly scopes: readonly string[]
}

export class EmulatedProvider {
  readonly #words: Words
  readonly #pairs = new Map<string, Pair>()
  readonly #refreshTokens = new Map<string, Person>()
  /** When tokens were asked for, in seconds after the code. */
  readonly polls: number[] = []
  refreshes = 0
  /** Errors to answer next, before anything else. */
  readonly failures: string[] = []
  /** Members to put over those of the next answers. */
  overrides: Readonly<Record<string, unknown>> = {}
  #began = 0

  static readonly amazon = (pace: Pace = {}) => new EmulatedProvider({ ...AMAZON, ...pace })
  static readonly google = (pace: Pace = {}) => new EmulatedProvider({ ...GOOGLE, ...pace })
  /** One that gives refresh tokens for a scope of OpenID Connect, and speaks as Google otherwise. */
  static readonly openId = () =>
    new EmulatedProvider({ ...GOOGLE, scopes: [...GOOGLE.scopes, 'offline_access'] })

  private constructor(words: Words) {
    this.#words = words
  }

  /** The person types the code and agrees, or does not. */
  answer(userCode: string, state: 'approved' | 'denied', subject = 'someone'): void {
    const pair = [...this.#pairs.values()].find((one) => one.userCode === userCode)
    if (!pair) throw new Error(`nobody was shown ${userCode}`)
    Object.assign(pair, { state, person: { ...pair.person, subject } })
  }

  /** The person takes back what they agreed to. */
  revokeAll(): void {
    this.#refreshTokens.clear()
  }

  async fetch(request: Request): Promise<Response> {
    const { codePath, tokenPath } = this.#words
    const { pathname } = new URL(request.url)
    const type = request.headers.get('content-type') ?? ''
    if (request.method !== 'POST' || !type.startsWith('application/x-www-form-urlencoded')) {
      return this.#refuse('invalid_request')
    }
    const form = Object.fromEntries(new URLSearchParams(await request.text()))
    const failure = this.failures.shift()
    if (failure) return this.#refuse(failure)
    if (pathname.endsWith(codePath)) return this.#code(form)
    if (pathname.endsWith(tokenPath)) {
      return form.grant_type === 'refresh_token' ? this.#refresh(form) : this.#token(form)
    }
    return new Response('<html>not here</html>', { status: 404 })
  }

  #code(form: Record<string, string>): Response {
    const { codeFields, codeConstants, expiresIn, interval, verificationMember } = this.#words
    if (!hasExactly(form, codeFields) || !hasConstants(form, codeConstants)) {
      return this.#refuse('invalid_request')
    }
    const scopes = (form.scope ?? '').split(' ')
    if (!scopes.every((scope) => this.#words.scopes.includes(scope))) {
      return this.#refuse('invalid_scope')
    }
    const deviceCode = crypto.randomUUID()
    const userCode = crypto.randomUUID().slice(0, 8).toUpperCase()
    this.#began = Date.now()
    this.polls.length = 0
    this.#pairs.set(deviceCode, {
      userCode,
      until: Date.now() + expiresIn * 1000,
      interval,
      askedAt: Date.now(),
      state: 'pending',
      person: { subject: '', scopes },
    })
    return Response.json({
      device_code: deviceCode,
      user_code: userCode,
      [verificationMember]: this.#words.verificationUri,
      expires_in: expiresIn,
      interval,
      ...this.overrides,
    })
  }

  #token(form: Record<string, string>): Response {
    const { tokenFields, grantType } = this.#words
    this.polls.push((Date.now() - this.#began) / 1000)
    const pair = this.#pairs.get(form.device_code ?? '')
    if (!hasExactly(form, tokenFields) || form.grant_type !== grantType) {
      return this.#refuse('invalid_request')
    }
    if (!pair || (form.user_code && form.user_code !== pair.userCode)) {
      return this.#refuse('invalid_grant')
    }
    const isTooSoon = Date.now() - pair.askedAt < pair.interval * 1000 - EARLY_MS
    pair.askedAt = Date.now()
    if (Date.now() > pair.until) return this.#refuse('expired_token')
    if (isTooSoon) return this.#refuse('slow_down')
    if (pair.state === 'pending') return this.#refuse('authorization_pending')
    this.#pairs.delete(form.device_code ?? '')
    return pair.state === 'denied' ? this.#refuse('access_denied') : this.#grant(pair.person, true)
  }

  #refresh(form: Record<string, string>): Response {
    const person = this.#refreshTokens.get(form.refresh_token ?? '')
    this.refreshes++
    if (!hasExactly(form, this.#words.refreshFields)) return this.#refuse('invalid_request')
    if (!person) return this.#refuse('invalid_grant')
    return this.#grant(person, this.#words.rotates)
  }

  #grant(person: Person, withRefreshToken: boolean): Response {
    const { accessToken, refreshToken, idToken } = this.#words
    const newRefreshToken = refreshToken()
    if (withRefreshToken) this.#refreshTokens.set(newRefreshToken, person)
    // OpenID Connect Core section 3.1.2.1: without openid the request is OAuth's alone.
    const isOpenId = person.scopes.includes('openid')
    return Response.json({
      access_token: accessToken(),
      token_type: 'bearer',
      expires_in: 3600,
      ...(withRefreshToken && { refresh_token: newRefreshToken }),
      ...(idToken && isOpenId && { id_token: idToken(person.subject) }),
      ...this.overrides,
    })
  }

  #refuse(error: string): Response {
    const { status = 400, description, member = 'error' } = this.#words.errors[error] ?? {}
    const body = { [member]: error, ...(description && { error_description: description }) }
    return Response.json(body, { status })
  }
}

const hasExactly = (form: Record<string, string>, fields: readonly string[]): boolean =>
  Object.keys(form).toSorted().join() === fields.toSorted().join() &&
  (form.client_secret === undefined || form.client_secret === SECRET)

const hasConstants = (form: Record<string, string>, constants: Record<string, string>): boolean =>
  Object.entries(constants).every(([name, value]) => form[name] === value)
