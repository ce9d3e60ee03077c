import { createAuth, providerTokens, signInWithDevice, signOutOf } from '@poolhouse/client'
import { config } from './config.js'

/** Tokens as a provider answers them; with `core.fetch`, a real one asks its service for them. */
const tokens = (accessToken) => ({
  provider: 'Arcade',
  accessToken,
  refreshToken: 'spare coin',
  expiresAt: Date.now() + 3_600_000,
})

let asked = 0
const arcade = {
  name: 'Arcade',
  flows: {
    deviceFlow: {
      begin: async (_core) => ({
        deviceCode: crypto.randomUUID(),
        userCode: 'ABCD-EFGH',
        verificationUri: 'https://arcade.example/activate',
        expiresAt: Date.now() + 600_000,
        intervalMs: 1_000,
      }),
      poll: async (_core, { deviceCode }) => (++asked < 2 ? 'pending' : tokens(deviceCode)),
    },
    refresh: async (_core, { refreshToken }) => tokens(`token for a ${refreshToken}`),
  },
}

const auth = createAuth(config)
await signInWithDevice(auth, arcade, {
  onCode: ({ userCode, verificationUri }) => console.log(`${userCode} at ${verificationUri}`),
})
const { accessToken } = await providerTokens(auth, arcade, { forceRefresh: true })
console.log(accessToken) // token for a spare coin
await signOutOf(auth, arcade)
