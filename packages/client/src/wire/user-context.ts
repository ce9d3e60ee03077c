import { type AuthCore, userPoolOf } from '../core/core.ts'
import type { UserContextData } from './operations.ts'

/** What Amazon's script for advanced security leaves behind in a page. */
interface WithSecurityData {
  readonly AmazonCognitoAdvancedSecurityData?: {
    getData(username: string, userPoolId: string, clientId: string): string
  }
}

/** The device's fingerprint for threat protection, where the page has Amazon's script for it. */
export function userContext(core: AuthCore, username: string): UserContextData | undefined {
  const script = (globalThis as WithSecurityData).AmazonCognitoAdvancedSecurityData
  if (!script) return undefined
  const { userPoolId, userPoolClientId } = userPoolOf(core)
  return { EncodedData: script.getData(username, userPoolId, userPoolClientId) }
}
