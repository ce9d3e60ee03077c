import { ServiceError } from '../api/errors.ts'
import { toBase64Url, toBytes } from '../crypto/encoding.ts'
import type { Passkey } from '../records/passkey.ts'
import type { User } from '../records/user.ts'
import { allowsPasskeys } from '../rules/first-factors.ts'
import { MOST_PASSKEYS, type RelyingParty } from '../rules/relying-party.ts'
import { signInName } from '../rules/usernames.ts'
import type { Services } from '../store/services.ts'
import type { SignedIn } from '../tokens/access-token.ts'
import { ALGORITHMS, checkResponse, partyMismatch, readResponse } from './passkey-registration.ts'
import { openRegistration, sealRegistration } from './registration-challenge.ts'
import { readRelyingParty } from './relying-party.ts'
import { requireReady } from './user-status.ts'

const TIMEOUT_MS = 60_000

type Owner = Pick<SignedIn, 'pool' | 'client' | 'user'>

/**
 * What a browser makes a new passkey of a person from: PublicKeyCredentialCreationOptionsJSON.
 *
 * @throws WebAuthnNotEnabledException, WebAuthnConfigurationMissingException, LimitExceededException,
 *   PasswordResetRequiredException.
 * @see https://www.w3.org/TR/webauthn-3/#dictdef-publickeycredentialcreationoptionsjson
 */
export async function startRegistration(owner: Owner, services: Services) {
  const { pool, client, user } = owner
  const party = await requireParty(owner, services)
  const passkeys = await services.passkeys.ofUser(user.id)
  if (passkeys.length >= MOST_PASSKEYS) throw tooMany()
  const name = signInName(user, pool.document)
  return {
    challenge: sealRegistration({ user, clientId: client.id, partyId: party.id }, services),
    rp: { id: party.id, name: party.id },
    user: { id: toBase64Url(toBytes(user.id)), name, displayName: name },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: TIMEOUT_MS,
    excludeCredentials: passkeys.map(({ id, transports }) => ({
      type: 'public-key',
      id,
      transports: [...transports],
    })),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: party.userVerification,
    },
    attestation: 'none',
  }
}

/**
 * Keeps the passkey that a browser made.
 *
 * @throws WebAuthnChallengeNotFoundException for a challenge that is not this user's, expired or used before,
 *   WebAuthnClientMismatchException, WebAuthnRelyingPartyMismatchException, WebAuthnOriginNotAllowedException,
 *   WebAuthnCredentialNotSupportedException, LimitExceededException, InvalidParameterException, and as
 *   startRegistration.
 */
export async function completeRegistration(
  owner: Owner,
  credential: unknown,
  services: Services,
): Promise<void> {
  const { client, user } = owner
  const party = await requireParty(owner, services)
  const registration = readResponse(credential)
  const challenge = openRegistration(registration.clientData.challenge, user, services)
  if (!challenge) throw challengeNotFound()
  if (challenge.clientId !== client.id) {
    const message = 'The registration was started by another client.'
    throw new ServiceError('WebAuthnClientMismatchException', message)
  }
  if (challenge.partyId !== party.id) throw partyMismatch()
  const made = await checkResponse(registration, party)
  const passkey = { ...made, userId: user.id, createdAt: services.clock.now() }
  const failure = await services.write(async ({ users, passkeys, spentSessions }) => {
    // One registration of a user after another: those at once would each find room for one more.
    await users.forChange(user.id)
    if (!(await spentSessions.spend(challenge.id, challenge.expiresAt))) return challengeNotFound
    if ((await passkeys.ofUser(user.id)).length >= MOST_PASSKEYS) return tooMany
    return (await passkeys.insert(passkey)) ? undefined : alreadyRegistered
  })
  if (failure) throw failure()
}

/** Takes a passkey from its user. @throws ResourceNotFoundException, PasswordResetRequiredException. */
export async function deletePasskey(
  user: User,
  id: Passkey['id'],
  { write }: Services,
): Promise<void> {
  requireReady(user)
  if (await write(({ passkeys }) => passkeys.remove({ id, userId: user.id }))) return
  throw new ServiceError('ResourceNotFoundException', 'The passkey does not exist.')
}

async function requireParty({ pool, user }: Owner, services: Services): Promise<RelyingParty> {
  requireReady(user)
  if (!allowsPasskeys(pool.document)) {
    const message = 'WebAuthn is not enabled for the user pool.'
    throw new ServiceError('WebAuthnNotEnabledException', message)
  }
  const party = await readRelyingParty(pool, services)
  if (party) return party
  const message =
    'The user pool needs a RelyingPartyId: set WebAuthnConfiguration with SetUserPoolMfaConfig.'
  throw new ServiceError('WebAuthnConfigurationMissingException', message)
}

const challengeNotFound = () =>
  new ServiceError(
    'WebAuthnChallengeNotFoundException',
    'The challenge is not one of this user, was used before or has expired: start the registration again.',
  )

const tooMany = () =>
  new ServiceError('LimitExceededException', `A user can have ${MOST_PASSKEYS} passkeys at most.`)

const alreadyRegistered = () =>
  new ServiceError('InvalidParameterException', 'The passkey is registered already.')
