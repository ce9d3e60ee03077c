import { ServiceError } from '../api/errors.ts'
import { parseInput } from '../api/parse-input.ts'
import { type OperationTable, operationNamed, type ServiceTable, shapeNamed } from '../api/table.ts'
import type { Principal } from '../records/principal.ts'
import { shapeAnswer } from './answer.ts'
import { authorise } from './authorise.ts'
import { toServiceError } from './failure.ts'
import { proveClient } from './prove-client.ts'
import type { Call, CallOptions } from './request.ts'
import { resolve } from './resolve.ts'

/**
 * The steps of a call, the same for every operation: find it, authenticate, parse, authorise, resolve what the
 * input names, prove the client, run, shape the output, journal. Nobody who has not signed learns from a signed
 * operation's validation what exists, so authentication comes before all that looks at the input.
 *
 * @returns the output as it goes on the wire. @throws ServiceError only.
 */
export function makeCall(options: CallOptions): (call: Call) => Promise<object> {
  const { services } = options
  return async function run(call) {
    const started = performance.now()
    const journal: Record<string, unknown> = {
      requestId: call.requestId,
      operation: call.operation,
    }
    try {
      const answer = await steps(call, options, journal)
      services.logger.info({ ...journal, ms: since(started) }, 'call')
      return answer
    } catch (error) {
      const failure = toServiceError(error, call, options)
      services.logger.info({ ...journal, error: failure.code, ms: since(started) }, 'call')
      throw failure
    }
  }
}

async function steps(
  call: Call,
  options: CallOptions,
  journal: Record<string, unknown>,
): Promise<object> {
  const { services, catalogues } = options
  const { table, operation: name } = call
  const promised = find(table, name)
  const principal: Principal = promised.auth === 'sigv4' ? call.authenticate() : { kind: 'nobody' }
  if (principal.kind !== 'nobody') journal.accessKeyId = principal.accessKeyId
  const catalogue = catalogues[table.service] ?? {}
  const operation = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined
  if (!operation) {
    throw new ServiceError('NotImplementedException', `${name} does not work yet: see /status`)
  }
  const input = parseInput(table, name, call.body())
  await authorise(principal, table, name, input, services)
  const found = await resolve(input, services)
  journal.userPoolId = found.pool?.id
  journal.clientId = found.client?.id
  journal.identityPoolId = found.identityPool?.id
  journal.identityId = found.federatedIdentity?.id
  const shape = shapeNamed(table, promised.input)
  const members = shape.type === 'structure' ? shape.members : {}
  proveClient(promised, input, members, found, services)
  const context = { ...services, ...found, input, caller: call.caller, principal, services }
  const output = await operation.run(context as never) // resolved from the same table that types it
  return shapeAnswer(table, name, output, options)
}

function find(table: ServiceTable, name: string): OperationTable {
  const promised = operationNamed(table, name)
  if (!promised) throw new ServiceError('UnknownOperationException')
  return promised
}

const since = (started: number) => Math.round((performance.now() - started) * 10) / 10
