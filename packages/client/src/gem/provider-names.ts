import { entryOf } from '../encoding/entry.ts'

/** What the Gem calls providers: in C++ by numbers, in scripts by the names of these. */
export const ProviderNameEnum = {
  None: 0,
  AWSCognitoIDP: 1,
  LoginWithAmazon: 2,
  Twitch: 3,
  Google: 4,
  Apple: 5,
  Facebook: 6,
} as const

/** The numbers that the Gem gave its scripts as constants. */
export const ProviderNameEnum_None = ProviderNameEnum.None
export const ProviderNameEnum_AWSCognitoIDP = ProviderNameEnum.AWSCognitoIDP
export const ProviderNameEnum_LoginWithAmazon = ProviderNameEnum.LoginWithAmazon
export const ProviderNameEnum_Google = ProviderNameEnum.Google

/** A provider by its number, by its name, or by that of one of your own. */
export type ProviderName = string | (typeof ProviderNameEnum)[keyof typeof ProviderNameEnum]

export const NO_PROVIDER: keyof typeof ProviderNameEnum = 'None'

/** The name that a number stands for; of a text it is the text, of a number that is none `None`. */
export function nameOfProvider(given: ProviderName): string {
  if (typeof given === 'string') return given
  const [name = NO_PROVIDER] =
    Object.entries(ProviderNameEnum).find(([, value]) => value === given) ?? []
  return name
}

const MISSING_SETTINGS: Readonly<Record<string, string>> = {
  LoginWithAmazon: 'Failed to get login with Amazon settings object for path /AWS/LoginWithAmazon',
  Google: 'Failed to get Google settings object for path /AWS/Google',
}

/** Why there is no provider of a name, as the Gem's warnings have it, and which there are. */
export function whyMissing(name: string, known: readonly string[]): string {
  const isNamed = Object.hasOwn(ProviderNameEnum, name)
  const reason =
    entryOf(MISSING_SETTINGS, name) ??
    (isNamed ? `There is no provider ${name}` : `Incorrect string value for enum: ${name}`)
  return `${reason}. There are: ${known.join(', ')}; others are set up in AuthenticationProvider.setreg.`
}
