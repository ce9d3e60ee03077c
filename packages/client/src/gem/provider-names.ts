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
