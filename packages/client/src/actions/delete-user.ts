import type { AuthCore } from '../core/core.ts'
import { forgetLocally } from '../session/devices.ts'
import { callUserPool } from '../wire/user-pool.ts'
import { requireTokens } from './session.ts'
import { signOut } from './sign-out.ts'

/**
 * Deletes whoever is signed in, and signs them out.
 *
 * @throws UserUnAuthenticatedException, or the service's error.
 */
export async function deleteUser(core: AuthCore): Promise<void> {
  const { accessToken, deviceKey } = await requireTokens(core)
  await callUserPool(core, 'DeleteUser', { AccessToken: accessToken })
  if (deviceKey) await forgetLocally(core, deviceKey)
  await signOut(core)
}
