import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AnsweringHouse, Credentials } from './sdk.ts'

/** The hash that the AWS signer wants to be given. */
export class Sha256 {
  readonly #hash
  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(key))
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data))
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
  reset(): void {}
}

export function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data)
}

/** The address of a GET that carries its own signature for five minutes, as the AWS SDK makes it. */
export async function presign(
  { publicUrl }: AnsweringHouse,
  query: string,
  credentials: Credentials,
  service = 'sts',
): Promise<string> {
  const { protocol, hostname, port, host } = new URL(publicUrl)
  const signer = new SignatureV4({ service, region: 'us-east-1', sha256: Sha256, credentials })
  const signed = await signer.presign(
    {
      ...{ method: 'GET', protocol, hostname, port: Number(port), path: '/', headers: { host } },
      query: Object.fromEntries(new URLSearchParams(query)),
    },
    { expiresIn: 300 },
  )
  return `${publicUrl}/?${new URLSearchParams(signed.query as Record<string, string>)}`
}
