/** What a browser says of a passkey has the name that Amplify gives it: both are before the same browser. */
import { Amplify } from 'aws-amplify'
import * as amplify from 'aws-amplify/auth'
import { ConsoleLogger } from 'aws-amplify/utils'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { Device, take } from '../../server/test/clients/device.ts'
import { useListener } from '../../server/test/clients/serve.ts'
import { createAuth, memoryStorage } from '../src/index.ts'

// It warns of every endpoint that is not Amazon's.
ConsoleLogger.LOG_LEVEL = 'ERROR'

const REQUEST = { challenge: 'AAAA', rpId: 'localhost', allowCredentials: [] }
const CREATION = {
  challenge: 'AAAA',
  rp: { id: 'localhost', name: 'Pool' },
  user: { id: 'AAAA', name: 'ada', displayName: 'Ada' },
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  excludeCredentials: [],
}

const now = Math.floor(Date.now() / 1000)
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = (claims: object) =>
  [part({ alg: 'none' }), part({ sub: '1', iat: now, exp: now + 3600, ...claims }), 'x'].join('.')
const TOKENS = {
  AccessToken: token({ username: 'ada' }),
  IdToken: token({ 'cognito:username': 'ada' }),
  RefreshToken: 'refresh',
}

/** What the service asks the browser for. */
let asked: { request?: object | undefined; creation?: object | undefined }
beforeEach(() => {
  asked = { request: REQUEST, creation: CREATION }
})

const ANSWERS: Readonly<Record<string, (input: { AuthFlow?: string }) => object>> = {
  InitiateAuth: ({ AuthFlow }) =>
    AuthFlow === 'USER_AUTH'
      ? {
          ChallengeName: 'WEB_AUTHN',
          Session: 'session',
          ChallengeParameters: asked.request
            ? { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(asked.request) }
            : {},
        }
      : { AuthenticationResult: TOKENS },
  StartWebAuthnRegistration: () => ({ CredentialCreationOptions: asked.creation }),
}
const url = useListener(async (request) => {
  const operation = request.headers.get('x-amz-target')?.split('.')[1] ?? ''
  return Response.json(ANSWERS[operation]?.(await request.json()) ?? {})
})

/** A page whose browser answers every question about passkeys so; without an answer it knows none. */
function open(answer: (() => Promise<unknown>) | undefined): void {
  const credentials = answer && { get: answer, create: answer }
  const PublicKeyCredential = answer && class {}
  const page = { document: {}, isSecureContext: true, PublicKeyCredential }
  const stubs = {
    navigator: credentials ? { credentials } : {},
    PublicKeyCredential,
    AuthenticatorAssertionResponse: class {},
    AuthenticatorAttestationResponse: class {},
    window: Object.assign(new EventTarget(), page),
  }
  for (const [name, value] of Object.entries(stubs)) vi.stubGlobal(name, value)
  onTestFinished(() => void vi.unstubAllGlobals())
}

const nameOf = (asking: Promise<unknown>): Promise<string> =>
  asking.then(JSON.stringify, (error: Error) => error.name)

/** The names that each library has for signing in with a passkey, and for making one. */
async function namesNow(): Promise<readonly { authentication: string; registration: string }[]> {
  const Cognito = {
    userPoolId: 'us-east-1_Pool',
    userPoolClientId: 'client',
    userPoolEndpoint: url(),
  }
  const ours = createAuth({ Auth: { Cognito } }, { storage: memoryStorage() })
  Amplify.configure({ Auth: { Cognito } })
  take(new Device())
  const names = []
  for (const library of [ours, amplify]) {
    const options = { authFlowType: 'USER_AUTH', preferredChallenge: 'WEB_AUTHN' } as const
    const authentication = await nameOf(library.signIn({ username: 'ada', options }))
    const byPassword = { authFlowType: 'USER_PASSWORD_AUTH' } as const
    await library.signIn({ username: 'ada', password: 'x', options: byPassword })
    const registration = await nameOf(library.associateWebAuthnCredential())
    names.push({ authentication, registration })
  }
  return names
}

const failing = (name: string) => () => Promise.reject(new DOMException('No.', name))

it.each([
  [
    'NotAllowedError',
    failing('NotAllowedError'),
    'PasskeyAuthenticationCanceled',
    'PasskeyRegistrationCanceled',
  ],
  ['InvalidStateError', failing('InvalidStateError'), 'Unknown', 'PasskeyAlreadyExists'],
  ['AbortError', failing('AbortError'), 'PasskeyOperationAborted', 'PasskeyOperationAborted'],
  ['SecurityError', failing('SecurityError'), 'RelyingPartyMismatch', 'RelyingPartyMismatch'],
  ['NotSupportedError', failing('NotSupportedError'), 'Unknown', 'Unknown'],
  ['constructor', failing('constructor'), 'Unknown', 'Unknown'],
  ['a text', () => Promise.reject('no'), 'Unknown', 'Unknown'],
  ['no passkey', async () => null, 'PasskeyRetrievalFailed', 'PasskeyRegistrationFailed'],
  ['another credential', async () => ({}), 'PasskeyRetrievalFailed', 'PasskeyRegistrationFailed'],
  ['no word of passkeys', undefined, 'PasskeyNotSupported', 'PasskeyNotSupported'],
])('of %s', async (_, answer, authentication, registration) => {
  open(answer)
  const names = { authentication, registration }
  expect(await namesNow()).toEqual([names, names])
})

const without = (member: string) => ({ ...CREATION, [member]: undefined })

it.each([
  ['nothing', undefined],
  ['no challenge', without('challenge')],
  ['no user', without('user')],
  ['no relying party', without('rp')],
  ['no algorithms', without('pubKeyCredParams')],
])('of options from the service: %s', async (_, creation) => {
  open(failing('NotAllowedError'))
  asked = { request: undefined, creation }
  const names = {
    authentication: 'InvalidPasskeyAuthenticationOptions',
    registration: 'InvalidPasskeyRegistrationOptions',
  }
  expect(await namesNow()).toEqual([names, names])
})
