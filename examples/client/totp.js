import { createHmac } from 'node:crypto'
import { createAuth } from '@poolhouse/client'
import { config } from './config.js'

const auth = createAuth(config)
const ada = { username: 'ada', password: 'Swim-Every-Day-1' }

await auth.signIn(ada)
const { sharedSecret, getSetupUri } = await auth.setUpTOTP()
console.log(String(getSetupUri('My app'))) // show it as a QR code
await auth.verifyTOTPSetup({ code: codeOf(sharedSecret, Date.now()) })
await auth.updateMFAPreference({ totp: 'PREFERRED' })
await auth.signOut()

const { nextStep } = await auth.signIn(ada)
console.log(nextStep.signInStep) // CONFIRM_SIGN_IN_WITH_TOTP_CODE
// Each code is good once, so this is the app's next one.
const { isSignedIn } = await auth.confirmSignIn({
  challengeResponse: codeOf(sharedSecret, Date.now() + 30_000),
})
console.log(isSignedIn, await auth.fetchMFAPreference())

await auth.updateMFAPreference({ totp: 'DISABLED' })
await auth.signOut()

/** What an authenticator app shows at a time (RFC 6238): here in its place. */
function codeOf(secret, time) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret].map((sign) => alphabet.indexOf(sign).toString(2).padStart(5, '0'))
  const key = bits
    .join('')
    .match(/.{8}/g)
    .map((byte) => Number.parseInt(byte, 2))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(time / 30_000)))
  const hash = createHmac('sha1', Buffer.from(key)).update(counter).digest()
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}
