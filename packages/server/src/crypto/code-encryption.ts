import type * as EncryptionSdk from '@aws-crypto/client-node'

const KEY_BYTES = 32

/** Where keys of ours are told from those of others: functions that decrypt name it too. */
const KEY_NAMESPACE = 'poolhouse'

/** It is a package of some size that few pools need: whoever has one of them installs it. */
const MISSING =
  'The package @aws-crypto/client-node, which encrypts codes for custom senders, is not installed: npm install @aws-crypto/client-node'

/**
 * Encrypts codes as the AWS Encryption SDK does, under raw AES keys in place of those in KMS. The suite commits
 * to its key and does not sign: whoever can decrypt has the key itself, so that a signature would prove nothing.
 *
 * @param keys of 32 bytes, by the ARN that pools name as their KMSKeyID, which is also the key's name.
 * @param load how the SDK is found, which is done only when a pool needs it.
 * @see https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/use-raw-aes-keyring.html
 */
export function makeCodeEncryption(
  keys: Readonly<Record<string, Uint8Array>>,
  load: () => Promise<typeof EncryptionSdk> = () => import('@aws-crypto/client-node'),
) {
  const known = new Map(Object.entries(keys))
  for (const [keyId, key] of known) {
    if (key.length !== KEY_BYTES)
      throw new Error(`The sender key ${keyId} must have ${KEY_BYTES} bytes.`)
  }
  return { problemWith, encrypt }

  async function problemWith(keyId: string): Promise<string | undefined> {
    if (!known.has(keyId)) return unknown(keyId)
    return await load().then(
      () => undefined,
      () => MISSING,
    )
  }

  async function encrypt(
    keyId: string,
    code: string,
    context: Readonly<Record<string, string>>,
  ): Promise<string> {
    const key = known.get(keyId)
    if (!key) throw new Error(unknown(keyId))
    const sdk = await load().catch((cause: unknown) => {
      throw new Error(MISSING, { cause })
    })
    const client = sdk.buildClient({
      commitmentPolicy: sdk.CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT,
      maxEncryptedDataKeys: 1,
    })
    const keyring = new sdk.RawAesKeyringNode({
      keyNamespace: KEY_NAMESPACE,
      keyName: keyId,
      // The SDK wipes and keeps what it is given: it gets memory of its own.
      unencryptedMasterKey: Uint8Array.from(key),
      wrappingSuite: sdk.RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
    })
    const { result } = await client.encrypt(keyring, code, {
      suiteId: sdk.AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY,
      encryptionContext: context,
    })
    return result.toString('base64')
  }
}

const unknown = (keyId: string) =>
  `No key is configured for ${keyId}: add ${keyId}=<base64 of 32 bytes> to the setting senderKeys.`
