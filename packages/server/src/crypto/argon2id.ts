import { hash, verify } from '@node-rs/argon2'
import { makeBoundedQueue } from './bounded.ts'

/**
 * An OWASP setting (Password Storage Cheat Sheet): 12 MiB, three passes, one lane. Argon2id is the
 * package's default algorithm and the version in its PHC strings.
 */
const COST = { memoryCost: 12_288, timeCost: 3, parallelism: 1 }

/** As many as two cores do in a second and a half: nobody waits longer than a client would. */
const WAITING = 256

/** Argon2id on the thread pool, `running` at once. @throws QueueFullError when the line is full. */
export function makeArgon2id(running: number) {
  const queue = makeBoundedQueue(running, WAITING)
  return {
    hash: (password: string): Promise<string> => queue(() => hash(password, COST)),
    verify: (phc: string, password: string): Promise<boolean> => queue(() => verify(phc, password)),
  }
}
