import { resolve } from 'node:path'
import type { SigningKey } from '../../crypto/sign-request.ts'
import { readTriggerTarget, type TriggerTarget } from '../../rules/trigger-target.ts'
import type { Functions } from './functions.ts'
import { httpEndpoint } from './http-endpoint.ts'
import type { Invoke } from './invoke.ts'
import { lambdaEndpoint } from './lambda-endpoint.ts'
import { localFunction, localModule } from './local-module.ts'

interface Surroundings {
  /** What AWS Lambda, or its stand-in, is asked with. */
  readonly lambdaKey: SigningKey | undefined
  readonly region: string
  readonly now: () => number
}

/** The ways to all functions. @throws when one is named wrongly, so that it is known at the start. */
export const invokersOf = (
  functions: Functions,
  surroundings: Surroundings,
): ReadonlyMap<string, Invoke> =>
  new Map(
    Object.entries(functions).map(([name, where]) => [
      name,
      typeof where === 'function' ? localFunction(where) : open(name, where, surroundings),
    ]),
  )

function open(name: string, where: string, surroundings: Surroundings): Invoke {
  const target = readTriggerTarget(where)
  if (target) return OPENERS[target.kind](target as never, surroundings) // the opener of its own kind
  throw new Error(
    `The address of the trigger ${name} does not fit: it must be https://…, http:// at this machine, lambda:https://… or a module's path.`,
  )
}

const OPENERS: {
  readonly [Kind in TriggerTarget['kind']]: (
    target: Extract<TriggerTarget, { kind: Kind }>,
    surroundings: Surroundings,
  ) => Invoke
} = {
  http: ({ url }) => httpEndpoint(url),
  module: ({ path }) => localModule(resolve(path)),
  lambda: ({ endpoint }, { lambdaKey, region, now }) => {
    if (lambdaKey) return lambdaEndpoint({ endpoint, key: lambdaKey, region, now })
    throw new Error('Triggers at a Lambda endpoint need a lambdaKey to sign with.')
  },
}
