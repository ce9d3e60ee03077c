/** Where a function is, as a setting says it. */
export type TriggerTarget =
  | { readonly kind: 'http'; readonly url: URL }
  | { readonly kind: 'lambda'; readonly endpoint: URL }
  | { readonly kind: 'module'; readonly path: string }

const LAMBDA = 'lambda:'

/** Reads `https://…`, `lambda:https://…` or the path of a module; undefined for anything else. */
export function readTriggerTarget(text: string): TriggerTarget | undefined {
  if (text.startsWith(LAMBDA)) {
    const endpoint = readAddress(text.slice(LAMBDA.length))
    return endpoint && { kind: 'lambda', endpoint }
  }
  if (/^[a-z][a-z\d+.-]+:/i.test(text)) {
    const url = readAddress(text)
    return url && { kind: 'http', url }
  }
  return /\.(js|mjs|ts|mts)$/.test(text) ? { kind: 'module', path: text } : undefined
}

/**
 * An address for what may hold passwords and codes, which leave the machine encrypted or not at all; undefined for
 * any other. `fetch` takes no user in a URL.
 */
export function readAddress(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)
  return isSafe && url.username === '' && url.password === '' ? url : undefined
}
