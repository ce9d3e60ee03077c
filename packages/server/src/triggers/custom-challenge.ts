import type { Metadata, Trigger } from './call-trigger.ts'
import { flag, mapOf, member, oneOf, text } from './shape.ts'

/** One step of a custom sign-in, as functions see it. */
export interface PastChallenge {
  readonly challengeName: 'SRP_A' | 'PASSWORD_VERIFIER' | 'CUSTOM_CHALLENGE'
  readonly challengeResult: boolean
  readonly challengeMetadata: string | null
}

/** Says how a custom sign-in goes on. */
export const defineAuthChallenge: Trigger<{
  readonly challenge: 'PASSWORD_VERIFIER' | 'CUSTOM_CHALLENGE' | undefined
  readonly isPassed: boolean
  readonly isFailed: boolean
}> = {
  name: 'DefineAuthChallenge',
  blank: { challengeName: null, issueTokens: null, failAuthentication: null },
  read: (response) => ({
    challenge: member(response, 'challengeName', oneOf('PASSWORD_VERIFIER', 'CUSTOM_CHALLENGE')),
    isPassed: member(response, 'issueTokens', flag) ?? false,
    isFailed: member(response, 'failAuthentication', flag) ?? false,
  }),
}

/** Makes a challenge: what the client is shown of it, and what its answer is held against. */
export const createAuthChallenge: Trigger<{
  readonly shown: Metadata
  readonly kept: Metadata
  readonly metadata: string | null
}> = {
  name: 'CreateAuthChallenge',
  blank: {
    publicChallengeParameters: null,
    privateChallengeParameters: null,
    challengeMetadata: null,
  },
  read: (response) => ({
    shown: member(response, 'publicChallengeParameters', mapOf(text)) ?? {},
    kept: member(response, 'privateChallengeParameters', mapOf(text)) ?? {},
    metadata: member(response, 'challengeMetadata', text) ?? null,
  }),
}

/** Says whether an answer is right. */
export const verifyAuthChallengeResponse: Trigger<{ readonly isRight: boolean }> = {
  name: 'VerifyAuthChallengeResponse',
  blank: { answerCorrect: null },
  read: (response) => ({ isRight: member(response, 'answerCorrect', flag) ?? false }),
}
