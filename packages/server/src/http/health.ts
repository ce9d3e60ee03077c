import { Hono } from 'hono'

/**
 * `/health/live`: this process answers. `/health/ready`: so does its database; a load balancer sends
 * nothing while it does not.
 */
export const healthRoutes = (ping: () => Promise<void>): Hono =>
  new Hono()
    .get('/health/live', (context) => context.json({ status: 'ok' }))
    .get('/health/ready', async (context) => {
      try {
        await ping()
        return context.json({ status: 'ok' })
      } catch {
        return context.json({ status: 'unavailable', reason: 'the database does not answer' }, 503)
      }
    })
