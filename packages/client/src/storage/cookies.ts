/** Sessions in cookies: on a server those of a request and its response, in a page the document's. */
import type { AuthStorage } from './storage.ts'

/** Where cookies are read and written, in the words of the headers. */
export interface CookieJar {
  /** As in `Cookie`. */
  read(): string
  /** As in `Set-Cookie`. */
  write(cookie: string): void
}

export interface CookieAttributes {
  /** `/` unless given. */
  readonly path?: string
  /** `Lax` unless given. */
  readonly sameSite?: 'Lax' | 'Strict'
  /** How long a browser keeps them: 30 days unless given, as long as a refresh token lives by default. */
  readonly maxAgeSeconds?: number
  /** On unless it is turned off, which only a server on one's own machine needs. */
  readonly secure?: boolean
  /** Keeps them from the page's JavaScript. A document's own jar cannot. */
  readonly httpOnly?: boolean
}

/** RFC 6265 section 6.1: a browser takes at least 4096 bytes, name and attributes included. */
const CHUNK_LENGTH = 3_600
const THIRTY_DAYS = 30 * 86_400

/**
 * Keeps each item in one cookie, or in as many as its length needs. The first says how many they are, so
 * that what a longer value before it left behind is never taken for a part of it.
 */
export function cookieStorage(jar: CookieJar, attributes: CookieAttributes = {}): AuthStorage {
  const { path = '/', maxAgeSeconds = THIRTY_DAYS, secure = true } = attributes
  const prefix = prefixOf(secure, path)
  const put = (name: string, value: string, maxAge: number) =>
    jar.write(`${name}=${value}; Max-Age=${maxAge}; ${describe(attributes)}`)
  const chunkName = (key: string, index: number) =>
    `${prefix}${encodeName(key)}${index === 0 ? '' : `.${index}`}`

  function store(key: string, chunks: readonly string[]): void {
    const before = parseCookies(jar.read())
    for (const [index, chunk] of chunks.entries()) put(chunkName(key, index), chunk, maxAgeSeconds)
    for (let index = chunks.length; before.has(chunkName(key, index)); index++) {
      put(chunkName(key, index), '', 0)
    }
  }

  return {
    getItem(key) {
      const cookies = parseCookies(jar.read())
      const [, count, first] = /^(\d{1,2})\.(.*)$/.exec(cookies.get(chunkName(key, 0)) ?? '') ?? []
      if (first === undefined) return null
      const rest = Array.from({ length: Number(count) - 1 }, (_, index) =>
        cookies.get(chunkName(key, index + 1)),
      )
      return rest.includes(undefined) ? null : decodeValue([first, ...rest].join(''))
    },
    setItem(key, value) {
      const parts = encodeValue(value).match(new RegExp(`.{1,${CHUNK_LENGTH}}`, 'g')) ?? ['']
      store(
        key,
        parts.map((part, index) => (index === 0 ? `${parts.length}.${part}` : part)),
      )
    },
    removeItem(key) {
      store(key, [])
    },
  }
}

/** The cookies of a request, and those that its response sets. */
export interface RequestCookies extends CookieJar {
  /** The values of the response's `Set-Cookie` headers, so far. */
  setCookies(): string[]
}

export function requestCookies(request: Request): RequestCookies {
  const cookies = parseCookies(request.headers.get('cookie') ?? '')
  const written = new Map<string, string>()
  return {
    read: () => Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; '),
    write(cookie) {
      const [[name, value] = ['', '']] = parseCookies(cookie)
      written.set(name, cookie)
      if (/; Max-Age=0;/.test(cookie)) cookies.delete(name)
      else cookies.set(name, value)
    },
    setCookies: () => [...written.values()],
  }
}

/** The cookies of the page, which its server reads too. */
export const documentCookies = (): CookieJar => ({
  read: () => document.cookie,
  write(cookie) {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in some browsers
    document.cookie = cookie
  },
})

/** Browsers hold a name to what its prefix promises: no other host can have set it, or none without TLS. */
function prefixOf(secure: boolean, path: string): string {
  if (!secure) return ''
  return path === '/' ? '__Host-' : '__Secure-'
}

const describe = ({ path = '/', sameSite = 'Lax', secure = true, httpOnly }: CookieAttributes) =>
  [`Path=${path}`, `SameSite=${sameSite}`, secure && 'Secure', httpOnly && 'HttpOnly']
    .filter(Boolean)
    .join('; ')

/** By name. Of two with one name the first counts: browsers send the more specific path first. */
function parseCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header.split(';')) {
    const [name = '', ...value] = pair.split('=')
    if (name.trim() && !cookies.has(name.trim())) cookies.set(name.trim(), value.join('=').trim())
  }
  return cookies
}

/** RFC 6265 section 4.1.1: what a value may not have, and the sign that stands for it. */
const encodeValue = (value: string): string =>
  value.replace(/[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/gu, encodeURIComponent)

function decodeValue(value: string): string | null {
  try {
    return decodeURIComponent(value)
  } catch {
    return null // cut off or foreign
  }
}

/** A name is a token (RFC 6265 section 4.1.1), which keys need not be. */
const encodeName = (key: string): string =>
  key.replace(/[^\w.-]/gu, (sign) => `%${sign.codePointAt(0)?.toString(16)}`)
