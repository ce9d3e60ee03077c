import type {
  CognitoIdentityWire,
  CognitoIdpWire,
  IamWire,
  StsWire,
} from '../api/wire.generated.ts'
import type { Client } from '../records/client.ts'
import type { FederatedIdentity } from '../records/federated-identity.ts'
import type { IdentityPool } from '../records/identity-pool.ts'
import type { Pool } from '../records/pool.ts'
import type { Principal } from '../records/principal.ts'
import type { CallerContext } from '../rules/caller-context.ts'
import type { Services } from '../store/services.ts'
import type { SignedIn } from '../tokens/access-token.ts'

/** What an operation of a service takes and answers, as its Wire has it. */
interface Promised {
  readonly input: object
  readonly output: object
}

/**
 * What the members of an input name, looked up before the operation runs: a pool, a client and its pool, a
 * signed-in user with session, client and pool, an identity pool, an identity and its identity pool.
 * Optional in the input, optional here.
 */
type Resolved<In> = Named<In, 'UserPoolId', { pool: Pool }> &
  Named<In, 'ClientId', { client: Client; pool: Pool }> &
  Named<In, 'AccessToken', SignedIn> &
  Named<In, 'IdentityPoolId', { identityPool: IdentityPool }> &
  Named<In, 'IdentityId', { federatedIdentity: FederatedIdentity; identityPool: IdentityPool }>

type Named<In, Member extends string, Found> = Member extends keyof In
  ? Record<never, never> extends Pick<In, Member>
    ? Partial<Found>
    : Found
  : unknown

/** All that an operation may take by name. */
type Context<In> = Services &
  Resolved<In> & {
    readonly input: In
    /** Who signed; nobody where the operation is open to everyone. */
    readonly principal: Principal
    readonly caller: CallerContext
    /** Everything above that flows are given as one. */
    readonly services: Services
  }

/** Operations whose output is empty may answer with nothing. */
type Answer<Out> = Promise<Out> | (Record<never, never> extends Out ? Promise<void> : never)

export interface Operation<Name extends string, Of extends Promised> {
  readonly name: Name
  readonly run: (context: Context<Of['input']>) => Answer<Of['output']>
}

/** Makes the operations of one service. */
const operationsOf =
  <Wire extends { readonly [Name in keyof Wire]: Promised }>() =>
  <Name extends keyof Wire & string>(
    name: Name,
    run: Operation<Name, Wire[Name]>['run'],
  ): Operation<Name, Wire[Name]> => ({ name, run })

/**
 * The behaviour behind one wire name of user pools. Export it under that name from its area's file; the
 * catalogue, the status page and the steps of a call find it there.
 */
export const operation = operationsOf<CognitoIdpWire>()

/** The same for identity pools. */
export const identityOperation = operationsOf<CognitoIdentityWire>()

/** The same for the Security Token Service. */
export const stsOperation = operationsOf<StsWire>()

/** The same for IAM. */
export const iamOperation = operationsOf<IamWire>()

/** Operations by wire name, as an area's module exports them. */
export type Catalogue = Readonly<Record<string, AnyOperation>>

/** An operation whose name is known at run time only; its input was parsed against that name's table. */
interface AnyOperation {
  readonly name: string
  readonly run: (context: never) => Promise<unknown>
}
