import { memoryStorage } from './memory.ts'
import type { AuthStorage } from './storage.ts'
import { webStorage } from './web.ts'

/** One of the browser's storages where it may be used, or else memory. */
export function browserStorage(name: 'localStorage' | 'sessionStorage'): AuthStorage {
  try {
    // Reading it throws where the browser blocks storage. Node has one only with a flag.
    if (typeof window !== 'undefined' && window[name]) return webStorage(window[name])
  } catch {
    // Blocked: this page remembers for as long as it is open.
  }
  return memoryStorage()
}
