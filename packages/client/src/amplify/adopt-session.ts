import type { AuthCore } from '../core/core.ts'
import type { SignInDetails } from '../core/events.ts'
import { readRecord } from '../encoding/record.ts'
import { readResult } from '../session/cognito.ts'
import { COGNITO, changeTokens, type TokenSet } from '../session/tokens.ts'
import { type Items, NAMES, prefixOf, readItems, rememberDevice, removeItems } from './leftovers.ts'

/** Whoever signed in with aws-amplify on this storage. */
interface Leftovers {
  readonly username: string
  readonly items: Items
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
  const { username, items } = found
  await rememberDevice(core, [username, detailsIn(items)?.loginId], items)
  // Their name goes last: as long as it is there, the rest is found.
  await removeItems(core, username, NAMES)
  await core.storage.removeItem(lastUserKey(core))
  return tokensOf(found)
}

async function readLeftovers(core: AuthCore): Promise<Leftovers | undefined> {
  const username = await core.storage.getItem(lastUserKey(core))
  return username ? { username, items: await readItems(core, username) } : undefined
}

/** Their tokens, or undefined where those that there are cannot be read: they sign in again. */
function tokensOf({ items }: Leftovers): TokenSet | undefined {
  const { accessToken, idToken, refreshToken, clockDrift, deviceKey } = items
  const result = {
    ...(accessToken && { AccessToken: accessToken }),
    ...(idToken && { IdToken: idToken }),
    ...(refreshToken && { RefreshToken: refreshToken }),
  }
  try {
    const tokens = readResult(result, detailsIn(items))
    return { ...tokens, clockDrift: Number(clockDrift) || 0, deviceKey }
  } catch {
    return undefined
  }
}

const detailsIn = ({ signInDetails }: Items): SignInDetails | undefined =>
  readRecord<SignInDetails>(signInDetails, { loginId: 'string|undefined' })

const lastUserKey = (core: AuthCore): string => `${prefixOf(core)}.LastAuthUser`
