import {
  createAuth,
  oidcProvider,
  providerTokens,
  signInWithDevice,
  signOutOf,
} from '@poolhouse/client'
import { config } from './config.js'

const auth = createAuth(config)
const provider = oidcProvider({
  name: 'Example',
  issuer: 'https://id.example.com',
  clientId: 'tv-app',
})

await signInWithDevice(auth, provider, {
  onCode: ({ userCode, verificationUri }) => console.log(`${userCode} at ${verificationUri}`),
  signal: AbortSignal.timeout(10 * 60_000), // ends the waiting
})
const tokens = await providerTokens(auth, provider) // refreshed when they have expired
console.log(`signed in with ${tokens.provider}`)
await signOutOf(auth, provider)
