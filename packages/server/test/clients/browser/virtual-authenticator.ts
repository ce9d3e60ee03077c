import type { Page } from 'playwright-core'

/** A browser's own authenticator, in place of a person's: it keeps passkeys and says yes. */
export interface VirtualAuthenticator {
  /** How many passkeys it keeps. */
  count(): Promise<number>
  /** Whether it verifies its user from now on. */
  verifyUser(isVerified: boolean): Promise<void>
  /** Whether somebody touches it when it asks from now on. */
  touch(isTouched: boolean): Promise<void>
}

/**
 * Gives a page an authenticator that is part of the device.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/
 */
export async function addAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    async count() {
      const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId })
      return credentials.length
    },
    async verifyUser(isUserVerified) {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
    },
    async touch(enabled) {
      await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
    },
  }
}
