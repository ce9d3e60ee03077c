/** The storage of one request: its cookies, kept in step with requests of the same browser beside it. */
import { type CookieAttributes, cookieStorage, requestCookies } from '../storage/cookies.ts'
import type { AuthStorage } from '../storage/storage.ts'
import { mark, newSuccession, type Succession, type Successions } from './successions.ts'

interface RequestStorage extends AuthStorage {
  /** The values of the response's `Set-Cookie` headers, so far. */
  setCookies(): string[]
}

/** What all requests to one handler have in common. */
export interface Shared {
  readonly successions: Successions
  /** Whether a value that a browser brings can be what this server gave it. */
  isGenuine(key: string, value: string): Promise<boolean>
  /** A value as it may be used. */
  believe(key: string, value: string, isGenuine: boolean): string | null
}

/** Reads the request's cookies, and collects what the response has to set. */
export function requestStorage(
  request: Request,
  attributes: CookieAttributes,
  { successions, isGenuine, believe }: Shared,
): RequestStorage {
  const jar = requestCookies(request)
  const cookies = cookieStorage(jar, attributes)
  const mine = new Map<string, Succession>()
  /** The items whose refresh lock this request holds: what it writes then is a refresh. */
  const refreshing = new Set<string>()

  async function successionOf(key: string): Promise<Succession> {
    const found = mine.get(key) ?? (await findSuccession(key))
    // Meanwhile this request may have found it elsewhere, or begun another.
    const known = mine.get(key) ?? found
    mine.set(key, known)
    return known
  }

  async function findSuccession(key: string): Promise<Succession> {
    const sent = await cookies.getItem(key)
    if (typeof sent !== 'string') return newSuccession(null)
    const marked = await mark(key, sent)
    const known = successions.find(marked)
    if (known) return known
    const isGood = await isGenuine(key, sent)
    return successions.find(marked) ?? successions.begin(marked, isGood)
  }

  async function write(key: string, value: string): Promise<void> {
    const next = await mark(key, value)
    const before = await successionOf(key)
    if (value !== before.current?.value) {
      // Only a refresh has shown that the old value was good: the provider took its refresh token.
      if (refreshing.has(key) && before.current) successions.refresh(before, next)
      else mine.set(key, successions.supersede(before, next))
    }
    await bringUpToDate(key)
  }

  async function bringUpToDate(key: string): Promise<Succession> {
    const succession = await successionOf(key)
    const value = succession.current?.value ?? null
    if (succession.isSuperseded || (await cookies.getItem(key)) === value) return succession
    await (value === null ? cookies.removeItem(key) : cookies.setItem(key, value))
    return succession
  }

  async function asRefresh<Result>(key: string, run: () => Promise<Result>): Promise<Result> {
    refreshing.add(key)
    return await run().finally(() => refreshing.delete(key))
  }

  return {
    setCookies: () => jar.setCookies(),
    async getItem(key) {
      const { current, isGenuine } = await bringUpToDate(key)
      return current && believe(key, current.value, isGenuine)
    },
    setItem: (key, value) => write(key, value),
    async removeItem(key) {
      successions.end(await successionOf(key))
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
