import { type Page, styleOf } from './page.ts'

/**
 * The Content-Security-Policy of a page: its own style and script by their hashes and nothing else, no
 * frame around it, and no way for a script to turn text into markup.
 *
 * @see https://www.w3.org/TR/CSP3/
 */
export async function contentSecurityPolicy(page: Pick<Page, 'style' | 'script'>): Promise<string> {
  const { script } = page
  return [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    'img-src data:', // the icon
    `style-src ${await hashOf(styleOf(page))}`,
    ...(script === undefined ? [] : [`script-src ${await hashOf(script)}`, "connect-src 'self'"]),
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

/** By WebCrypto, which every runtime has. */
async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`
}
