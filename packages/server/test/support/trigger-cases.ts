/** Every trigger with each of its sources and versions: what a function is told, and what it may answer. */
import type { TriggerName } from '../../src/rules/lambda-config.ts'
import { postAuthentication, preAuthentication } from '../../src/triggers/authentication.ts'
import type { Trigger } from '../../src/triggers/call-trigger.ts'
import {
  createAuthChallenge,
  defineAuthChallenge,
  verifyAuthChallengeResponse,
} from '../../src/triggers/custom-challenge.ts'
import { CODE_MARK, customMessage } from '../../src/triggers/custom-message.ts'
import { inboundFederation } from '../../src/triggers/inbound-federation.ts'
import { preTokenGeneration } from '../../src/triggers/pre-token-generation.ts'
import { postConfirmation, preSignUp } from '../../src/triggers/sign-up.ts'
import { userMigration } from '../../src/triggers/user-migration.ts'
import type { Sources, Versions } from './trigger-sources.ts'

type AskedName = Exclude<TriggerName, 'CustomEmailSender' | 'CustomSMSSender'>

/** What one version of a trigger asks for. */
interface Asked<Name extends AskedName> {
  readonly trigger: Trigger<unknown>
  /** What the function fills in, and what is made of it. */
  readonly response: object
  readonly read: unknown
  /** What it must not fill in; absent where whatever it says will do. */
  readonly wrong?: object
  /** What its requests say that those of the first do not. */
  readonly more?: object
  /** The sources that it does not have. */
  readonly lacks?: readonly Sources[Name][]
}

interface AskedTrigger<Name extends AskedName> {
  /** Where a source does not begin with the trigger's name. */
  readonly prefix?: string
  /** What the function is told, by every source. */
  readonly requests: Readonly<Record<Sources[Name], object>>
  readonly versions: Readonly<Record<Versions[Name], Asked<Name>>>
}

const userAttributes = { sub: 'a-sub', name: 'Ada ü', 'cognito:user_status': 'CONFIRMED' }
const clientMetadata = { from: 'a form' }
const known = { userAttributes, clientMetadata }
const step = { challengeName: 'SRP_A', challengeResult: true, challengeMetadata: null }

const newcomer = { ...known, validationData: { ip: '192.0.2.1' } }
const worded = { ...known, codeParameter: CODE_MARK, linkParameter: '{##Click Here##}' }
const unnamed = { ...worded, usernameParameter: null }
const shaped = {
  ...known,
  groupConfiguration: {
    groupsToOverride: ['swimmers'],
    iamRolesToOverride: ['arn:aws:iam::000000000000:role/swim'],
    preferredRole: null,
  },
}
const TOKEN_SCOPES = { scopes: ['aws.cognito.signin.user.admin'] }
const NOTHING = { add: {}, suppress: [] }
const laterTokens = (version: '2' | '3') => ({
  trigger: preTokenGeneration(version),
  more: TOKEN_SCOPES,
  response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToAdd: ['swim'] } } },
  read: { id: NOTHING, access: { ...NOTHING, addScopes: ['swim'], suppressScopes: [] } },
  wrong: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToAdd: 'swim' } } },
})

