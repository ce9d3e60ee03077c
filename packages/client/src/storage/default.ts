import { memoryStorage } from './memory.ts'
import type { AuthStorage } from './storage.ts'
import { webStorage } from './web.ts'

/** The browser's localStorage where it may be used, or else memory. */
export function defaultStorage(): AuthStorage {
  try {
    // Reading it throws where the browser blocks storage. Node has one only with a flag.
    if (typeof window !== 'undefined' && window.localStorage) return webStorage(window.localStorage)
  } catch {
    // Blocked: this page remembers for as long as it is open.
  }
  return memoryStorage()
}
