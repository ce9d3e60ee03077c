import { type Page, renderPage } from './page.ts'
import { contentSecurityPolicy } from './policy.ts'

/** A page as the answer to a request; no page leaves without its policy. */
export async function answerPage(page: Page, status = 200): Promise<Response> {
  return new Response(renderPage(page), {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': await contentSecurityPolicy(page),
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  })
}
