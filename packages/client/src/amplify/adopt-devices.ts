import type { AuthCore } from '../core/core.ts'
import type { AuthStorage } from '../storage/storage.ts'
import { DEVICE_NAMES, prefixOf, readItems, rememberDevice, removeItems } from './leftovers.ts'
import type { ListedStorage } from './storages.ts'

/**
 * Takes over the devices that Amplify remembers for whoever has signed out, where the storage says what is in
 * it: they sign in again without their second factor, as they did before.
 */
export async function adoptDevices(core: AuthCore): Promise<void> {
  const start = `${prefixOf(core)}.`
  const end = '.randomPasswordKey'
  for (const key of keysIn(core.storage)) {
    if (!key.startsWith(start) || !key.endsWith(end)) continue
    const username = key.slice(start.length, -end.length)
    await rememberDevice(core, [username], await readItems(core, username))
    await removeItems(core, username, DEVICE_NAMES)
  }
}

/** The keys of what is in a storage, or none where it cannot say: a browser's own can, and ours here. */
function keysIn(storage: AuthStorage | ListedStorage): string[] {
  // Asked first: what is stored in a browser's own may be called `keys`.
  if (typeof Storage === 'function' && storage instanceof Storage) return Object.keys(storage)
  return 'keys' in storage ? storage.keys() : []
}
