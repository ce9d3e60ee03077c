import type {
  IdentityPool as IdentityPoolWire,
  RoleMapping,
} from '@aws-sdk/client-cognito-identity'

/** What an administrator chose, in the API's own shape. */
export interface IdentityPoolDocument
  extends Omit<IdentityPoolWire, 'IdentityPoolId' | 'IdentityPoolName'> {
  readonly AllowUnauthenticatedIdentities: boolean
}

export interface IdentityPool {
  /** `<region>:<uuid>` */
  readonly id: string
  readonly name: string
  readonly document: IdentityPoolDocument
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly modifiedAt: number
}

/** Which roles the identities of a pool take. */
export interface RolesDocument {
  /** By `authenticated` and `unauthenticated`. */
  readonly Roles: Record<string, string>
  /** By provider, or `<provider>:<app>`. */
  readonly RoleMappings?: Record<string, RoleMapping>
}

/** Which claims of a provider's tokens become tags of a session. */
export interface PrincipalTagMap {
  readonly UseDefaults: boolean
  /** The claim, by the tag's name. */
  readonly PrincipalTags: Readonly<Record<string, string>>
}
