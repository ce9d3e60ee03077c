import { once } from 'node:events'
import { Hono } from 'hono'

/** A database that is lost in the network says nothing at all, for minutes. */
const PING_TIMEOUT_MS = 3_000

/**
 * `/health/live`: this process answers. `/health/ready`: so does its database; a load balancer sends
 * nothing while it does not.
 */
export const healthRoutes = (ping: () => Promise<void>): Hono =>
  new Hono()
    .get('/health/live', (context) => context.json({ status: 'ok' }))
    .get('/health/ready', async (context) => {
      try {
        await inTime(ping())
        return context.json({ status: 'ok' })
      } catch {
        return context.json({ status: 'unavailable', reason: 'the database does not answer' }, 503)
      }
    })

async function inTime(ping: Promise<void>): Promise<void> {
  const deadline = AbortSignal.timeout(PING_TIMEOUT_MS)
  await Promise.race([ping, once(deadline, 'abort').then(() => deadline.throwIfAborted())])
}
