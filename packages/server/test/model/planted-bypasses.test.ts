import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Services } from '../../src/store/services.ts'
import { stopTime } from '../attacks/stopped-time.ts'
import { Functions } from '../support/functions.ts'
import { injectedKeys, TEST_MASTER_KEY } from '../support/stores.ts'
import { askByFunctions, FUNCTIONS } from './house.ts'
import { WayIn } from './ledger.ts'
import { keepsToModel, WALK_TIMEOUT_MS } from './walk.ts'

/** The modules of the server that a defence is taken out of. */
type MfaGate = typeof import('../../src/flows/sign-in/gates/mfa-gate.ts')
type NewPassword = typeof import('../../src/flows/sign-in/challenges/new-password-required.ts')
type Session = typeof import('../../src/flows/sign-in/session.ts')
type SoftwareToken = typeof import('../../src/flows/software-token.ts')
type SpentSessions = typeof import('../../src/store/spent-sessions.ts')

const FILES = {
  mfaGate: '../../src/flows/sign-in/gates/mfa-gate.ts',
  newPassword: '../../src/flows/sign-in/challenges/new-password-required.ts',
  session: '../../src/flows/sign-in/session.ts',
  softwareToken: '../../src/flows/software-token.ts',
  spentSessions: '../../src/store/spent-sessions.ts',
} as const

/** Puts another module in the place of one of the server's, for houses that are opened from now on. */
const replace = <Module extends object>(
  file: keyof typeof FILES,
  change: (original: Module) => Partial<Module>,
): void => {
  vi.doMock(FILES[file], async (load) => {
    const original = await load<Module>()
    return { ...original, ...change(original) }
  })
}

/** In its writes every Session is good, and stays so. */
const spendingNothing = (services: Services): Services => ({
  ...services,
  write: (work) =>
    services.write((repositories) => {
      const spentSessions = { ...repositories.spentSessions, spend: async () => true }
      return work({ ...repositories, spentSessions })
    }),
})

interface Bypass {
  /** Takes the defence out of the real server. */
  plant(): void
  /** What was let through, in the words of the model. */
  readonly found: RegExp
}

const PLANTED: Readonly<Record<string, Bypass>> = {
  'that SRP leads past the second factor': {
    plant: () =>
      replace<MfaGate>('mfaGate', ({ mfaGate }) => ({
        mfaGate: async (call, ...rest) =>
          call.challenge === 'PASSWORD_VERIFIER' ? undefined : await mfaGate(call, ...rest),
      })),
    found: /although (SMS_MFA|EMAIL_OTP|SOFTWARE_TOKEN_MFA|SELECT_MFA_TYPE|MFA_SETUP) is due$/,
  },
  'that a Session is good twice': {
    plant: () =>
      replace<SpentSessions>('spentSessions', ({ spentSessionsIn }) => ({
        spentSessionsIn: (db) => ({ ...spentSessionsIn(db), spend: async () => true }),
      })),
    found: /although the Session is spent$/,
  },
  'that a Session sets up as many apps as one likes': {
    plant: () =>
      replace<SoftwareToken>(
        'softwareToken',
        ({ associateSoftwareToken, verifySoftwareToken }) => ({
          associateSoftwareToken: (owner, services) =>
            associateSoftwareToken(owner, spendingNothing(services)),
          verifySoftwareToken: (owner, code, services) =>
            verifySoftwareToken(owner, code, spendingNothing(services)),
        }),
      ),
    found: /although the Session is spent$/,
  },
  'that a Session is good under any name': {
    plant: () =>
      replace<Session>('session', ({ openSession, readSession }) => ({
        async openSession(challenge, call, services) {
          const { userId } = readSession(challenge, call.session, services)
          const owner = await services.users.byId(userId)
          const values = { ...call.values, USERNAME: owner?.username ?? '' }
          return await openSession(challenge, { ...call, values }, services)
        },
      })),
    found: /although the Session is of another person$/,
  },
  'that a temporary password is as good as any': {
    plant: () =>
      replace<NewPassword>('newPassword', () => ({ newPasswordGate: async () => undefined })),
    found: /although (NEW_PASSWORD_REQUIRED is due|the temporary password is not proven)$/,
  },
}

/** Where a defence is missing honest people may be in the way too: that is not what is looked for. */
const isWayIn = (error: unknown): boolean => error instanceof WayIn

/** The slowest of the seeds that were tried took 32. */
const MOST_WALKS = 100

describe('a walk finds', () => {
  stopTime()
  beforeEach(() => {
    vi.resetModules()
  })
  afterEach(() => {
    for (const file of Object.values(FILES)) vi.doUnmock(file)
    vi.resetModules() // the tests that run after these want the whole server
  })

  it.each(Object.entries(PLANTED))(
    '%s',
    async (_, { plant, found }) => {
      plant()
      const { openPoolhouse } = await import('../../src/index.ts')
      const functions = new Functions(...FUNCTIONS)
      askByFunctions(functions)
      const house = await openPoolhouse({
        masterKey: TEST_MASTER_KEY,
        keyStock: injectedKeys(),
        isStrict: true,
        ...functions.options,
      })
      const walked = await fc.check(await keepsToModel(house, { isMeant: isWayIn }), {
        numRuns: MOST_WALKS,
        endOnFailure: true,
      })
      await house.close()
      expect(String(walked.errorInstance)).toMatch(found)
    },
    WALK_TIMEOUT_MS,
  )
})
