/** One at a time, among everything that shares a storage: tabs, workers, processes. */
import type { AuthCore } from '../core/core.ts'
import type { AuthStorage } from '../storage/storage.ts'
import { pause } from '../wire/call.ts'

/** A lease that its holder no longer renews is free after this long. */
const LEASE_MS = 10_000
const RENEW_EVERY_MS = 3_000
/** Two who found the lease free have both written by then; whoever wrote last has it. */
const SETTLE_MS = 50
const LOOK_EVERY_MS = 50

/**
 * Runs while nobody else who shares the storage runs under that name: by the storage's own lock, or by a
 * lease in the storage where it has none, as without Web Locks (they need a secure context).
 */
export async function exclusively<Result>(
  { storage }: AuthCore,
  name: string,
  run: () => Promise<Result>,
): Promise<Result> {
  if (storage.lock) return await storage.lock(name, run)
  return await byLease(storage, `${name}.lease`, run)
}

/** Runs while holding a lease that is written into the storage itself. */
async function byLease<Result>(
  storage: AuthStorage,
  key: string,
  run: () => Promise<Result>,
): Promise<Result> {
  const owner = crypto.randomUUID()
  const hold = async () => await storage.setItem(key, `${owner} ${Date.now() + LEASE_MS}`)
  const read = async () => {
    const [holder, until] = ((await storage.getItem(key)) ?? '').split(' ')
    return { holder, isFree: !(Number(until) > Date.now()) }
  }
  while (true) {
    if ((await read()).isFree) {
      await hold()
      await pause(SETTLE_MS)
      if ((await read()).holder === owner) break
    }
    await pause(LOOK_EVERY_MS * (1 + Math.random()))
  }
  const renewing = setInterval(hold, RENEW_EVERY_MS)
  try {
    return await run()
  } finally {
    clearInterval(renewing)
    if ((await read()).holder === owner) await storage.removeItem(key)
  }
}
