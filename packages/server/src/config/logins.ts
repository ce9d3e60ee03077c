import { isPlainAddress } from './addresses.ts'
import { type Kind, listOf } from './kinds.ts'

/** A login provider of identity pools, and its address. */
export interface LoginEndpoint {
  readonly provider: string
  readonly address: string
}

/** A client of an OpenID Connect provider. */
export interface OpenIdClient {
  /** Host and path of the issuer. */
  readonly provider: string
  readonly client: string
}

/** Addresses in place of a provider's own, for emulators and for proxies. */
export const loginEndpoints: Kind<readonly LoginEndpoint[]> = listOf(
  'provider=address, several separated by commas, such as graph.facebook.com=https://facebook.example.com',
  (text) => {
    const [, provider, address] = /^([^=\s]+)=(\S+)$/.exec(text) ?? []
    return provider && address && isPlainAddress(address) ? { provider, address } : undefined
  },
)

/** The audiences of OpenID Connect providers. */
export const openIdClients: Kind<readonly OpenIdClient[]> = listOf(
  'provider=client id, several separated by commas, where a provider is named by host and path of its issuer, such as id.example.com/realm=my-app',
  (text) => {
    const [, provider, client] = /^([^=\s]+)=(\S+)$/.exec(text) ?? []
    return provider && client ? { provider, client } : undefined
  },
)
