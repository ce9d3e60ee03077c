/** One at a time, among everything that shares a storage: tabs, workers, processes. */
import type { AuthCore } from '../core/core.ts'
import { AuthError } from '../core/errors.ts'
import type { AuthStorage } from '../storage/storage.ts'
import { pause } from '../wire/call.ts'

/** A lease that its holder no longer renews is free after this long. */
const LEASE_MS = 10_000
const RENEW_EVERY_MS = 3_000
/**
 * Two who found the lease free have both written by then; whoever wrote last has it. In a storage that is
 * slower that takes as long as it took here, and for one whose times differ there is `lock`.
 */
const SETTLE_MS = 50
const LOOK_EVERY_MS = 50
/** So often may what was just written be gone again, as when another was quick to have it and end. */
const MOST_LOST = 20

/**
 * Runs while nobody else who shares the storage runs under that name: by the storage's own lock, or by a
 * lease in the storage where it has none, as without Web Locks (they need a secure context).
 */
export async function exclusively<Result>(
  { storage }: AuthCore,
  name: string,
  run: () => Promise<Result>,
): Promise<Result> {
  return await (storage.lock ? storage.lock(name, run) : byLease(storage, `${name}.lease`, run))
}

/**
 * Runs while holding a lease that is written into the storage itself.
 *
 * @throws StorageUnavailable where the storage keeps nothing.
 */
async function byLease<Result>(
  storage: AuthStorage,
  key: string,
  run: () => Promise<Result>,
): Promise<Result> {
  const owner = crypto.randomUUID()
  const hold = () => storage.setItem(key, `${owner} ${Date.now() + LEASE_MS}`)
  const read = async () => {
    const [holder, until] = ((await storage.getItem(key)) ?? '').split(' ')
    const left = Number(until) - Date.now()
    // Clocks differ a little. What lasts far longer than a lease was written before one was set back.
    return { holder, isFree: !(left > 0 && left < 2 * LEASE_MS) }
  }
  const isMine = async () => (await read()).holder === owner

  for (let lost = 0; ; ) {
    const began = Date.now()
    if ((await read()).isFree) {
      await hold()
      await pause(Math.max(SETTLE_MS, Date.now() - began))
      const { holder } = await read()
      if (holder === owner) break
      if (!holder && ++lost > MOST_LOST) {
        throw new AuthError('StorageUnavailable', 'The storage keeps nothing.', {
          recoverySuggestion: 'Allow site data, and use https://.',
        })
      }
    }
    await pause(LOOK_EVERY_MS * (1 + Math.random()))
  }
  // One that was not renewed in time is another's by now. What fails once may go well the next time.
  const renew = async () => (await isMine()) && (await hold())
  const renewing = setInterval(() => renew().catch(() => {}), RENEW_EVERY_MS)
  try {
    return await run()
  } finally {
    clearInterval(renewing)
    if (await isMine()) await storage.removeItem(key)
  }
}
