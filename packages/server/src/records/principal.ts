/** Who asks: nobody who signed, whoever administrates, or a session of a role. */
export type Principal = Nobody | Signer

/** Who signed a request. */
export type Signer = Administrator | RolePrincipal

interface Nobody {
  readonly kind: 'nobody'
}

/** May do everything. */
interface Administrator {
  readonly kind: 'administrator'
  readonly accessKeyId: string
  /** Tells the secret that was signed with from the next one of that id; undefined where any will do. */
  readonly secretMark?: string | undefined
  /** True with session credentials, from GetSessionToken. */
  readonly isTemporary: boolean
}

/** May do what the role's policies allow at the time of the call, and its session's do not forbid. */
export interface RolePrincipal {
  readonly kind: 'role'
  readonly accessKeyId: string
  readonly session: RoleSession
}

export interface RoleSession {
  readonly roleId: string
  readonly roleArn: string
  readonly sessionName: string
  /** JSON of the policies that bound the session, and the ARNs of managed ones that do. */
  readonly policies: readonly string[]
  readonly policyArns: readonly string[]
  /** The tags of the session: `aws:PrincipalTag/…` in policies. */
  readonly tags: Readonly<Record<string, string>>
  /** What else policies may ask of the session, by condition key: of whom its web identity token was. */
  readonly keys: Readonly<Record<string, string | readonly string[]>>
}
