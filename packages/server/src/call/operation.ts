import type { CognitoIdpWire, IamWire, StsWire } from '../api/wire.generated.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import type { Principal } from '../records/principal.ts'
import type { CallerContext } from '../rules/caller-context.ts'
import type { Services } from '../store/services.ts'
import type { SignedIn } from '../tokens/access-token.ts'

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
type Context<Input> = Services &
  Resolved<Input> & {
    readonly input: Input
    /** Who signed; nobody where the operation is open to everyone. */
    readonly principal: Principal
    readonly caller: CallerContext
    /** Everything above that flows are given as one. */
    readonly services: Services
  }

/** Operations whose output is empty may answer with nothing. */
type Answer<Output> =
  | Promise<Output>
  | (Record<never, never> extends Output ? Promise<void> : never)

/** The operations of one service, as the generated types have them. */
type WireOf<Wire> = { [Name in keyof Wire]: { readonly input: unknown; readonly output: unknown } }

export interface Operation<Wire extends WireOf<Wire>, Name extends keyof Wire> {
  readonly name: Name
  readonly run: (context: Context<Wire[Name]['input']>) => Answer<Wire[Name]['output']>
}

/**
 * The behaviour behind one wire name. Export it under that name from its area's file; the catalogue, the
 * status page and the steps of a call find it there.
 */
export const operation = <Name extends keyof CognitoIdpWire>(
  name: Name,
  run: Operation<CognitoIdpWire, Name>['run'],
): Operation<CognitoIdpWire, Name> => ({ name, run })

/** As `operation`, of the Security Token Service. */
export const stsOperation = <Name extends keyof StsWire>(
  name: Name,
  run: Operation<StsWire, Name>['run'],
): Operation<StsWire, Name> => ({ name, run })

/** As `operation`, of IAM. */
export const iamOperation = <Name extends keyof IamWire>(
  name: Name,
  run: Operation<IamWire, Name>['run'],
): Operation<IamWire, Name> => ({ name, run })

/** Operations by wire name, as an area's module exports them. */
export type Catalogue = Readonly<Record<string, AnyOperation>>

/** An operation whose name is known at run time only; its input was parsed against that name's table. */
interface AnyOperation {
  readonly name: string
  readonly run: (context: never) => Promise<unknown>
}
