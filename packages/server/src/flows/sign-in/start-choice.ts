import type { Services } from '../../store/services.ts'
import { hasTrigger } from '../../triggers/call-trigger.ts'
import { checkSecretHash } from '../client-proof.ts'
import { findUser } from '../find-user.ts'
import { continueSignUp } from './after-sign-up.ts'
import { beforeSignIn } from './around-sign-in.ts'
import { requestOptions } from './challenges/web-authn.ts'
import { sealChoice } from './choice.ts'
import { type Chooser, findChooser } from './chooser.ts'
import { BEGINNINGS, factorNamed } from './first-factor.ts'
import type { Outcome } from './outcome.ts'
import { requireValue, type SignInAnswer, type SignInCall } from './request.ts'
import { provePassword } from './start-password.ts'
import { readCredit, readTargets, stepUp } from './step-up.ts'

/**
 * USER_AUTH: goes on with the factor that is preferred, if the person has it; else says which they have. With
 * the Session of a sign-up that was just confirmed it is the end of that one.
 */
export async function startChoice(call: SignInCall, services: Services): Promise<Outcome> {
  const { client, values } = call
  const name = requireValue(call, 'USERNAME')
  checkSecretHash(client, values.SECRET_HASH, [name], services.keyring)
  const targets = readTargets(call)
  if (call.session !== undefined) {
    return toward(targets, await continueSignUp(call, name, services))
  }
  const credit = await readCredit(call, { name, targets }, services)
  if (credit && targets) return await stepUp(call, credit, targets, services)
  return await choose({ ...call, targets }, name, services)
}

async function choose(call: SignInCall, name: string, services: Services): Promise<Outcome> {
  const { values } = call
  const password = await passwordOfStranger(call, name, services)
  if (password !== undefined) {
    return toward(call.targets, await provePassword(call, { name, password }, services))
  }
  const chooser = await findChooser(call, name, services)
  const preferred = factorNamed(values.PREFERRED_CHALLENGE ?? '', chooser)
  if (preferred) {
    const outcome = await BEGINNINGS[preferred](call, { chooser, spend: undefined }, services)
    return toward(call.targets, outcome)
  }
  await beforeSignIn(call, chooser, services)
  return { answer: await offerChoice(call, chooser, services) }
}

/** The call is only known here to ask for levels: what it proved at once carries them on. */
function toward(targets: SignInCall['targets'], outcome: Outcome): Outcome {
  if ('answer' in outcome || !targets) return outcome
  return { ...outcome, passed: { ...outcome.passed, targets } }
}

/**
 * The password that came along for a name that nobody has, in a pool whose migration function may know them: they
 * have no factors to choose from before it is asked.
 */
async function passwordOfStranger(
  { pool, values }: SignInCall,
  name: string,
  services: Services,
): Promise<string | undefined> {
  if (values.PREFERRED_CHALLENGE !== 'PASSWORD' || !values.PASSWORD) return undefined
  if (!hasTrigger('UserMigration', pool)) return undefined
  return (await findUser(pool, name, services)) ? undefined : values.PASSWORD
}

/** SELECT_CHALLENGE, with what a passkey is to sign where the person has one: it may answer at once. */
async function offerChoice(
  call: SignInCall,
  chooser: Chooser,
  services: Services,
): Promise<SignInAnswer> {
  const id = services.random.uuid()
  const hasPasskey = chooser.available.includes('WEB_AUTHN')
  return {
    ChallengeName: 'SELECT_CHALLENGE',
    Session: sealChoice('SELECT_CHALLENGE', call, chooser, services, { id }),
    ChallengeParameters: hasPasskey ? await requestOptions(call, { chooser, id }, services) : {},
    AvailableChallenges: [...chooser.available],
  }
}
