import type { CognitoIdpWire } from '../api/wire.generated.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import type { CallerContext } from '../rules/caller-context.ts'
import type { Services } from '../store/services.ts'
import type { SignedIn } from '../tokens/access-token.ts'

export type OperationName = keyof CognitoIdpWire

type Input<Name extends OperationName> = CognitoIdpWire[Name]['input']
type Output<Name extends OperationName> = CognitoIdpWire[Name]['output']

/**
 * What the members of an input name, looked up before the operation runs: a pool, a client and its pool, or
 * a signed-in user with session, client and pool. Optional in the input, optional here.
 */
type Resolved<In> = Named<In, 'UserPoolId', { pool: Pool }> &
  Named<In, 'ClientId', { client: Client; pool: Pool }> &
  Named<In, 'AccessToken', SignedIn>

type Named<In, Member extends string, Found> = Member extends keyof In
  ? Record<never, never> extends Pick<In, Member>
    ? Partial<Found>
    : Found
  : unknown

/** All that an operation may take by name. */
type Context<Name extends OperationName> = Services &
  Resolved<Input<Name>> & {
    readonly input: Input<Name>
    readonly caller: CallerContext
    /** Everything above that flows are given as one. */
    readonly services: Services
  }

/** Operations whose output is empty may answer with nothing. */
type Answer<Name extends OperationName> =
  | Promise<Output<Name>>
  | (Record<never, never> extends Output<Name> ? Promise<void> : never)

export interface Operation<Name extends OperationName = OperationName> {
  readonly name: Name
  readonly run: (context: Context<Name>) => Answer<Name>
}

/**
 * The behaviour behind one wire name. Export it under that name from its area's file; the catalogue, the
 * status page and the steps of a call find it there.
 */
export const operation = <Name extends OperationName>(
  name: Name,
  run: Operation<Name>['run'],
): Operation<Name> => ({ name, run })

/** Operations by wire name, as an area's module exports them. */
export type Catalogue = Readonly<Record<string, AnyOperation>>

/** An operation whose name is known at run time only; its input was parsed against that name's table. */
interface AnyOperation {
  readonly name: string
  readonly run: (context: never) => Promise<unknown>
}
