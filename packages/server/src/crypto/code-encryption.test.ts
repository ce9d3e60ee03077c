import { randomBytes } from 'node:crypto'
import { buildClient, CommitmentPolicy } from '@aws-crypto/client-node'
import { describe, expect, it } from 'vitest'
import { senderKeyring } from '../../test/support/sender-keys.ts'
import { makeCodeEncryption } from './code-encryption.ts'

const ARN = 'arn:aws:kms:us-east-1:000000000000:key/codes'
const KEY = randomBytes(32)
const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)

const encrypt = async (code: string) =>
  Buffer.from(
    await makeCodeEncryption({ [ARN]: KEY }).encrypt(ARN, code, { 'userpool-id': 'us-east-1_A' }),
    'base64',
  )

describe('the encryption of codes', () => {
  it('makes messages that the AWS Encryption SDK opens, and whose pool it tells', async () => {
    const { plaintext, messageHeader } = await decrypt(
      senderKeyring(ARN, KEY),
      await encrypt('123456'),
    )
    expect(plaintext.toString()).toBe('123456')
    expect({ ...messageHeader.encryptionContext }).toEqual({ 'userpool-id': 'us-east-1_A' })
  })

  it('can be used again: the key is not wiped', async () => {
    const encryption = makeCodeEncryption({ [ARN]: KEY })
    for (const code of ['111111', '222222']) {
      const message = Buffer.from(await encryption.encrypt(ARN, code, {}), 'base64')
      const { plaintext } = await decrypt(senderKeyring(ARN, KEY), message)
      expect(plaintext.toString()).toBe(code)
    }
  })

  it('makes messages that another key does not open, nor one of another name', async () => {
    const message = await encrypt('123456')
    await expect(decrypt(senderKeyring(ARN, randomBytes(32)), message)).rejects.toThrow()
    await expect(decrypt(senderKeyring(`${ARN}2`, KEY), message)).rejects.toThrow()
  })

  it('says what to configure for a key that it does not have', async () => {
    const encryption = makeCodeEncryption({ [ARN]: KEY })
    expect(await encryption.problemWith(ARN)).toBeUndefined()
    expect(await encryption.problemWith('arn:other')).toContain('the setting senderKeys')
    await expect(encryption.encrypt('arn:other', '123456', {})).rejects.toThrow('senderKeys')
  })

  it('says what to install where the SDK is not there', async () => {
    const encryption = makeCodeEncryption({ [ARN]: KEY }, () =>
      Promise.reject(new Error('ERR_MODULE_NOT_FOUND')),
    )
    const install = 'npm install @aws-crypto/client-node'
    expect(await encryption.problemWith(ARN)).toContain(install)
    await expect(encryption.encrypt(ARN, '123456', {})).rejects.toThrow(install)
  })

  it('is not made with a key of another length', () => {
    expect(() => makeCodeEncryption({ [ARN]: randomBytes(16) })).toThrow('must have 32 bytes')
  })
})
