import { toBytes, toText } from '../crypto/encoding.ts'
import type { Keyring } from '../ports/keyring.ts'
import type { IdentityPoolDocument } from '../records/identity-pool.ts'

/** The one provider whose app is named together with its secret. */
const TWITTER = 'api.twitter.com'
const PURPOSE = 'login provider secret'

/** A document as it is stored: the secret in it sealed, and bound to its pool. */
export const sealDocument = (
  id: string,
  document: IdentityPoolDocument,
  keyring: Keyring,
): IdentityPoolDocument => withTwitter(document, (app) => keyring.seal(PURPOSE, toBytes(app), id))

/** A stored document as its owner wrote it. */
export const openDocument = (
  id: string,
  document: IdentityPoolDocument,
  keyring: Keyring,
): IdentityPoolDocument =>
  withTwitter(document, (sealed) => {
    const app = keyring.open(PURPOSE, sealed, id)
    if (!app) throw new Error(`a secret of ${id} was sealed under another master key`)
    return toText(app)
  })

function withTwitter(
  document: IdentityPoolDocument,
  change: (app: string) => string,
): IdentityPoolDocument {
  const providers = document.SupportedLoginProviders ?? {}
  const app = providers[TWITTER]
  if (app === undefined) return document
  return { ...document, SupportedLoginProviders: { ...providers, [TWITTER]: change(app) } }
}
