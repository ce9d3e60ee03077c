import { answerPage, type Link } from '@poolhouse/ui'
import { Hono } from 'hono'
import type { ServiceTable } from '../api/table.ts'
import type { Entrance } from '../rules/first-steps.ts'
import { landingPage } from './landing-page.ts'
import { type Catalogues, describeStatus } from './status.ts'
import { statusPage } from './status-page.ts'

interface Site {
  readonly version: string
  readonly publicUrl: string
  readonly tables: readonly ServiceTable[]
  readonly catalogues: Catalogues
  /** Absent in production, which has neither an inbox nor a demo pool. */
  readonly development: { demo(): Omit<Entrance, 'publicUrl'> | undefined } | undefined
}

/** The service's own pages: where everything is, and what works. */
export function siteRoutes({ version, publicUrl, tables, catalogues, development }: Site): Hono {
  const services = describeStatus(tables, catalogues)
  return new Hono()
    .get('/', () => {
      const demo = development?.demo()
      const entrance = demo && { ...demo, publicUrl }
      return answerPage(landingPage({ version, publicUrl, links: linksFrom('/'), entrance }))
    })
    .get('/status', () => answerPage(statusPage(services, linksFrom('/status'))))

  function linksFrom(current: string): Link[] {
    const links = [{ href: '/status', text: 'Status' }]
    if (development) links.unshift({ href: '/inbox', text: 'Inbox' })
    return links.map((link) => ({ ...link, isCurrent: link.href === current }))
  }
}
