/** The columns as both databases hand them to us: text, whole numbers, nothing else. Times are milliseconds. */
export interface Tables {
  pools: {
    id: string
    name: string
    document: string
    password_storage: string
    created_at: number
    modified_at: number
  }
  /** Documents of a pool that the API keeps apart from the pool's own: one a name. */
  pool_settings: { pool_id: string; name: string; document: string }
  clients: {
    id: string
    pool_id: string
    name: string
    document: string
    created_at: number
    modified_at: number
  }
  /** The same of a client. */
  client_settings: { client_id: string; name: string; document: string }
  client_secrets: { id: string; client_id: string; sealed: string; created_at: number }
  signing_keys: {
    kid: string
    pool_id: string
    token_use: string
    public_key: string
    sealed_private_key: string
    created_at: number
  }
  users: {
    id: string
    pool_id: string
    username: string
    /** The user name as it is looked up: folded where the pool ignores case. */
    username_key: string
    status: string
    enabled: number
    attributes: string
    created_at: number
    modified_at: number
  }
  passwords: {
    user_id: string
    kind: string
    sealed: string
    changed_at: number
    /** Null for one that the user chose. */
    temporary_until: number | null
  }
  password_history: {
    id: string
    user_id: string
    kind: string
    sealed: string
    created_at: number
  }
  groups: {
    pool_id: string
    name: string
    description: string | null
    role_arn: string | null
    precedence: number | null
    created_at: number
    modified_at: number
  }
  group_members: { pool_id: string; group_name: string; user_id: string; created_at: number }
  /** Other names a user signs in with: `email:ada@example.com`. One owner each, by the primary key. */
  aliases: { pool_id: string; alias: string; user_id: string }
  codes: {
    user_id: string
    purpose: string
    attribute: string
    destination: string
    digest: string
    attempts: number
    expires_at: number
    /** The client that asked for it, where only that one may use it; else empty. */
    client_id: string
  }
  sessions: {
    id: string
    pool_id: string
    client_id: string
    user_id: string
    authenticated_at: number
    expires_at: number
    revoked_at: number | null
    /** How often its refresh token was exchanged for the next, and when last. */
    rotation: number
    rotated_at: number | null
    device_key: string | null
    /** A list, as JSON. */
    proven: string | null
    /** A keyed digest of the password that was proven, and when it was. */
    password_mark: string | null
    password_at: number | null
    /** How the API names it; null, as what follows, where its pool tracked none when it was opened. */
    tracking_id: string | null
    last_active_at: number | null
    device_type: string | null
    last_address: string | null
  }
  user_mfa: {
    user_id: string
    sms: number
    email: number
    totp: number
    preferred: string | null
    totp_secret: string | null
    totp_pending: string | null
    /** The time step of the last code that was used. */
    totp_step: number
    passkey: number | null
  }
  passkeys: {
    id: string
    user_id: string
    public_key: string
    sign_count: number
    name: string
    relying_party: string
    attachment: string | null
    transports: string
    created_at: number
  }
  devices: {
    key: string
    user_id: string
    group_key: string
    name: string | null
    /** The device's verifier and salt; null until it is confirmed. */
    sealed_secret: string | null
    status: string | null
    last_address: string | null
    created_at: number
    modified_at: number
    authenticated_at: number
    trusted: number
  }
  identity_pools: {
    id: string
    name: string
    document: string
    created_at: number
    modified_at: number
  }
  /** What the API keeps apart from an identity pool's own document: its roles, its principal tags. */
  identity_pool_settings: { identity_pool_id: string; name: string; document: string }
  identities: {
    id: string
    identity_pool_id: string
    state: string
    /** The identity that took over the logins of this one; null unless it was merged. */
    merged_into: string | null
    created_at: number
    modified_at: number
  }
  /** Who of which provider an identity is. One identity each, by the primary key. */
  identity_logins: {
    identity_pool_id: string
    provider: string
    subject: string
    identity_id: string
  }
  /** What OpenID tokens of identities are signed with, the same for all identity pools. */
  open_id_keys: {
    slot: string
    kid: string
    public_key: string
    sealed_private_key: string
    created_at: number
  }
  /** Challenge sessions and secret blocks that were used: each of them once. */
  spent_sessions: { id: string; expires_at: number }
  /** What custom challenges are held against, sealed, where a Session is too short for it. */
  custom_challenges: { id: string; sealed: string; expires_at: number }
  /** Failures in a row, or events in an hour, under a keyed digest of what is counted. */
  attempts: { subject: string; count: number; last_at: number; locked_until: number }
  roles: {
    id: string
    name: string
    /** The name in lower case: no two differ in case alone. */
    name_key: string
    path: string
    description: string | null
    trust_policy: string
    max_session_duration: number
    tags: string
    created_at: number
  }
  /** Policies that are one role's alone. */
  role_policies: { role_id: string; name: string; document: string }
  managed_policies: {
    id: string
    name: string
    name_key: string
    path: string
    description: string | null
    default_version: number
    /** The highest number that was ever given: none is given again. */
    last_version: number
    tags: string
    created_at: number
    modified_at: number
  }
  managed_policy_versions: {
    policy_id: string
    number: number
    document: string
    created_at: number
  }
  /** By host and path of the issuer. */
  open_id_providers: {
    name: string
    client_ids: string
    thumbprints: string
    tags: string
    created_at: number
  }
  role_attachments: { role_id: string; policy_id: string }
  role_boundaries: { role_id: string; policy_id: string }
  properties: { name: string; value: string }
  inbox_messages: {
    id: string
    pool_id: string
    username: string
    address: string
    message: string
    sent_at: number
  }
}
