import type { AuthCore } from '../core/core.ts'
import { readRecord } from '../encoding/record.ts'
import { readResult } from '../session/cognito.ts'
import { type DeviceMetadata, deviceOf, rememberLocally } from '../session/devices.ts'
import { COGNITO, changeTokens, type TokenSet } from '../session/tokens.ts'

/** What Amplify (v6) keeps of a person, under their name. */
const NAMES = [
  'accessToken',
  'idToken',
  'refreshToken',
  'signInDetails',
  'clockDrift',
  'deviceKey',
  'deviceGroupKey',
  'randomPasswordKey',
] as const

/** Whoever signed in with aws-amplify on this storage. */
interface Leftovers {
  readonly username: string
  readonly items: Readonly<Partial<Record<(typeof NAMES)[number], string>>>
}

/**
 * Takes over whoever signed in with aws-amplify on this storage: an application that changes its import
 * signs nobody out. Who is signed in here already stays. What Amplify kept is removed, since two must not
 * rotate one refresh token; it is removed last, so that no crash in between signs anybody out.
 */
export async function adoptSession(core: AuthCore): Promise<void> {
  if (!(await readLeftovers(core))) return
  // Read again with nobody in between: who signs out meanwhile in another tab is not brought back.
  await changeTokens(core, COGNITO, async (current) => {
    const found = await readLeftovers(core)
    return current ?? (found && tokensOf(found))
  })
  await takeLeftovers(core)
}

/**
 * Removes whoever Amplify left behind, and answers their tokens. Signing out does it as well, or they would be
 * taken over the next time: an old tab that still runs Amplify may have left somebody at any moment.
 */
export async function takeLeftovers(core: AuthCore): Promise<TokenSet | undefined> {
  const found = await readLeftovers(core)
  if (!found) return undefined
  const { username } = found
  const device = deviceIn(found)
  if (device && !(await deviceOf(core, username))) await rememberLocally(core, [username], device)
  // Their name goes last: as long as it is there, the rest is found.
  for (const name of NAMES) await core.storage.removeItem(keyOf(core, username, name))
  await core.storage.removeItem(`${prefixOf(core)}.LastAuthUser`)
  return tokensOf(found)
}

async function readLeftovers(core: AuthCore): Promise<Leftovers | undefined> {
  const username = await core.storage.getItem(`${prefixOf(core)}.LastAuthUser`)
  if (!username) return undefined
  const items: Partial<Record<string, string>> = {}
  for (const name of NAMES) {
    const value = await core.storage.getItem(keyOf(core, username, name))
    if (value) items[name] = value
  }
  return { username, items }
}

/** Their tokens, or undefined where those that there are cannot be read: they sign in again. */
function tokensOf({ items }: Leftovers): TokenSet | undefined {
  const { accessToken, idToken, refreshToken, signInDetails, clockDrift, deviceKey } = items
  const result = {
    ...(accessToken && { AccessToken: accessToken }),
    ...(idToken && { IdToken: idToken }),
    ...(refreshToken && { RefreshToken: refreshToken }),
  }
  try {
    const tokens = readResult(result, readRecord(signInDetails, {}))
    return { ...tokens, clockDrift: Number(clockDrift) || 0, deviceKey }
  } catch {
    return undefined
  }
}

/** The device that Amplify remembered for them. */
function deviceIn({ items }: Leftovers): DeviceMetadata | undefined {
  const { deviceKey, deviceGroupKey, randomPasswordKey: randomPassword } = items
  return deviceKey && deviceGroupKey && randomPassword
    ? { deviceKey, deviceGroupKey, randomPassword }
    : undefined
}

const prefixOf = ({ config }: AuthCore): string =>
  `CognitoIdentityServiceProvider.${config.userPoolClientId}`

const keyOf = (core: AuthCore, username: string, name: string): string =>
  `${prefixOf(core)}.${username}.${name}`