/** Every trigger that is asked something. Does not compile while a source or a version is missing. */
const ASKED: { readonly [Name in AskedName]: AskedTrigger<Name> } = {
  PreSignUp: {
    requests: { SignUp: newcomer, AdminCreateUser: newcomer, ExternalProvider: newcomer },
    versions: {
      1: {
        trigger: preSignUp,
        response: { autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: false },
        read: { isConfirmed: true, verified: ['email'] },
        wrong: { autoConfirmUser: 'true' },
      },
    },
  },
  PostConfirmation: {
    requests: { ConfirmSignUp: known, ConfirmForgotPassword: known },
    versions: { 1: { trigger: postConfirmation, response: {}, read: undefined } },
  },
  PreAuthentication: {
    requests: { Authentication: { ...newcomer, userNotFound: false } },
    versions: { 1: { trigger: preAuthentication, response: {}, read: undefined } },
  },
  PostAuthentication: {
    requests: { Authentication: { ...known, newDeviceUsed: true } },
    versions: { 1: { trigger: postAuthentication, response: {}, read: undefined } },
  },
  PreTokenGeneration: {
    prefix: 'TokenGeneration',
    requests: {
      HostedAuth: shaped,
      Authentication: shaped,
      NewPasswordChallenge: shaped,
      AuthenticateDevice: shaped,
      RefreshTokens: shaped,
      ClientCredentials: { userAttributes: {}, groupConfiguration: {}, clientMetadata },
    },
    versions: {
      1: {
        trigger: preTokenGeneration('1'),
        lacks: ['ClientCredentials'],
        response: { claimsOverrideDetails: { claimsToSuppress: ['email'] } },
        read: {
          id: { add: {}, suppress: ['email'] },
          access: { ...NOTHING, addScopes: [], suppressScopes: [] },
        },
        wrong: { claimsOverrideDetails: { claimsToSuppress: 'email' } },
      },
      2: { ...laterTokens('2'), lacks: ['ClientCredentials'] },
      3: laterTokens('3'),
    },
  },
  CustomMessage: {
    requests: {
      SignUp: unnamed,
      AdminCreateUser: { ...worded, usernameParameter: '{username}' },
      ResendCode: unnamed,
      ForgotPassword: unnamed,
      UpdateUserAttribute: unnamed,
      VerifyUserAttribute: unnamed,
      Authentication: unnamed,
    },
    versions: {
      1: {
        trigger: customMessage([CODE_MARK], true),
        response: { smsMessage: 'Dive: {####}' },
        read: { sms: 'Dive: {####}' },
        wrong: { smsMessage: 'Dive' },
      },
    },
  },
  UserMigration: {
    requests: {
      Authentication: { password: 'a päss', validationData: { ip: '192.0.2.1' } },
      ForgotPassword: { clientMetadata },
    },
    versions: {
      1: {
        trigger: userMigration,
        response: { userAttributes: { email: 'ada@example.com' }, finalUserStatus: 'CONFIRMED' },
        read: {
          attributes: { email: 'ada@example.com' },
          isConfirmed: true,
          forceAlias: false,
          wantsSms: false,
          welcome: ['SMS'],
        },
        wrong: { finalUserStatus: 'CONFIRMED' },
      },
    },
  },
  DefineAuthChallenge: {
    requests: { Authentication: { ...known, session: [step], userNotFound: false } },
    versions: {
      1: {
        trigger: defineAuthChallenge,
        response: { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false },
        read: { challenge: 'CUSTOM_CHALLENGE', isPassed: false, isFailed: false },
        wrong: { issueTokens: 'false' },
      },
    },
  },
  CreateAuthChallenge: {
    requests: {
      Authentication: {
        ...known,
        challengeName: 'CUSTOM_CHALLENGE',
        session: [step],
        userNotFound: false,
      },
    },
    versions: {
      1: {
        trigger: createAuthChallenge,
        response: { publicChallengeParameters: { question: '1+1' } },
        read: { shown: { question: '1+1' }, kept: {}, metadata: null },
        wrong: { publicChallengeParameters: { question: 2 } },
      },
    },
  },
  VerifyAuthChallengeResponse: {
    requests: {
      Authentication: {
        ...known,
        privateChallengeParameters: { answer: '2' },
        challengeAnswer: '2',
        userNotFound: false,
      },
    },
    versions: {
      1: {
        trigger: verifyAuthChallengeResponse,
        response: { answerCorrect: true },
        read: { isRight: true },
        wrong: { answerCorrect: 1 },
      },
    },
  },
  InboundFederation: {
    requests: {
      ExternalProvider: {
        providerName: 'Club',
        providerType: 'OIDC',
        attributes: { tokenResponse: {}, idToken: { sub: 'a-sub' }, userInfo: {} },
      },
    },
    versions: {
      1: {
        trigger: inboundFederation,
        response: { userAttributesToMap: { email: 'ada@example.com' } },
        read: { attributes: { email: 'ada@example.com' } },
        wrong: { userAttributesToMap: { groups: ['a'] } },
      },
    },
  },
}

const handed = { ...known, code: 'c2VhbGVk' }
const byEmail = { type: 'customEmailSenderRequestV1', ...handed }
const bySms = { type: 'customSMSSenderRequestV1', ...handed }

/** Every trigger that is asked nothing. */
export const TOLD: {
  readonly [Name in Exclude<TriggerName, AskedName>]: Readonly<Record<Sources[Name], object>>
} = {
  CustomEmailSender: {
    SignUp: byEmail,
    AdminCreateUser: { ...byEmail, code: null },
    ResendCode: byEmail,
    ForgotPassword: byEmail,
    UpdateUserAttribute: byEmail,
    VerifyUserAttribute: byEmail,
    Authentication: byEmail,
    AccountTakeOverNotification: { ...byEmail, code: null },
  },
  CustomSMSSender: {
    SignUp: bySms,
    AdminCreateUser: bySms,
    ResendCode: bySms,
    ForgotPassword: bySms,
    UpdateUserAttribute: bySms,
    VerifyUserAttribute: bySms,
    Authentication: bySms,
  },
}

export interface Case {
  readonly name: string
  readonly source: string
  readonly request: object
  readonly version: string
}

interface AskedCase extends Case, Asked<AskedName> {}

export const NAMES = Object.keys(ASKED) as AskedName[] // its own keys

/** Each source of each version. */
export const EVERY: readonly AskedCase[] = NAMES.flatMap((name) => {
  const { prefix = name, requests, versions } = ASKED[name] as AskedTrigger<AskedName>
  return Object.entries(versions).flatMap(([version, asked]: [string, Asked<AskedName>]) =>
    Object.entries(requests)
      .filter(([source]) => !(asked.lacks ?? ([] as readonly string[])).includes(source))
      .map(([source, request]) => ({
        ...asked,
        name,
        version,
        source: `${prefix}_${source}`,
        request: { ...request, ...asked.more },
      })),
  )
})

/** One of each version: how a trigger fails is the same for all its sources. */
export const ONE_EACH = EVERY.filter(
  ({ trigger }, index) => EVERY.findIndex((other) => other.trigger === trigger) === index,
)
export const CHECKED = ONE_EACH.filter(({ wrong }) => wrong !== undefined)

export const TOLD_NAMES = Object.keys(TOLD) as (keyof typeof TOLD)[] // its own keys
export const EVERY_TOLD = TOLD_NAMES.flatMap((name) =>
  Object.entries(TOLD[name]).map(([source, request]) => ({
    ...{ name, source: `${name}_${source}`, request, version: '1' },
  })),
)
