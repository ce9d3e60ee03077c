import type { AuthStorage } from './storage.ts'

/** Keeps sessions for as long as the process or the page lives. */
export function memoryStorage(): AuthStorage {
  const items = new Map<string, string>()
  const turns = new Map<string, Promise<unknown>>()
  return {
    getItem: (key) => items.get(key),
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
    async lock(name, run) {
      const turn = (turns.get(name) ?? Promise.resolve()).then(run, run)
      turns.set(name, turn)
      return await turn
    },
  }
}
