import type { User } from '../../records/user.ts'
import type { Services } from '../../store/services.ts'
import { postAuthentication, preAuthentication } from '../../triggers/authentication.ts'
import { callTrigger } from '../../triggers/call-trigger.ts'
import { attributesOf } from '../../triggers/user-attributes.ts'
import type { SignInCall } from './request.ts'

/**
 * Asks the pool's function before anything is proven: it may refuse the sign-in. It is asked once, at the start of
 * every flow, with the metadata that only the start hands on to it; so not again when the factor that was chosen
 * then is answered, but of somebody who was nobody until then. It runs for a name that nobody has, too, where that is not told.
 *
 * @param isNew whether they have just been taken over, by this very call.
 * @throws what the trigger throws.
 */
export async function beforeSignIn(
  { pool, client, challenge, validationData }: SignInCall,
  { name, user, isNew = false }: { name: string; user: User | undefined; isNew?: boolean },
  services: Services,
): Promise<void> {
  if (challenge !== undefined && !isNew) return
  const request = {
    userAttributes: attributesOf(user),
    ...(validationData && { validationData }),
    userNotFound: user === undefined,
  }
  const source = 'PreAuthentication_Authentication'
  const occasion = { pool, client, userName: user?.username ?? name, source, request }
  await callTrigger(preAuthentication, occasion, services)
}

/** Tells the pool's function of a sign-in, before its tokens: it may withhold them. @throws what the trigger throws. */
export async function afterSignIn(
  { pool, client, clientMetadata }: SignInCall,
  { user, newDeviceUsed }: { user: User; newDeviceUsed: boolean },
  services: Services,
): Promise<void> {
  const request = {
    userAttributes: attributesOf(user),
    newDeviceUsed,
    ...(clientMetadata && { clientMetadata }),
  }
  const source = 'PostAuthentication_Authentication'
  const occasion = { pool, client, userName: user.username, source, request }
  await callTrigger(postAuthentication, occasion, services)
}
