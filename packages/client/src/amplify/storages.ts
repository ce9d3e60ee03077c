/** Amplify's storages, by their names. What they keep is ours; whoever Amplify kept in one is taken over. */
import { cookieStorage, documentCookies } from '../storage/cookies.ts'
import { browserStorage } from '../storage/default.ts'
import { memoryStorage } from '../storage/memory.ts'
import type { AuthStorage } from '../storage/storage.ts'
import { notImplemented } from './not-implemented.ts'

/** How Amplify has it; `domain` and `sameSite: 'none'` are not implemented. */
export interface CookieStorageData {
  readonly domain?: string
  readonly path?: string
  /** Days: 365 unless given. */
  readonly expires?: number
  readonly secure?: boolean
  readonly sameSite?: 'strict' | 'lax' | 'none'
}

const SAME_SITE = { strict: 'Strict', lax: 'Lax' } as const
const DAY_SECONDS = 86_400

/** A storage as Amplify has them: it can be emptied, and here it says what is in it as well. */
export interface ListedStorage extends AuthStorage {
  clear(): Promise<void>
  keys(): string[]
}

/** The browser's localStorage where it may be used, or else memory. */
export const defaultStorage: ListedStorage = ofBrowser('localStorage')

/** The browser's sessionStorage, for one tab, where it may be used, or else memory. */
export const sessionStorage: ListedStorage = ofBrowser('sessionStorage')

/** For as long as the page lives. */
export const sharedInMemoryStorage: ListedStorage = inMemory()

function ofBrowser(name: 'localStorage' | 'sessionStorage'): ListedStorage {
  const storage = browserStorage(name)
  // Only a browser's own tells of other tabs; where it may not be used, this is memory.
  if (!storage.addListener) return inMemory()
  return {
    ...storage,
    clear: async () => window[name].clear(),
    keys: () => Object.keys(window[name]),
  }
}

function inMemory(): ListedStorage {
  const storage = memoryStorage()
  const keys = new Set<string>()
  return {
    ...storage,
    setItem(key, value) {
      keys.add(key)
      return storage.setItem(key, value)
    },
    removeItem(key) {
      keys.delete(key)
      return storage.removeItem(key)
    },
    async clear() {
      for (const key of keys) await storage.removeItem(key)
      keys.clear()
    },
    keys: () => [...keys],
  }
}

/** The page's cookies. Their names are such that no other host can have set them: Amplify's are not read. */
export class CookieStorage implements AuthStorage {
  readonly #cookies: AuthStorage

  /** @throws NotImplementedException for a domain, whose other hosts could read them, and for `none`. */
  constructor({ domain, path, expires = 365, secure, sameSite = 'lax' }: CookieStorageData = {}) {
    if (domain) throw notImplemented('CookieStorage with a domain', 'Leave it out.')
    if (sameSite === 'none') {
      throw notImplemented("CookieStorage with sameSite: 'none'", "Take 'lax' or 'strict'.")
    }
    this.#cookies = cookieStorage(documentCookies(), {
      sameSite: SAME_SITE[sameSite],
      maxAgeSeconds: expires * DAY_SECONDS,
      ...(path && { path }),
      ...(secure !== undefined && { secure }),
    })
  }

  async getItem(key: string): Promise<string | null> {
    return (await this.#cookies.getItem(key)) ?? null
  }

  async setItem(key: string, value: string): Promise<void> {
    await this.#cookies.setItem(key, value)
  }

  async removeItem(key: string): Promise<void> {
    await this.#cookies.removeItem(key)
  }
}
