import type { AuthError } from './errors.ts'

export type AuthFlowType =
  | 'USER_AUTH'
  | 'USER_SRP_AUTH'
  | 'CUSTOM_WITH_SRP'
  | 'CUSTOM_WITHOUT_SRP'
  | 'USER_PASSWORD_AUTH'

/** Who is signed in, and how they did it. */
export interface AuthUser {
  readonly username: string
  readonly userId: string
  readonly signInDetails?: SignInDetails
}

export interface SignInDetails {
  readonly loginId?: string | undefined
  readonly authFlowType?: AuthFlowType | undefined
}

/** Every event, by name, and what it carries: the names of Amplify's Hub. */
export interface AuthEvents {
  signedIn: AuthUser
  signedOut: undefined
  /** Of the user pool nothing, as Amplify has it; of a provider its name. */
  tokenRefresh: { readonly provider: string } | undefined
  tokenRefresh_failure: { readonly error: AuthError; readonly provider?: string }
  /** A code to show: someone signs in with another device. */
  deviceCode: DeviceCode
  /** Someone signed in with a provider that is not the user pool, or out; or the provider ended the session. */
  providerSignedIn: { readonly provider: string }
  providerSignedOut: { readonly provider: string }
}

/** What a person needs: a code, and where to type it. */
export interface DeviceCode {
  readonly provider: string
  readonly userCode: string
  readonly verificationUri: string
  /** The same address with the code in it, where the provider has one. */
  readonly verificationUriComplete?: string | undefined
  readonly expiresInSeconds: number
}

export type AuthEvent = keyof AuthEvents

/** What a listener is told besides the data. */
export interface AuthEventDetails<Name extends AuthEvent = AuthEvent> {
  readonly event: Name
  /** Whether it happened in another tab that shares the storage. */
  readonly isFromOtherTab: boolean
}

/** Called by `emit` only, with the data of the name it listens to. */
type Listener = (data: never, details: never) => void

/** The listeners of one instance. */
export interface Events {
  on<Name extends AuthEvent>(
    name: Name,
    listener: (data: AuthEvents[Name], details: AuthEventDetails<Name>) => void,
  ): () => void
  emit<Name extends AuthEvent>(name: Name, data: AuthEvents[Name], isFromOtherTab?: boolean): void
}

/** Listeners by name. One that throws is reported to the console and keeps no other from hearing. */
export function makeEvents(): Events {
  const listeners = new Map<string, Set<Listener>>()
  return {
    on(name, listener) {
      const those = listeners.get(name) ?? new Set<Listener>()
      listeners.set(name, those.add(listener))
      return () => those.delete(listener)
    },
    emit(name, data, isFromOtherTab = false) {
      for (const listener of listeners.get(name) ?? []) {
        try {
          listener(data as never, { event: name, isFromOtherTab } as never)
        } catch (error) {
          console.error(error)
        }
      }
    },
  }
}
