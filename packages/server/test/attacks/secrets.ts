/** A life with many secrets, and a search for them. */
import { secretHash } from '../../src/rules/secret-hash.ts'
import { makeClient } from '../support/people.ts'
import { type AnsweringHouse, sdkFor } from '../support/sdk.ts'
import { challenge, prove, respond } from '../support/srp-client.ts'
import { TEST_MASTER_KEY } from '../support/stores.ts'
import { refusalOf } from './refusal.ts'

export const PASSWORD = 'Correct-Horse-77-Battery'
const TYPO = 'Correct-Horse-78-Battery'

/** Whatever must not be found, by what it is. */
export type Secrets = Record<string, string>

/** Does everything that handles a secret, and answers what was secret in it. */
export async function live(
  house: AnsweringHouse,
  pool: { poolId: string; clientId: string },
  codeOf: (name: string) => Promise<string>,
): Promise<Secrets> {
  const sdk = sdkFor(house)
  const { clientSecret = '', clientId } = await makeClient(house, pool.poolId, {
    GenerateSecret: true,
  })
  const SecretHash = secretHash('ada', clientId, clientSecret)
  const named = { ClientId: clientId, Username: 'ada', SecretHash }
  const UserAttributes = [{ Name: 'email', Value: 'ada@example.com' }]
  await sdk.signUp({ ...named, Password: PASSWORD, UserAttributes })
  const first = await codeOf('ada')
  await sdk.resendConfirmationCode(named)
  const code = await codeOf('ada')
  await refusalOf(sdk.confirmSignUp({ ...named, ConfirmationCode: 'a-guess-at-it' }))
  await sdk.confirmSignUp({ ...named, ConfirmationCode: code })
  const other = { ...named, Username: 'una', SecretHash: secretHash('una', clientId, clientSecret) }
  await sdk.signUp({ ...other, Password: PASSWORD, UserAttributes })
  const signIn = (password: string) =>
    sdk.initiateAuth({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ada', PASSWORD: password, SECRET_HASH: SecretHash },
    })
  await refusalOf(signIn(TYPO))
  const { AuthenticationResult: tokens } = await signIn(PASSWORD)
  const asked = await challenge(house, { clientId }, 'ada', { SECRET_HASH: SecretHash })
  const claim = prove(asked, { poolId: pool.poolId, password: PASSWORD })
  await respond(house, { clientId }, { ...claim, SECRET_HASH: SecretHash })
  await sdk.getUser({ AccessToken: tokens?.AccessToken })
  const RefreshToken = tokens?.RefreshToken
  await sdk.getTokensFromRefreshToken({
    ClientId: clientId,
    ClientSecret: clientSecret,
    RefreshToken,
  })
  await refusalOf(sdk.getUser({ AccessToken: `${tokens?.AccessToken}x` }))
  return {
    'the password': PASSWORD,
    'a password mistyped': TYPO,
    'the first code': first,
    'the code': code,
    'a code that waits': await codeOf('una'),
    'a code mistyped': 'a-guess-at-it',
    'the client secret': clientSecret,
    'a secret hash': SecretHash,
    'the access token': tokens?.AccessToken ?? '',
    'the ID token': tokens?.IdToken ?? '',
    'the refresh token': RefreshToken ?? '',
    'a secret block': claim.PASSWORD_CLAIM_SECRET_BLOCK ?? '',
    'a signature': claim.PASSWORD_CLAIM_SIGNATURE ?? '',
    'the master key': TEST_MASTER_KEY.toString('base64'),
  }
}

/** Which secrets a text has in it, as they are or in an encoding; a code only where it stands alone. */
export function findIn(text: string, secrets: Secrets): string[] {
  const found = Object.entries(secrets).filter(([, secret]) => {
    if (/^\d{6}$/.test(secret)) return new RegExp(`(?<![\\w.+/-])${secret}(?![\\w.+/-])`).test(text)
    const bytes = Buffer.from(secret)
    const forms = [
      secret,
      ...(['hex', 'base64', 'base64url'] as const).map((as) => bytes.toString(as)),
    ]
    const parts = secret.split('.').filter((part) => part.length > 60)
    // The header of every refresh token is the same, and no secret.
    return [...forms, ...parts.slice(1)].some((form) => text.includes(form.replace(/=+$/, '')))
  })
  return found.map(([name]) => name)
}
