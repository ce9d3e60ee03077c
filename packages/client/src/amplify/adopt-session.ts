import type { AuthCore } from '../core/core.ts'
import { readResult } from '../session/cognito.ts'
import { rememberLocally } from '../session/devices.ts'
import { COGNITO, loadTokens, saveTokens } from '../session/tokens.ts'

/**
 * Takes over whoever signed in with aws-amplify on this storage: an application that changes its import
 * signs nobody out. What Amplify kept is removed, since two must not rotate one refresh token.
 */
export async function adoptSession(core: AuthCore): Promise<void> {
  const { storage, config } = core
  const prefix = `CognitoIdentityServiceProvider.${config.userPoolClientId}`
  const username = await storage.getItem(`${prefix}.LastAuthUser`)
  if (!username || (await loadTokens(core, COGNITO))) return
  const take = async (name: string) => {
    const value = await storage.getItem(`${prefix}.${username}.${name}`)
    await storage.removeItem(`${prefix}.${username}.${name}`)
    return value ?? undefined
  }
  const AccessToken = await take('accessToken')
  const IdToken = await take('idToken')
  const RefreshToken = await take('refreshToken')
  const signInDetails = await take('signInDetails')
  const clockDrift = Number((await take('clockDrift')) ?? 0)
  const deviceKey = await take('deviceKey')
  const deviceGroupKey = await take('deviceGroupKey')
  const randomPassword = await take('randomPasswordKey')
  await storage.removeItem(`${prefix}.LastAuthUser`)
  if (!AccessToken) return
  if (deviceKey && deviceGroupKey && randomPassword) {
    await rememberLocally(core, [username], { deviceKey, deviceGroupKey, randomPassword })
  }
  const result = {
    AccessToken,
    ...(IdToken && { IdToken }),
    ...(RefreshToken && { RefreshToken }),
  }
  const details = signInDetails ? JSON.parse(signInDetails) : undefined
  await saveTokens(core, { ...readResult(result, details), clockDrift, deviceKey })
}
