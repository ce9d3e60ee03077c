/** Signing in with another device, once for Node and once for Chromium: over the network, by real timers. */
import { describe, expect, it } from 'vitest'
import { useListener } from '../../../server/test/clients/serve.ts'
import type { OpenApplication } from '../support/application.ts'
import {
  AMAZON_CLIENT,
  EmulatedProvider,
  GOOGLE_CLIENT,
  SECRET,
} from '../support/device-provider.ts'
import { forPages } from '../support/for-pages.ts'

const HOUR_MS = 3_600_000
/** As the shortest that RFC 8628 can say. */
const PACE = { interval: 1 }
const COGNITO = { userPoolId: 'us-east-1_AbCdEf123', userPoolClientId: 'client' }

const KINDS = {
  LoginWithAmazon: {
    open: EmulatedProvider.amazon,
    configure: (url: string) => ({
      clientId: AMAZON_CLIENT,
      grantType: 'device_code',
      responseType: 'device_code',
      codeUrl: `${url}/auth/o2/create/codepair`,
      tokensUrl: `${url}/auth/o2/token`,
    }),
  },
  Google: {
    open: EmulatedProvider.google,
    configure: (url: string) => ({
      clientId: GOOGLE_CLIENT,
      clientSecret: SECRET,
      grantType: 'urn:ietf:params:oauth:grant-type:device_code',
      codeUrl: `${url}/device/code`,
      tokensUrl: `${url}/token`,
    }),
  },
}

export function deviceFlow(openApplication: OpenApplication): void {
  describe.each(Object.entries(KINDS))('with %s', (name, kind) => {
    let server = kind.open(PACE)
    const url = useListener(forPages((request) => server.fetch(request)))
    async function begin() {
      server = kind.open(PACE)
      const app = await openApplication(COGNITO, { providers: { [name]: kind.configure(url()) } })
      return { app, code: await app.call('beginDeviceSignIn', name) }
    }

    it('a code that is shown signs in, in every tab that waits; then for as long as it is refreshed', async () => {
      const { app, code } = await begin()
      expect(code).toMatchObject({
        provider: name,
        userCode: expect.stringMatching(/^[0-9A-F]{8}$/),
      })
      await app.reload()
      const tab = await app.newTab()
      const waiting = Promise.all([app, tab].map((one) => one.call('confirmDeviceSignIn', name)))
      await expect.poll(() => server.polls, { timeout: 5_000 }).toHaveLength(1)
      server.answer(code.userCode, 'approved')
      const [first, second] = await waiting
      expect(second?.accessToken).toBe(first?.accessToken)
      // One of the two has asked, and at the provider's pace.
      expect(server.polls).toHaveLength(2)

      await app.reload()
      expect(await app.call('providerTokens', name)).toMatchObject({ provider: name, ...first })
      expect(server.refreshes).toBe(0)
      await app.advance(2 * HOUR_MS)
      const asked = Array.from({ length: 5 }, () => app.call('providerTokens', name))
      const refreshed = new Set((await Promise.all(asked)).map((tokens) => tokens?.accessToken))
      expect(refreshed.size).toBe(1)
      expect(refreshed).not.toContain(first?.accessToken)
      expect(server.refreshes).toBe(1)

      await app.call('signOutOf', name)
      expect(await tab.call('providerTokens', name)).toBeUndefined()
    })

    it('a code that is declined signs nobody in', async () => {
      const { app, code } = await begin()
      server.answer(code.userCode, 'denied')
      await expect(app.call('confirmDeviceSignIn', name)).rejects.toMatchObject({
        name: 'access_denied',
        message: expect.stringContaining(name),
      })
      expect(await app.call('providerTokens', name)).toBeUndefined()
      await expect(app.call('confirmDeviceSignIn', name)).rejects.toMatchObject({
        name: 'SignInException',
      })
    })
  })
}
