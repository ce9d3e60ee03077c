import {
  type AuthenticationResponseJSON,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server'
import { ServiceError } from '../../../api/errors.ts'
import type { Passkey } from '../../../records/passkey.ts'
import type { Factor } from '../../../records/session.ts'
import type { User } from '../../../records/user.ts'
import { readAssertion, readClientData } from '../../../rules/passkey-response.ts'
import { isAllowedOrigin, type RelyingParty } from '../../../rules/relying-party.ts'
import type { Services } from '../../../store/services.ts'
import { passkeysOf, readRelyingParty } from '../../relying-party.ts'
import { simulatePasskey } from '../../unknown-user.ts'
import { beforeSignIn } from '../around-sign-in.ts'
import { alsoSpending, type Begin, spendNow } from '../begin.ts'
import { openChoice, sealChoice, spendChoice } from '../choice.ts'
import type { Chooser } from '../chooser.ts'
import type { Outcome } from '../outcome.ts'
import { requireValue, type SignInCall } from '../request.ts'

const TIMEOUT_MS = 60_000

/** WEB_AUTHN, chosen: asks for a signature of one of the person's passkeys. */
export const beginWebAuthn: Begin = async (call, { chooser, spend }, services) => {
  await beforeSignIn(call, chooser, services)
  await spendNow(spend, services)
  const id = services.random.uuid()
  const ChallengeParameters = await requestOptions(call, { chooser, id }, services)
  const Session = sealChoice('WEB_AUTHN', call, chooser, services, { id })
  return { answer: { ChallengeName: 'WEB_AUTHN', Session, ChallengeParameters } }
}

/** WEB_AUTHN, answered. */
export async function answerWebAuthn(call: SignInCall, services: Services): Promise<Outcome> {
  requireValue(call, 'CREDENTIAL')
  const { state, chooser } = await openChoice('WEB_AUTHN', call, services)
  const outcome = await proveByPasskey(call, { chooser, id: state.id }, services)
  return alsoSpending(outcome, spendChoice(state))
}

interface Ceremony {
  readonly chooser: Chooser
  /** The id of the Session, which the challenge is made from: a signature is good for that Session alone. */
  readonly id: string
}

/**
 * What a browser has a passkey sign, as text of PublicKeyCredentialRequestOptionsJSON. A name that nobody has
 * is said to have one passkey, always the same.
 *
 * @see https://www.w3.org/TR/webauthn-3/#dictdef-publickeycredentialrequestoptionsjson
 */
export async function requestOptions(
  { pool }: SignInCall,
  { chooser, id }: Ceremony,
  services: Services,
): Promise<Record<string, string>> {
  const party = await readRelyingParty(pool, services)
  const simulated = simulatePasskey(pool, chooser.name, services)
  const own = await passkeysOf(pool, chooser, services)
  const passkeys = chooser.user ? own : [simulated]
  const options = {
    challenge: challengeOf(id, services),
    rpId: party?.id,
    allowCredentials: passkeys.map((passkey) => ({
      type: 'public-key',
      id: passkey.id,
      transports: passkey.transports,
    })),
    timeout: TIMEOUT_MS,
    userVerification: party?.userVerification,
  }
  return { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options) }
}

/**
 * Takes a signature of one of the person's passkeys as their first factor; where the pool says so and the
 * passkey verified its user, as a second one too.
 *
 * @throws NotAuthorizedException, whatever is wrong with it.
 */
export async function proveByPasskey(
  call: SignInCall,
  { chooser, id }: Ceremony,
  services: Services,
): Promise<Outcome> {
  const { user } = chooser
  const response = readAssertion(requireValue(call, 'CREDENTIAL'))
  const party = await readRelyingParty(call.pool, services)
  const passkeys = await passkeysOf(call.pool, chooser, services)
  const passkey = passkeys.find((each) => each.id === response?.id)
  const { passkey: isSecondToo } = await services.mfa.ofUser(chooser.id)
  const asked = party && isSecondToo ? { ...party, userVerification: 'required' as const } : party
  const signed =
    user && response && asked && passkey
      ? await verify(response, {
          challenge: challengeOf(id, services),
          party: asked,
          passkey,
          user,
        })
      : undefined
  if (!user || !party || !passkey || !signed) {
    throw new ServiceError('NotAuthorizedException', 'The passkey could not be verified.')
  }
  const key: Factor = signed.credentialDeviceType === 'multiDevice' ? 'swk' : 'hwk'
  const isBoth = signed.userVerified && party.isMultiFactor && isSecondToo !== false
  return {
    passed: { user, proven: isBoth ? [key, 'mfa'] : [key] },
    settle: async ({ passkeys: stored }) =>
      (await stored.advance(passkey, signed.newCounter)) ? undefined : 'spent',
  }
}

async function verify(
  response: AuthenticationResponseJSON,
  {
    challenge,
    party,
    passkey,
    user,
  }: { challenge: string; party: RelyingParty; passkey: Passkey; user: User },
) {
  const { clientDataJSON, userHandle } = response.response
  const clientData = readClientData(clientDataJSON)
  if (!clientData || clientData.isEmbedded) return undefined
  const { origin } = clientData
  if (!isAllowedOrigin(origin, party)) return undefined
  const owner = userHandle && Buffer.from(userHandle, 'base64url').toString()
  if (owner && owner !== user.id) return undefined
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: party.id,
      credential: {
        id: passkey.id,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.signCount,
      },
      requireUserVerification: party.userVerification === 'required',
    })
    return verified ? authenticationInfo : undefined
  } catch {
    return undefined // the library throws for whatever is wrong; the person is told of no more than that
  }
}

/** Nobody can foresee it: it is drawn, under the master key, from an id that is sealed in the Session. */
const challengeOf = (id: string, { keyring }: Services): string =>
  keyring.digest('passkey challenge', id)
