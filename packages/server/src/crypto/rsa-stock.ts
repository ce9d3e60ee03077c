import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'

interface Pair {
  readonly privateKey: string
  readonly publicKey: string
}

const generate = promisify(generateKeyPair)

/** Cognito signs with RSA keys of this size. */
const MODULUS_BITS = 2048

const makePair = (): Promise<Pair> =>
  generate('rsa', {
    modulusLength: MODULUS_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })

/**
 * A stock of fresh RSA keys, refilled in the background on OpenSSL's threads, one at a time so that a
 * burst of new pools leaves a core for sign-ins.
 *
 * @param size how many pairs are kept ready; a pool takes two.
 */
export function makeRsaStock(size: number) {
  const ready: Pair[] = []
  let refilling = false

  async function refill(): Promise<void> {
    if (refilling) return
    refilling = true
    try {
      while (ready.length < size) ready.push(await makePair())
    } finally {
      refilling = false
    }
  }

  return {
    async take(): Promise<Pair> {
      const pair = ready.shift() ?? (await makePair())
      void refill()
      return pair
    },
  }
}
