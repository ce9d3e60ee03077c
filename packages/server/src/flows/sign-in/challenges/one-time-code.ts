import { ServiceError } from '../../../api/errors.ts'
import { isEqualSecret } from '../../../crypto/equal.ts'
import { composeMfa } from '../../../messages/compose.ts'
import type { Factor } from '../../../records/session.ts'
import type { User } from '../../../records/user.ts'
import { ADDRESS_OF, type CodeFactor } from '../../../rules/first-factors.ts'
import type { Services } from '../../../store/services.ts'
import { afterConfirmation } from '../../after-confirmation.ts'
import { confirmAddress } from '../../confirm-sign-up.ts'
import { readMfaConfig } from '../../mfa-config.ts'
import { deliveryDetails, leaveUnseen } from '../../send-code.ts'
import { type Compose, channelOf, type Destination, sendMessage } from '../../send-message.ts'
import { hidesUsers, simulateAddress } from '../../unknown-user.ts'
import { beforeSignIn } from '../around-sign-in.ts'
import { type Begin, spendNow } from '../begin.ts'
import { isChoice, openChoice, sealChoice, spendChoice } from '../choice.ts'
import type { Chooser } from '../chooser.ts'
import { countWrongCode, takeGuess } from '../codes/guess-limit.ts'
import { countSend } from '../codes/send-limit.ts'
import { nameUndelivered } from '../codes/undelivered.ts'
import type { Outcome, Settle, Step } from '../outcome.ts'
import { requireValue, type SignInAnswer, type SignInCall } from '../request.ts'
import { answerEmailOtp } from './code-mfa.ts'

const PROVES: Readonly<Record<CodeFactor, Factor>> = { EMAIL_OTP: 'email_otp', SMS_OTP: 'sms' }

/**
 * EMAIL_OTP or SMS_OTP, chosen: sends a code for this Session and asks for it. For a name that nobody has all
 * is the same but for the message, and no code is right.
 */
export const beginCode =
  (factor: CodeFactor): Begin =>
  async (call, { chooser }, services) => ({
    answer: await askForCode(factor, call, chooser, services),
  })

async function askForCode(
  factor: CodeFactor,
  call: SignInCall,
  chooser: Chooser,
  services: Services,
): Promise<SignInAnswer> {
  await countSend(call, chooser, services)
  await beforeSignIn(call, chooser, services)
  const { random } = services
  const id = random.uuid()
  const address = addressOf(factor, call, chooser, services)
  const code = String(random.below(1_000_000)).padStart(6, '0')
  const Session = sealChoice(factor, call, chooser, services, {
    id,
    code: digestCode(id, code, services),
    address: digestAddress(id, address.value, services),
  })
  const config = await readMfaConfig(call.pool, services)
  const { user } = chooser
  if (user) {
    const compose: Compose = (to, custom) => composeMfa(call.pool, config, user, to, code, custom)
    const sending = { addresses: [address], compose }
    const wording = { ...call, user, purpose: 'Authentication', code }
    const sent = sendMessage(wording, sending, services)
    if (hidesUsers(call.client)) await leaveUnseen(sent, { ...wording, address }, services)
    else await nameUndelivered(sent, channelOf(address))
  }
  const { DeliveryMedium = '', Destination = '' } = deliveryDetails(address)
  return {
    ChallengeName: factor,
    Session,
    ChallengeParameters: {
      CODE_DELIVERY_DELIVERY_MEDIUM: DeliveryMedium,
      CODE_DELIVERY_DESTINATION: Destination,
    },
  }
}

/**
 * EMAIL_OTP or SMS_OTP, answered. A wrong code leaves the Session good. The right one proves the address, and
 * confirms whoever signed up with it: they stay confirmed, whatever comes of their sign-in. The password that they
 * gave then is dropped: it may be a stranger's, who signed up with the address of somebody else and waits.
 */
const answerCode =
  (factor: CodeFactor): Step =>
  async (call, services): Promise<Outcome> => {
    const code = requireValue(call, `${factor}_CODE`)
    const { state, chooser } = await openChoice(factor, call, services)
    const limit = await takeGuess(call.pool, chooser, state, services, 'first factor')
    const { user } = chooser
    const isRight = isEqualSecret(state.code ?? '', digestCode(state.id, code, services))
    if (!user || !isRight) {
      await countWrongCode(limit, services)
      const message = 'Invalid verification code provided, please try again.'
      throw new ServiceError('CodeMismatchException', message)
    }
    const attribute = ADDRESS_OF[factor]
    const spend = spendChoice(state)
    let isConfirmedNow = false
    const settle: Settle = async (repositories) => {
      isConfirmedNow = false
      const { users, passwords, attempts } = repositories
      const now = services.clock.now()
      const current = await users.forChange(user.id)
      const value = current?.attributes[attribute] ?? ''
      // A code ends with the address it went to.
      if (digestAddress(state.id, value, services) !== state.address) return 'spent'
      const failure = await spend(repositories)
      if (failure) return failure
      if (!(await attempts.succeed(limit, now))) return 'locked'
      if (current?.status !== 'UNCONFIRMED') return undefined
      const outcome = await confirmAddress(
        { pool: call.pool, forceAlias: false },
        user.id,
        { attribute, destination: value },
        repositories,
        now,
      )
      isConfirmedNow = outcome === 'confirmed'
      if (isConfirmedNow) await passwords.remove(user.id)
      return undefined
    }
    const passed = { user: confirmed(user, attribute), proven: [PROVES[factor]] }
    if (user.status !== 'UNCONFIRMED') return { passed, settle }
    await spendNow(settle, services)
    const { pool, client, clientMetadata } = call
    const confirmation = { pool, client, userId: user.id, clientMetadata }
    if (isConfirmedNow) await afterConfirmation({ ...confirmation, by: 'ConfirmSignUp' }, services)
    return { passed, settle: async () => undefined }
  }

/** The user as the right code leaves them. */
const confirmed = (user: User, attribute: string): User =>
  user.status === 'UNCONFIRMED'
    ? {
        ...user,
        status: 'CONFIRMED',
        attributes: { ...user.attributes, [`${attribute}_verified`]: 'true' },
      }
    : user

function addressOf(
  factor: CodeFactor,
  { pool }: SignInCall,
  { user, name }: Chooser,
  services: Services,
): Destination {
  const attribute = ADDRESS_OF[factor]
  const simulated = user ? undefined : simulateAddress(pool, name, services, [attribute])
  return simulated ?? { attribute, value: user?.attributes[attribute] ?? '' }
}

const digestCode = (id: string, code: string, { keyring }: Services): string =>
  keyring.digest('first factor code', `${id} ${code}`)

const digestAddress = (id: string, value: string, { keyring }: Services): string =>
  keyring.digest('first factor address', `${id} ${value}`)

const answerFirstEmail = answerCode('EMAIL_OTP')

/** EMAIL_OTP is a first factor or a second one: the Session says which. */
export const answerEmailCode: Step = async (call, services) =>
  isChoice(call.session, services)
    ? await answerFirstEmail(call, services)
    : await answerEmailOtp(call, services)

export const answerSmsCode: Step = answerCode('SMS_OTP')
