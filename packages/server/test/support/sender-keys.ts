/** The other side of custom senders: what a function needs to read the codes that it is handed. */
import {
  buildClient,
  CommitmentPolicy,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier,
} from '@aws-crypto/client-node'

export const SENDER_KEY_ID = 'arn:aws:kms:us-east-1:000000000000:key/codes'
const SENDER_KEY = Buffer.alloc(32, 'a key of senders')

/** For `openPoolhouse`. */
export const senderKeys = { [SENDER_KEY_ID]: SENDER_KEY }

export const senderKeyring = (keyName: string, key: Uint8Array): RawAesKeyringNode =>
  new RawAesKeyringNode({
    keyNamespace: 'poolhouse',
    keyName,
    unencryptedMasterKey: Uint8Array.from(key),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  })

const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)

/** The code in an event, and the pool that its encryption vouches for. */
export async function readCode(code: string): Promise<{ code: string; poolId: string }> {
  const keyring = senderKeyring(SENDER_KEY_ID, SENDER_KEY)
  const { plaintext, messageHeader } = await decrypt(keyring, Buffer.from(code, 'base64'))
  const poolId = messageHeader.encryptionContext['userpool-id'] ?? ''
  return { code: plaintext.toString(), poolId }
}
