import type { ArmedAutoSignIn, AuthCore } from '../core/core.ts'
import { AuthError } from '../core/errors.ts'
import type { SignInOutput } from '../sign-in/types.ts'
import { pause } from '../wire/call.ts'
import { beginSignIn } from './sign-in.ts'

const POLL_EVERY_MS = 5_000
const POLL_FOR_MS = 3 * 60_000

/**
 * Signs in whoever has just signed up. Where a link confirms the sign-up, waits until it was followed: for
 * three minutes, looking every five seconds.
 *
 * @throws AutoSignInException when no sign-up asked for it or the link was not followed in time, or the
 * service's error.
 */
export async function autoSignIn(core: AuthCore): Promise<SignInOutput> {
  const armed = core.memory.autoSignIn
  if (!armed || armed.waitsFor === 'code') {
    throw refused('No sign-up has asked for it, or it was not confirmed.', 'Call signIn.')
  }
  try {
    return armed.waitsFor === 'link' ? await poll(core, armed) : await attempt(core, armed)
  } finally {
    if (core.memory.autoSignIn === armed) core.memory.autoSignIn = undefined
  }
}

async function poll(core: AuthCore, armed: ArmedAutoSignIn): Promise<SignInOutput> {
  for (const end = Date.now() + POLL_FOR_MS; Date.now() < end; ) {
    await pause(POLL_EVERY_MS, core.signal)
    if (core.memory.autoSignIn !== armed) throw refused('It was cancelled.', 'Call signIn.')
    const output = await attempt(core, armed)
    if (output.nextStep.signInStep !== 'CONFIRM_SIGN_UP') return output
  }
  throw refused('The sign-up was not confirmed in time.', 'Follow the link, and call signIn.')
}

const attempt = (core: AuthCore, { username, password, options, session }: ArmedAutoSignIn) =>
  beginSignIn(core, { username, password, options }, session)

const refused = (why: string, recoverySuggestion: string): AuthError =>
  new AuthError('AutoSignInException', `Signing in by itself ended. ${why}`, { recoverySuggestion })
