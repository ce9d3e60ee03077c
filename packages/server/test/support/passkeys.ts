import { assert, type Ceremony, makePasskey, register, type TestPasskey } from './authenticator.ts'
import { answer, choose } from './choice.ts'
import { signIn, type TestPool } from './people.ts'
import { type AnsweringHouse, sdkFor } from './sdk.ts'

export const RP_ID = 'auth.example.com'
export const ORIGIN = `https://${RP_ID}`

/** Names the relying party of a pool. */
export const setRelyingParty = (house: AnsweringHouse, { poolId }: TestPool, more = {}) =>
  sdkFor(house).setUserPoolMfaConfig({
    UserPoolId: poolId,
    WebAuthnConfiguration: { RelyingPartyId: RP_ID, ...more },
  })

/** The challenge of a registration that is begun now. */
export async function beginRegistration(house: AnsweringHouse, AccessToken: string) {
  const { CredentialCreationOptions } = await sdkFor(house).startWebAuthnRegistration({
    AccessToken,
  })
  const { challenge } = CredentialCreationOptions as { challenge: string } // a document has no type
  return challenge
}

/** Completes a registration with whatever a browser and a passkey say. */
export const completeRegistration = (
  house: AnsweringHouse,
  AccessToken: string,
  passkey: TestPasskey,
  ceremony: Partial<Ceremony> & { challenge: string },
) =>
  sdkFor(house).completeWebAuthnRegistration({
    AccessToken,
    Credential: register(passkey, { origin: ORIGIN, rpId: RP_ID, ...ceremony }),
  })

/** Signs in by password and registers a passkey. */
export async function addPasskey(
  house: AnsweringHouse,
  pool: TestPool,
  username: string,
): Promise<TestPasskey> {
  const { AccessToken } = await signIn(house, pool, username)
  const passkey = makePasskey()
  const challenge = await beginRegistration(house, AccessToken)
  await completeRegistration(house, AccessToken, passkey, { challenge })
  return passkey
}

/** Asks for what a passkey is to sign. */
export async function askPasskey(house: AnsweringHouse, pool: TestPool, USERNAME: string) {
  const asked = await choose(house, pool, { USERNAME, PREFERRED_CHALLENGE: 'WEB_AUTHN' })
  const options = JSON.parse(asked.ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS ?? '{}')
  return { ...asked, options, challenge: String(options.challenge) }
}

/** Answers with whatever a browser and a passkey say. */
export const answerPasskey = (
  house: AnsweringHouse,
  pool: TestPool,
  { USERNAME, Session }: { USERNAME: string; Session: string | undefined },
  passkey: TestPasskey,
  ceremony: Partial<Ceremony> & { challenge: string },
) => {
  const CREDENTIAL = assert(passkey, { origin: ORIGIN, rpId: RP_ID, ...ceremony })
  return answer(house, pool, 'WEB_AUTHN', { USERNAME, CREDENTIAL }, Session)
}
