import type { ManagedPolicy } from '../records/managed-policy.ts'
import type { Role } from '../records/role.ts'

/** The ARN of a role. */
export const roleArn = (account: string, { path, name }: Pick<Role, 'path' | 'name'>): string =>
  `arn:aws:iam::${account}:role${path}${name}`

/** The ARN of a managed policy. */
export const policyArn = (
  account: string,
  { path, name }: Pick<ManagedPolicy, 'path' | 'name'>,
): string => `arn:aws:iam::${account}:policy${path}${name}`

/** The ARN of an OpenID Connect provider: its name is host and path of the issuer. */
export const openIdProviderArn = (account: string, name: string): string =>
  `arn:aws:iam::${account}:oidc-provider/${name}`

/** The name at the end of the ARN of a role or a policy; whether it is its own ARN is to be compared. */
export const nameInArn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

/** How a session of a role is called where it acts. */
export const sessionArn = (account: string, role: string, sessionName: string): string =>
  `arn:aws:sts::${account}:assumed-role/${nameInArn(role)}/${sessionName}`
