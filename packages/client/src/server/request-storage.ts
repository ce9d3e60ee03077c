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

  async function successionOf(key: string): Promise<Succession> {
    const sent = await cookies.getItem(key)
    const known = mine.get(key)
    if (known) return known
    const found = typeof sent === 'string' ? shared.of(key, sent) : newSuccession(null)
    mine.set(key, found)
    return found
  }

  async function write(key: string, value: string | null): Promise<void> {
    shared.replace(key, await successionOf(key), value)
    await bringUpToDate(key, value)
  }

  async function bringUpToDate(key: string, value: string | null): Promise<void> {
    if ((await cookies.getItem(key)) === value) return
    await (value === null ? cookies.removeItem(key) : cookies.setItem(key, value))
  }

  return {
    setCookies: () => jar.setCookies(),
    async getItem(key) {
      const { value } = await successionOf(key)
      await bringUpToDate(key, value)
      return value
    },
    setItem: (key, value) => write(key, value),
    removeItem: (key) => write(key, null),
    /** Among the requests that carry the same item: a lock is named after its item and a purpose. */
    async lock(name, run) {
      const { turns } = await successionOf(name.slice(0, name.lastIndexOf('.')))
      const turn = (turns.get(name) ?? Promise.resolve()).then(run, run)
      turns.set(name, turn)
      return await turn
    },
  }
}
