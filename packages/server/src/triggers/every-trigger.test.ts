import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { arnOf, namedBy, type TriggerEvent } from '../../test/support/functions.ts'
import {
  type Case,
  CHECKED,
  EVERY,
  EVERY_TOLD,
  NAMES,
  ONE_EACH,
  TOLD,
  TOLD_NAMES,
} from '../../test/support/trigger-cases.ts'
import { type Handler, LAMBDA_KEY, type OpenedWay, openWay, WAYS } from '../../test/support/ways.ts'
import { makeLogger } from '../log.ts'
import type { Pool } from '../records/pool.ts'
import { callTrigger, type TriggerServices, tellTrigger } from './call-trigger.ts'
import { inboundFederation } from './inbound-federation.ts'
import { invokersOf } from './runners/by-target.ts'
import { makeTriggerRunner } from './runners/runner.ts'

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
    JSON.stringify(namedBy(...TOLD_NAMES, ...NAMES)).replaceAll(/function:\w+/g, 'function:greet'),
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
  const occasion = ({ source, request, version }: Case) => ({
    ...{ pool, client: { id: 'client' }, userName: 'ada ü', source, request, version },
  })
  const eventOf = ({ source, request, version }: Case) => ({
    version,
    triggerSource: source,
    region: 'us-east-1',
    userPoolId: pool.id,
    userName: 'ada ü',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'client' },
    request,
  })

  it.each(EVERY)('version $version of $source is told, and its answer is read', async (asked) => {
    const { trigger, response, read } = asked
    handle = (given) => ({ ...given, response: { ...given.response, ...response } })
    expect(await callTrigger(trigger, occasion(asked), services())).toEqual(read)
    expect(events).toEqual([{ ...eventOf(asked), response: trigger.blank }])
  })

  it.each(ONE_EACH)('version $version of $name refuses in its own words', async (asked) => {
    handle = () => {
      throw new Error('Not from here')
    }
    const calling = callTrigger(asked.trigger, occasion(asked), services())
    await expect(calling).rejects.toMatchObject({
      code: 'UserLambdaValidationException',
      message: `${asked.name} failed with error Not from here.`,
    })
    expect(events).toHaveLength(1)
  })

  it.each(CHECKED)('version $version of $name may not answer something else', async (asked) => {
    const answers = [{ response: asked.wrong }, null, { response: [] }]
    for (const answer of answers) {
      handle = () => answer
      const calling = callTrigger(asked.trigger, occasion(asked), services())
      await expect(calling).rejects.toMatchObject({
        code: 'InvalidLambdaResponseException',
        message: 'Unrecognizable lambda output',
      })
    }
  })

  it.each(ONE_EACH)(
    'version $version of $name that never answers fails without detail',
    async (asked) => {
      handle = () => new Promise(() => {})
      const calling = callTrigger(asked.trigger, occasion(asked), services(10))
      await expect(calling).rejects.toMatchObject({
        code: 'UnexpectedLambdaException',
        message: `${asked.name} invocation failed.`,
      })
    },
  )

  it.each(EVERY_TOLD)('$source is told, and may answer anything', async (told) => {
    for (const answer of [undefined, 'done', { response: [] }]) {
      handle = () => answer
      await tellTrigger(told.name, occasion(told), services())
    }
    expect(events).toEqual(Array(3).fill(eventOf(told)))
  })

  it.each(TOLD_NAMES)('%s says that it failed, or that it did not answer', async (name) => {
    handle = () => {
      throw new Error('The provider is away')
    }
    const told = { name, source: `${name}_SignUp`, request: TOLD[name].SignUp, version: '1' }
    const telling = (timeoutMs?: number) => tellTrigger(name, occasion(told), services(timeoutMs))
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
