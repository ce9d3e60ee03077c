import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { arnOf, namedBy, type TriggerEvent } from '../../test/support/functions.ts'
import { type Handler, LAMBDA_KEY, type OpenedWay, openWay, WAYS } from '../../test/support/ways.ts'
import { makeLogger } from '../log.ts'
import type { Pool } from '../records/pool.ts'
import type { TriggerName } from '../rules/lambda-config.ts'
import { postAuthentication, preAuthentication } from './authentication.ts'
import { callTrigger, type Trigger, type TriggerServices, tellTrigger } from './call-trigger.ts'
import {
  createAuthChallenge,
  defineAuthChallenge,
  verifyAuthChallengeResponse,
} from './custom-challenge.ts'
import { CODE_MARK, customMessage } from './custom-message.ts'
import { inboundFederation } from './inbound-federation.ts'
import { preTokenGeneration } from './pre-token-generation.ts'
import { invokersOf } from './runners/by-target.ts'
import { makeTriggerRunner } from './runners/runner.ts'
import { postConfirmation, preSignUp } from './sign-up.ts'
import { userMigration } from './user-migration.ts'

interface Asked {
  readonly trigger: Trigger<unknown>
  readonly source: string
  /** What the function fills in, and what is made of it. */
  readonly response: object
  readonly read: unknown
  /** What it must not fill in; absent where whatever it says will do. */
  readonly wrong?: object
}

const flags = { isConfirmed: true, verified: ['email'] }

/** Every trigger that is asked something. */
const ASKED: Readonly<
  Record<Exclude<TriggerName, 'CustomEmailSender' | 'CustomSMSSender'>, Asked>
> = {
  PreSignUp: {
    trigger: preSignUp,
    source: 'PreSignUp_SignUp',
    response: { autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: false },
    read: flags,
    wrong: { autoConfirmUser: 'true' },
  },
  PostConfirmation: {
    trigger: postConfirmation,
    source: 'PostConfirmation_ConfirmSignUp',
    response: {},
    read: undefined,
  },
  PreAuthentication: {
    trigger: preAuthentication,
    source: 'PreAuthentication_Authentication',
    response: {},
    read: undefined,
  },
  PostAuthentication: {
    trigger: postAuthentication,
    source: 'PostAuthentication_Authentication',
    response: {},
    read: undefined,
  },
  PreTokenGeneration: {
    trigger: preTokenGeneration('1'),
    source: 'TokenGeneration_Authentication',
    response: { claimsOverrideDetails: { claimsToSuppress: ['email'] } },
    read: {
      id: { add: {}, suppress: ['email'] },
      access: { add: {}, suppress: [], addScopes: [], suppressScopes: [] },
    },
    wrong: { claimsOverrideDetails: { claimsToSuppress: 'email' } },
  },
  CustomMessage: {
    trigger: customMessage([CODE_MARK], true),
    source: 'CustomMessage_SignUp',
    response: { smsMessage: 'Dive: {####}' },
    read: { sms: 'Dive: {####}' },
    wrong: { smsMessage: 'Dive' },
  },
  UserMigration: {
    trigger: userMigration,
    source: 'UserMigration_Authentication',
    response: { userAttributes: { email: 'ada@example.com' }, finalUserStatus: 'CONFIRMED' },
    read: {
      attributes: { email: 'ada@example.com' },
      isConfirmed: true,
      forceAlias: false,
      wantsSms: false,
    },
    wrong: { finalUserStatus: 'CONFIRMED' },
  },
  DefineAuthChallenge: {
    trigger: defineAuthChallenge,
    source: 'DefineAuthChallenge_Authentication',
    response: { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false },
    read: { challenge: 'CUSTOM_CHALLENGE', isPassed: false, isFailed: false },
    wrong: { issueTokens: 'false' },
  },
  CreateAuthChallenge: {
    trigger: createAuthChallenge,
    source: 'CreateAuthChallenge_Authentication',
    response: { publicChallengeParameters: { question: '1+1' } },
    read: { shown: { question: '1+1' }, kept: {}, metadata: null },
    wrong: { publicChallengeParameters: { question: 2 } },
  },
  VerifyAuthChallengeResponse: {
    trigger: verifyAuthChallengeResponse,
    source: 'VerifyAuthChallengeResponse_Authentication',
    response: { answerCorrect: true },
    read: { isRight: true },
    wrong: { answerCorrect: 1 },
  },
  InboundFederation: {
    trigger: inboundFederation,
    source: 'InboundFederation_ExternalProvider',
    response: { userAttributesToMap: { email: 'ada@example.com' } },
    read: { attributes: { email: 'ada@example.com' } },
    wrong: { userAttributesToMap: { groups: ['a'] } },
  },
}

const EVERY = Object.entries(ASKED)
const CHECKED = EVERY.filter(([, { wrong }]) => wrong !== undefined)
const TOLD = ['CustomEmailSender', 'CustomSMSSender'] as const

