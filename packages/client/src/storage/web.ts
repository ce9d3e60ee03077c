import type { AuthStorage } from './storage.ts'

const LOOK_EVERY_MS = 5
/** Past this, the other tab's change is taken for lost: someone has cleared the page's data. */
const LATEST_MS = 1_000

/** Keeps sessions in localStorage, which tabs share, or in sessionStorage, which they do not. */
export function webStorage(storage: Storage): AuthStorage {
  const locks = globalThis.navigator?.locks
  return {
    getItem: (key) => storage.getItem(key),
    setItem: (key, value) => storage.setItem(key, value),
    removeItem: (key) => storage.removeItem(key),
    ...(locks && {
      lock: (name, run) => locks.request(name, () => inTurn(storage, `${name}.turn`, run)),
    }),
    addListener(listener) {
      const hear = (event: StorageEvent) => {
        if (event.storageArea === storage) listener(event)
      }
      addEventListener('storage', hear)
      return () => removeEventListener('storage', hear)
    },
  }
}

/**
 * What one tab writes to localStorage reaches the others late; a lock may be there before it. So each turn
 * with a lock is counted in the cache as well, which all tabs see at once, and the next turn waits for that
 * count to arrive: changes arrive in order.
 */
async function inTurn<Result>(
  storage: Storage,
  key: string,
  run: () => Promise<Result>,
): Promise<Result> {
  // A browser may have the cache and yet refuse it: then the lock has to do.
  const refused = () => undefined
  const cache = await globalThis.caches?.open('poolhouse').catch(refused)
  if (!cache || storage !== localStorage) return await run()
  const counted = await cache.match(`/${key}`)
  const turn = Number(await counted?.text()) || 0
  for (let ms = 0; ms < LATEST_MS && Number(storage.getItem(key)) < turn; ms += LOOK_EVERY_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  try {
    return await run()
  } finally {
    if (count(storage, key, turn + 1)) {
      await cache.put(`/${key}`, new Response(String(turn + 1))).catch(refused)
    }
  }
}

/** Whether there was room for it: a full storage must not undo what has been done in a turn. */
function count(storage: Storage, key: string, turn: number): boolean {
  try {
    storage.setItem(key, String(turn))
    return true
  } catch {
    return false
  }
}
