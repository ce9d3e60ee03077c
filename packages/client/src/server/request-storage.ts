/** The storage of one request: its cookies, kept in step with requests of the same browser beside it. */
import { type CookieAttributes, cookieStorage, requestCookies } from '../storage/cookies.ts'
import type { AuthStorage } from '../storage/storage.ts'
import { newSuccession, type Succession, type Successions } from './successions.ts'

interface RequestStorage extends AuthStorage {
  /** The values of the response's `Set-Cookie` headers, so far. */
  setCookies(): string[]
}

/** Reads the request's cookies, and collects what the response has to set. */
export function requestStorage(
  request: Request,
  attributes: CookieAttributes,
  shared: Successions,
): RequestStorage {
  const jar = requestCookies(request)
  const cookies = cookieStorage(jar, attributes)
  const mine = new Map<string, Succession>()
  /** The items whose refresh lock this request holds: what it writes then is a refresh. */
  const refreshing = new Set<string>()

  async function successionOf(key: string): Promise<Succession> {
    const sent = await cookies.getItem(key)
    const known = mine.get(key)
    if (known) return known
    const found = typeof sent === 'string' ? shared.of(key, sent) : newSuccession(null)
    mine.set(key, found)
    return found
  }

  async function write(key: string, value: string): Promise<void> {
    const before = await successionOf(key)
    if (value !== before.value) {
      // Only a refresh has shown that the old value was good: the provider took its refresh token.
      if (refreshing.has(key) && before.value !== null) shared.replace(key, before, value)
      else mine.set(key, shared.supersede(key, before, value))
    }
    await bringUpToDate(key)
  }

  async function bringUpToDate(key: string): Promise<string | null> {
    const { value, isSuperseded } = await successionOf(key)
    if (isSuperseded || (await cookies.getItem(key)) === value) return value
    await (value === null ? cookies.removeItem(key) : cookies.setItem(key, value))
    return value
  }

  async function asRefresh<Result>(key: string, run: () => Promise<Result>): Promise<Result> {
    refreshing.add(key)
    return await run().finally(() => refreshing.delete(key))
  }

  return {
    setCookies: () => jar.setCookies(),
    getItem: (key) => bringUpToDate(key),
    setItem: (key, value) => write(key, value),
    async removeItem(key) {
      shared.replace(key, await successionOf(key), null)
      await bringUpToDate(key)
    },
    /** Among the requests that carry the same item: a lock is named after its item and a purpose. */
    async lock(name, run) {
      const end = name.lastIndexOf('.')
      const [key, purpose] = [name.slice(0, end), name.slice(end + 1)]
      const { turns } = await successionOf(key)
      const go = purpose === 'refresh' ? () => asRefresh(key, run) : run
      const turn = (turns.get(name) ?? Promise.resolve()).then(go, go)
      turns.set(name, turn)
      return await turn
    },
  }
}