describe.each(WAYS)('a trigger behind %s', (_way, way) => {
  let opened: OpenedWay
  let events: TriggerEvent[]
  let handle: Handler
  const run: Handler = (event) => {
    events.push(event)
    return handle(event)
  }
  beforeAll(async () => {
    opened = await openWay(way, arnOf('greet'), run)
  })
  afterAll(() => opened.close())
  beforeEach(() => {
    events = []
    handle = (event) => event
  })

  /** A pool that names the one function for everything. */
  const LambdaConfig = JSON.parse(
    JSON.stringify(namedBy(...TOLD, ...(Object.keys(ASKED) as (keyof typeof ASKED)[]))).replaceAll(
      /function:\w+/g,
      'function:greet',
    ),
  )
  const pool: Pool = {
    id: 'us-east-1_Triggers1',
    name: 'people',
    document: { LambdaConfig },
    passwordStorage: 'srp',
    createdAt: 0,
    modifiedAt: 0,
  }
  const services = (timeoutMs = 2_000): TriggerServices => ({
    triggers: makeTriggerRunner({
      functions: invokersOf(
        { greet: opened.place },
        { lambdaKey: LAMBDA_KEY, region: 'us-east-1', now: () => Date.now() },
      ),
      timeoutMs,
    }),
    identity: {
      region: 'us-east-1',
      account: '000000000000',
      publicUrl: 'http://localhost:7665',
      issuerOf: (id) => id,
      openIdIssuer: 'http://localhost:7665/cognito-identity',
      passwordStorage: 'srp',
    },
    logger: makeLogger('silent'),
  })
  const occasion = (source: string) => ({
    pool,
    client: { id: 'client' },
    userName: 'ada ü',
    source,
    request: { userAttributes: { name: 'Ada ü' } },
  })
  const event = (source: string) => ({
    version: '1',
    triggerSource: source,
    region: 'us-east-1',
    userPoolId: pool.id,
    userName: 'ada ü',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'client' },
    request: { userAttributes: { name: 'Ada ü' } },
  })

  it.each(EVERY)('%s gets its event, and its answer is read', async (_name, asked) => {
    const { trigger, source, response, read } = asked
    handle = (given) => ({ ...given, response: { ...given.response, ...response } })
    expect(await callTrigger(trigger, occasion(source), services())).toEqual(read)
    expect(events).toEqual([{ ...event(source), response: trigger.blank }])
  })

  it.each(EVERY)('%s refuses in its own words', async (name, { trigger, source }) => {
    handle = () => {
      throw new Error('Not from here')
    }
    await expect(callTrigger(trigger, occasion(source), services())).rejects.toMatchObject({
      code: 'UserLambdaValidationException',
      message: `${name} failed with error Not from here.`,
    })
    expect(events).toHaveLength(1)
  })

  it.each(CHECKED)('%s may not answer something else', async (_name, asked) => {
    const { trigger, source, wrong } = asked
    const answers = [{ response: wrong }, null, { response: [] }]
    for (const answer of answers) {
      handle = () => answer
      await expect(callTrigger(trigger, occasion(source), services())).rejects.toMatchObject({
        code: 'InvalidLambdaResponseException',
        message: 'Unrecognizable lambda output',
      })
    }
  })

  it.each(EVERY)('%s that never answers fails without detail', async (name, asked) => {
    handle = () => new Promise(() => {})
    await expect(
      callTrigger(asked.trigger, occasion(asked.source), services(10)),
    ).rejects.toMatchObject({
      code: 'UnexpectedLambdaException',
      message: `${name} invocation failed.`,
    })
  })

  it.each(TOLD)('%s gets its event, and may answer anything', async (name) => {
    const source = `${name}_SignUp`
    for (const answer of [undefined, 'done', { response: [] }]) {
      handle = () => answer
      await tellTrigger(name, occasion(source), services())
    }
    expect(events).toEqual([event(source), event(source), event(source)])
  })

  it.each(TOLD)('%s says that it failed, or that it did not answer', async (name) => {
    handle = () => {
      throw new Error('The provider is away')
    }
    const telling = (timeoutMs?: number) =>
      tellTrigger(name, occasion(`${name}_SignUp`), services(timeoutMs))
    await expect(telling()).rejects.toMatchObject({ message: 'The provider is away' })
    handle = () => new Promise(() => {})
    await expect(telling(10)).rejects.toMatchObject({ message: 'no answer within 10 ms' })
  })
})

describe('InboundFederation', () => {
  it.each([[{}], [{ userAttributesToMap: {} }], [{ userAttributesToMap: null }]])(
    'changes nothing by %j',
    (response) => {
      expect(inboundFederation.read(response)).toEqual({ attributes: undefined })
    },
  )
})
