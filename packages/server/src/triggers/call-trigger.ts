import { ServiceError } from '../api/errors.ts'
import type { Logger } from '../ports/logger.ts'
import type { Identity } from '../ports/ports.ts'
import { FunctionError, InvocationError, type TriggerRunner } from '../ports/trigger-runner.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import { functionOf, type TriggerName } from '../rules/lambda-config.ts'
import { type Fields, fields, ShapeError } from './shape.ts'

/** What a function is told beside what happens, and what it may answer. */
export interface Trigger<Answer> {
  readonly name: TriggerName
  /** The members of the response, as they are before the function fills them in. */
  readonly blank: Fields
  /** @throws ShapeError. */
  readonly read: (response: Fields) => Answer
}

/** What a function is called about. */
export interface Occasion {
  readonly pool: Pool
  /** Undefined where an administrator acts at none. */
  readonly client: Pick<Client, 'id'> | undefined
  readonly userName: string
  readonly source: string
  readonly request: object
  readonly version?: string
}

export interface TriggerServices {
  readonly triggers: TriggerRunner
  readonly identity: Identity
  readonly logger: Logger
}

/** Text by name, as callers and administrators hand it on to functions. */
export type Metadata = Readonly<Record<string, string>>

/** Whether a pool has a function for a trigger. */
export const hasTrigger = (name: TriggerName, { document }: Pool): boolean =>
  functionOf(name, document.LambdaConfig) !== undefined

/**
 * Calls a pool's function, if there is one, and reads what it answers. Never called inside a write: it takes
 * as long as it takes.
 *
 * @throws UserLambdaValidationException with the function's own words when it fails,
 *   UnexpectedLambdaException when it does not answer, InvalidLambdaResponseException for any answer but the
 *   event with a response of the trigger's shape.
 */
export async function callTrigger<Answer>(
  { name, blank, read }: Trigger<Answer>,
  occasion: Occasion,
  { triggers, identity, logger }: TriggerServices,
): Promise<Answer | undefined> {
  const { pool } = occasion
  const target = functionOf(name, pool.document.LambdaConfig)
  if (target === undefined) return undefined
  const event = { ...eventOf(occasion, identity), response: blank }
  try {
    const answer = await triggers.run(target, event)
    return read(fields(fields(answer).response))
  } catch (error) {
    throw explain(error, { trigger: name, userPoolId: pool.id, function: target }, logger)
  }
}

/**
 * Hands a pool's function, if there is one, something that it is asked nothing about. Whatever it answers will
 * do.
 *
 * @throws FunctionError when it fails, InvocationError when it does not answer.
 */
export async function tellTrigger(
  name: TriggerName,
  occasion: Occasion,
  { triggers, identity }: Pick<TriggerServices, 'triggers' | 'identity'>,
): Promise<void> {
  const target = functionOf(name, occasion.pool.document.LambdaConfig)
  if (target !== undefined) await triggers.run(target, eventOf(occasion, identity))
}

/** What every event says, whichever function it is for. */
const eventOf = (
  { pool, client, userName, source, request, version = '1' }: Occasion,
  identity: Identity,
) => ({
  version,
  triggerSource: source,
  region: identity.region,
  userPoolId: pool.id,
  userName,
  callerContext: {
    awsSdkVersion: 'aws-sdk-unknown-unknown',
    clientId: client?.id ?? 'CLIENT_ID_NOT_APPLICABLE',
  },
  request,
})

/** What whoever called is told. The reason is for the operator, unless it is the function's own. */
function explain(
  error: unknown,
  where: { readonly trigger: TriggerName; readonly userPoolId: string; readonly function: string },
  logger: Logger,
): unknown {
  const { trigger } = where
  if (error instanceof FunctionError) {
    const message = `${trigger} failed with error ${error.message}.`
    return new ServiceError('UserLambdaValidationException', message)
  }
  if (error instanceof InvocationError) {
    logger.error({ ...where, reason: error.message, err: error.cause }, 'trigger not answered')
    return new ServiceError('UnexpectedLambdaException', `${trigger} invocation failed.`)
  }
  if (!(error instanceof ShapeError)) return error
  logger.error({ ...where, reason: error.message }, 'trigger answered something else')
  return unrecognizable()
}

/** What is said of an answer that no trigger may give. */
export const unrecognizable = (): ServiceError =>
  new ServiceError('InvalidLambdaResponseException', 'Unrecognizable lambda output')
