/** What an application has sent along with refreshes, to the pool's functions. */
import type { ClientMetadata } from '../sign-in/types.ts'

/** Asked at every refresh for what goes with it. */
export type ClientMetadataProvider = () => Promise<ClientMetadata>

/** Sends with a refresh that brings no metadata of its own what is provided at that moment. */
export const withRefreshMetadata =
  (provide: () => Promise<ClientMetadata | undefined>): typeof fetch =>
  async (input, init) => {
    const target = new Headers(init?.headers).get('x-amz-target')
    if (!target?.endsWith('.GetTokensFromRefreshToken')) return await fetch(input, init)
    const asked = JSON.parse(String(init?.body))
    const ClientMetadata = asked.ClientMetadata ?? (await provide())
    return await fetch(input, { ...init, body: JSON.stringify({ ...asked, ClientMetadata }) })
  }
