import { expect, it } from 'vitest'
import { makeBoundedQueue, QueueFullError } from './bounded.ts'

const held = () => {
  let release = () => {}
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  return { until, release }
}

it('runs so many at once, lets so many wait, and refuses the rest', async () => {
  const queue = makeBoundedQueue(2, 1)
  const gate = held()
  let running = 0
  const work = async () => {
    running++
    await gate.until
    running--
    return 'done'
  }
  const started = [queue(work), queue(work), queue(work)]
  await expect(queue(work)).rejects.toThrow(QueueFullError)
  expect(running).toBe(2)
  gate.release()
  expect(await Promise.all(started)).toEqual(['done', 'done', 'done'])
  expect(await queue(work)).toBe('done')
})

it('gives its place back when the work fails', async () => {
  const queue = makeBoundedQueue(1, 0)
  await expect(queue(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await queue(async () => 'next')).toBe('next')
})
