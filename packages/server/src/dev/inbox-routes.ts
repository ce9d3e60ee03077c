import { Hono } from 'hono'
import { readInbox } from '../messages/inbox.ts'
import type { Services } from '../store/services.ts'

/** The development inbox as data, the newest message first. */
export const inboxRoutes = (services: Pick<Services, 'inbox'>): Hono =>
  new Hono().get('/inbox.json', async (context) => context.json(await readInbox(services)))
