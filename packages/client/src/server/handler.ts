/** Signing in by a server, so that a page's JavaScript never holds a token. */
import { readAuth } from '../config/read-auth.ts'
import type { AnyConfig } from '../core/config.ts'
import { type AuthCore, type CoreOptions, createCore } from '../core/core.ts'
import { type Auth, createAuth } from '../create-auth.ts'
import { COGNITO, tokensKey } from '../session/tokens.ts'
import type { CookieAttributes } from '../storage/cookies.ts'
import { asJson } from './answers.ts'
import { areGenuine, asBelieved } from './belief.ts'
import { ENDPOINTS } from './endpoints.ts'
import { readInput, select } from './input.ts'
import { checkOptions } from './options.ts'
import { isPlainLoopback, readOrigins, requireOwnOrigin } from './origin.ts'
import { poolKeys } from './pool-keys.ts'
import { requestStorage, type Shared } from './request-storage.ts'
import { Refusal, toResponse } from './responses.ts'
import { Successions } from './successions.ts'

export interface AuthHandlerOptions extends Pick<CoreOptions, 'fetch' | 'headers' | 'timeoutMs'> {
  /** Where the endpoints are: `/api/auth` unless given. */
  readonly basePath?: string
  /**
   * The origins that pages come from. Unless given, the request's own; needed where a proxy in front
   * changes the scheme, the host or the port.
   */
  readonly origins?: readonly string[]
  readonly cookies?: Omit<CookieAttributes, 'httpOnly'>
  /** What an authenticator app shows beside its codes: the host of the page unless given. */
  readonly appName?: string
}

/** What a page that is rendered on the server needs. */
export interface RequestAuth {
  /** Whoever the request is from. Its tokens stay on the server. */
  readonly auth: Auth
  /** Adds the cookies that changed meanwhile. Call it on whatever is answered. */
  applyTo(response: Response): Response
}

export interface AuthHandler {
  (request: Request): Promise<Response>
  /** The session of a request, for rendering and for calls on a person's behalf. */
  open(request: Request): RequestAuth
}

/**
 * Makes the endpoints that pages sign in by: `POST <basePath>/sign-in` and so on, and `GET
 * <basePath>/session`. The whole session is in cookies that the page cannot read.
 *
 * @param config as `createAuth` takes it.
 * @example
 * const handle = createAuthHandler(config)
 * if (url.pathname.startsWith('/api/auth/')) return await handle(request)
 * const { auth, applyTo } = handle.open(request)
 * return applyTo(await renderPage(await auth.fetchAuthSession()))
 */
export function createAuthHandler(
  config: AnyConfig,
  options: AuthHandlerOptions = {},
): AuthHandler {
  checkOptions(options)
  const { basePath = '/api/auth', cookies, appName, ...core } = options
  const origins = options.origins && readOrigins(options.origins)
  const base = `/${basePath.replace(/^\/+|\/+$/g, '')}/`
  const resources = readAuth(config)
  const shared = shareAmongRequests(createCore(resources, core))

  function open(request: Request): RequestAuth {
    const secure = !(origins ?? [request.url]).every(isPlainLoopback)
    const attributes = { secure, ...cookies, httpOnly: true }
    const storage = requestStorage(request, attributes, shared)
    const auth = createAuth(resources, { ...core, storage })
    return {
      auth,
      applyTo(response) {
        const answer = new Response(response.body, response)
        const set = storage.setCookies()
        for (const cookie of set) answer.headers.append('set-cookie', cookie)
        // A shared cache that kept the page would hand its cookies to everybody (RFC 9111 §7.3).
        if (set.length > 0) answer.headers.set('cache-control', 'private, no-store')
        return answer
      },
    }
  }

  async function answer(request: Request, { auth }: RequestAuth): Promise<Response> {
    requireOwnOrigin(request, origins)
    const { pathname } = new URL(request.url)
    const name = pathname.startsWith(base) ? pathname.slice(base.length) : ''
    const endpoint = Object.hasOwn(ENDPOINTS, name) ? ENDPOINTS[name] : undefined
    if (!endpoint) throw new Refusal(404, `There is no ${pathname}.`, `There are ${listOf(base)}.`)
    const { method, input: shape } = endpoint
    if (request.method !== method) {
      const message = `${name} is asked for by ${method}.`
      throw new Refusal(405, message, `Send a ${method}, not a ${request.method}.`, {
        allow: method,
      })
    }
    const input = method === 'POST' ? select(await readInput(request), shape) : {}
    const output = (await endpoint.run(auth, input)) ?? {}
    const { host } = new URL(request.headers.get('origin') ?? request.url)
    return Response.json(asJson(output, appName ?? host))
  }

  const handle = async (request: Request): Promise<Response> => {
    const opened = open(request)
    const response = await answer(request, opened).catch(toResponse)
    response.headers.set('cache-control', 'no-store')
    return opened.applyTo(response)
  }
  return Object.assign(handle, { open })
}

/** The endpoints, as they are asked for. */
const listOf = (base: string): string =>
  Object.entries(ENDPOINTS)
    .map(([name, { method }]) => `${method} ${base}${name}`)
    .join(', ')

/** What requests remember for each other, and how they tell the user pool's tokens from any others. */
function shareAmongRequests(core: AuthCore): Shared {
  const ofPool = tokensKey(core, COGNITO)
  const findKey = poolKeys(core)
  return {
    successions: new Successions(),
    isGenuine: async (key, value) => key !== ofPool || (await areGenuine(core, value, findKey)),
    believe: (key, value, isGenuine) => (key === ofPool ? asBelieved(value, isGenuine) : value),
  }
}
