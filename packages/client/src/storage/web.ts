import type { AuthStorage } from './storage.ts'

/** Keeps sessions in localStorage, which tabs share, or in sessionStorage, which they do not. */
export function webStorage(storage: Storage): AuthStorage {
  return {
    getItem: (key) => storage.getItem(key),
    setItem: (key, value) => storage.setItem(key, value),
    removeItem: (key) => storage.removeItem(key),
    addListener(listener) {
      const hear = (event: StorageEvent) => {
        if (event.storageArea === storage) listener(event)
      }
      addEventListener('storage', hear)
      return () => removeEventListener('storage', hear)
    },
  }
}
