import { answerPage } from '@poolhouse/ui'
import { type Context, Hono } from 'hono'
import { readInbox } from '../messages/inbox.ts'
import type { Services } from '../store/services.ts'
import type { Demo } from './demo.ts'
import { inboxPage } from './inbox-page.ts'

type Needs = Pick<Services, 'inbox' | 'clock' | 'identity'>

/**
 * The development inbox, as a page and as data, the newest message first. `?to=` limits both to a user name
 * or an address.
 *
 * @param demo the demo pool, once there is one.
 */
export function inboxRoutes(services: Needs, demo: () => Demo | undefined): Hono {
  const { clock, identity } = services
  const read = (to: string | undefined) => readInbox(services, to ? { to } : {})
  return new Hono()
    .get('/inbox.json', async (context) =>
      context.json(await read(recipient(context)), 200, { 'cache-control': 'no-store' }),
    )
    .get('/inbox', async (context) => {
      const to = recipient(context)
      const found = demo()
      const entrance = found && { ...found, publicUrl: identity.publicUrl }
      return answerPage(inboxPage({ messages: await read(to), to, now: clock.now(), entrance }))
    })
}

/**
 * Neither names nor addresses hold spaces at their ends; what is pasted does. Nor do they hold null
 * characters, on which PostgreSQL fails.
 */
const recipient = (context: Context) => context.req.query('to')?.trim().replaceAll('\0', '\ufffd')
