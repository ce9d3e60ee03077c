/** Thrown when both the running and the waiting places of a bounded queue are taken. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError'
}

/**
 * Lets so many works run at once and so many wait; refuses the rest at once. Waiting longer would only
 * make every caller time out: shedding keeps those already in line alive.
 */
export function makeBoundedQueue(running: number, waiting: number) {
  const line: (() => void)[] = []
  let active = 0

  return async function run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (active >= running) {
      if (line.length >= waiting) throw new QueueFullError('too much work in line')
      await new Promise<void>((resolve) => line.push(resolve))
    } else {
      active++
    }
    try {
      return await work()
    } finally {
      const next = line.shift()
      if (next) next()
      else active--
    }
  }
}
