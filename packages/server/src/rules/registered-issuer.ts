import { isProviderName, OWN_PROVIDER } from './login-providers.ts'
import { granted, refused, type Verdict } from './verdict.ts'

/**
 * Under which name an issuer is registered: its address without the scheme, letter by letter. AWS wants https.
 * Here http is written too, for an issuer on the same machine: what may be reached so is decided when its keys
 * are fetched, and only the hosts of a setting may.
 */
export function registeredName(url: string): Verdict<string> {
  const name = /^https?:\/\/([^?#]*)$/.exec(url)?.[1]
  if (name === undefined || !isProviderName(name)) {
    return refused('ValidationError', 'Invalid Open ID Connect Provider URL')
  }
  // Real AWS tokens of identity pools would then be taken for ours, by the same condition keys.
  if (isBuiltIn(name)) {
    const message = `${name} is known without being registered.`
    return refused('InvalidInputException', message)
  }
  return granted(name)
}

const isBuiltIn = (name: string) => name.replace(/\/$/, '').toLowerCase() === OWN_PROVIDER
