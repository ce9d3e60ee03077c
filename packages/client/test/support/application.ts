/** An application that uses the client: in this process, or in a page of a browser. */
import {
  type Auth,
  type AuthStorage,
  beginDeviceSignIn,
  configuredProviders,
  confirmDeviceSignIn,
  createAuth,
  identityPool,
  providerTokens,
  type ResourcesConfig,
  saveTokens,
  signOutOf,
  type TokenSet,
} from '../../src/index.ts'

/** An instance as a test has it: the functions of providers are methods that take one by its name. */
type Instance = ReturnType<typeof openInstance>

/** The methods that a test calls, which all answer a promise. */
type Method = {
  [Name in keyof Instance]: Instance[Name] extends (...input: never[]) => Promise<unknown>
    ? Name
    : never
}[keyof Instance]

type InputOf<Name extends Method> = Parameters<Instance[Name]>
type OutputOf<Name extends Method> = Awaited<ReturnType<Instance[Name]>>

export interface Application {
  /** Calls a method. What it answers has been through JSON, tokens as text; an error keeps its name. */
  call<Name extends Method>(name: Name, ...input: InputOf<Name>): Promise<OutputOf<Name>>
  /** The access token, good for use now, or undefined. */
  token(options?: { forceRefresh?: boolean }): Promise<string | undefined>
  /** The names of all events so far. */
  events(): Promise<string[]>
  /** Begins anew with what the storage kept, as a page that is loaded again. */
  reload(): Promise<void>
  /** The same application beside it, on the same storage. */
  newTab(): Promise<Application>
  /** Moves its clock forward, as time that passes. */
  advance(ms: number): Promise<void>
}

export type Cognito = Readonly<Record<string, unknown>>

export interface ApplicationOptions {
  readonly providers?: ResourcesConfig['Providers']
}

/** Opens an application on a device of its own, for the length of a test. */
export type OpenApplication = (
  cognito: Cognito,
  options?: ApplicationOptions,
) => Promise<Application>

/** Makes the instance that an application runs on. */
export function openInstance(
  cognito: Cognito,
  { providers }: ApplicationOptions,
  storage: AuthStorage | undefined,
) {
  const config = { Auth: { Cognito: cognito }, ...(providers && { Providers: providers }) }
  const known = configuredProviders(config)
  const auth = createAuth(config, {
    credentialsProvider: identityPool({ providers: known }),
    ...(storage && { storage }),
  })
  const named = (name: string) => {
    const provider = known.find((one) => one.name === name)
    if (!provider) throw new Error(`${name} is not configured`)
    return provider
  }
  return {
    ...auth,
    beginDeviceSignIn: (name: string) => beginDeviceSignIn(auth, named(name)),
    confirmDeviceSignIn: (name: string) => confirmDeviceSignIn(auth, named(name)),
    providerTokens: (name: string) => providerTokens(auth, named(name)),
    saveTokens: (tokens: TokenSet) => saveTokens(auth, tokens),
    signOutOf: (name: string) => signOutOf(auth, named(name)),
  }
}

/** What a call came to, in a form that crosses from a page to a test. */
export type Outcome =
  | { readonly value: string }
  | { readonly error: { name: string; message: string } }

/** Calls a method by its name. */
export async function run(auth: Auth, name: string, input: readonly unknown[]): Promise<Outcome> {
  const methods = auth as unknown as Record<string, (...input: readonly unknown[]) => unknown>
  try {
    return { value: JSON.stringify((await methods[name]?.(...input)) ?? null, tokensAsText) }
  } catch (error) {
    const { name, message } = error as Error
    return { error: { name, message } }
  }
}

/** @throws the error that the call came to, by its name. */
export function read(outcome: Outcome): unknown {
  if ('value' in outcome) return JSON.parse(outcome.value) ?? undefined
  throw Object.assign(new Error(outcome.error.message), { name: outcome.error.name })
}

const tokensAsText = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value && 'payload' in value ? String(value) : value

/** The events an instance emits, collected. */
export function collectEvents(auth: Auth): string[] {
  const events: string[] = []
  for (const name of ['signedIn', 'signedOut', 'tokenRefresh', 'tokenRefresh_failure'] as const) {
    auth.on(name, (_, { isFromOtherTab }) =>
      events.push(isFromOtherTab ? `${name} elsewhere` : name),
    )
  }
  return events
}
