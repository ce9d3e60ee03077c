import { Hono } from 'hono'
import type { Services } from '../store/services.ts'

/** `POST /reset` deletes everything and makes the demo again, so that every test begins alike. */
export const resetRoute = (
  { write }: Pick<Services, 'write'>,
  afterwards: () => Promise<void>,
): Hono =>
  new Hono().post('/reset', async (context) => {
    await write(({ everything }) => everything.remove())
    await afterwards()
    return context.body(null, 204)
  })
