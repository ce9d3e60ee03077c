import { ServiceError } from '../api/errors.ts'
import type { ServiceTable } from '../api/table.ts'
import { accept } from '../flows/accept.ts'
import { requireAllowed, requireStanding } from '../flows/authorise.ts'
import { boundaryKeys } from '../flows/role-boundaries.ts'
import type { Principal } from '../records/principal.ts'
import { openIdProviderArn, policyArn, roleArn } from '../rules/iam-arns.ts'
import { inputKeys } from '../rules/input-keys.ts'
import { passedRoles } from '../rules/passed-roles.ts'
import { CUSTOM_ID_PREFIX, CUSTOM_ID_TAG } from '../rules/pool-tags.ts'
import { identityPoolArn, poolArn } from '../rules/shapes/pool.ts'
import type { Services } from '../store/services.ts'

type Input = Readonly<Record<string, unknown>>

/** What every session may ask, whatever its policies say. AWS asks for no permission here either. */
const ALWAYS_ALLOWED = ['sts:GetCallerIdentity', 'sts:GetSessionToken']

/**
 * Checks that whoever signed may run an operation on what its input names. Before anything of it is looked
 * up, so that somebody who may not do it does not learn what is there.
 *
 * @throws AccessDeniedException, UnrecognizedClientException.
 */
export async function authorise(
  principal: Principal,
  { service }: ServiceTable,
  operation: string,
  input: Input,
  services: Services,
): Promise<void> {
  if (principal.kind !== 'role') return
  const action = `${service}:${operation}`
  if (ALWAYS_ALLOWED.includes(action)) return await requireStanding(principal, services)
  const resource = await resourceOf(input, services)
  const ofRole = await boundaryKeys(action, input.RoleName, services)
  const keys = { ...accept(inputKeys(input)), ...ofRole }
  const intent = { action, resource, ...calledIn(input), keys }
  await requireAllowed(principal, intent, services)
  if (choosesId(operation, input)) throw chosenId()
  if (!TAKES_ROLES.includes(service)) return
  for (const role of passedRoles(input)) {
    const to = { 'iam:PassedToService': `${service}.amazonaws.com` }
    const passing = { action: 'iam:PassRole', resource: role, keys: to }
    await requireAllowed(principal, passing, services)
  }
}

/**
 * Whether an input names what it makes. At AWS nobody does, and no id is given again: a role's trust in a pool that
 * is gone, or not yet there, is safe with it. Sessions are held to that.
 */
const choosesId = (operation: string, { UserPoolTags, IdentityPoolTags, ClientName }: Input) =>
  operation.startsWith('Create') &&
  ([UserPoolTags, IdentityPoolTags].some((tags) => Object.hasOwn(Object(tags), CUSTOM_ID_TAG)) ||
    String(ClientName).startsWith(CUSTOM_ID_PREFIX))

const chosenId = () =>
  new ServiceError(
    'AccessDeniedException',
    `${CUSTOM_ID_TAG} is for access keys of administrators: a role may trust that id already.`,
  )

/** What is handed a role takes it for somebody else; IAM and STS are asked about roles. */
const TAKES_ROLES: readonly ServiceTable['service'][] = ['cognito-idp', 'cognito-identity']

/** The ARN of what an input names first, by the member that names it. */
const NAMED: Readonly<
  Record<string, (name: string, input: Input, services: Services) => string | Promise<string>>
> = {
  UserPoolId: (id, _input, { identity }) => poolArn(id, identity.region, identity.account),
  IdentityPoolId: (id, _input, { identity }) =>
    identityPoolArn(id, identity.region, identity.account),
  RoleName: async (name, { Path }, { identity, roles }) => {
    const role = await roles.byName(name)
    const path = typeof Path === 'string' ? Path : '/'
    return roleArn(identity.account, role ?? { path, name })
  },
  PolicyName: (name, { Path }, { identity }) =>
    policyArn(identity.account, { path: typeof Path === 'string' ? Path : '/', name }),
  RoleArn: (arn) => arn,
  OpenIDConnectProviderArn: (arn) => arn,
  Url: (url, _input, { identity }) =>
    openIdProviderArn(identity.account, url.replace(/^https?:\/\//, '')),
  PolicyArn: (arn) => arn,
  ResourceArn: (arn) => arn,
}

/**
 * A role is looked up for its path and its own spelling, which a refusal must not tell, nor that there is such a
 * role. AWS says it so too: `on resource: role name`.
 */
const calledIn = ({ RoleName }: Input) =>
  typeof RoleName === 'string' ? { called: `role ${RoleName}` } : {}

async function resourceOf(input: Input, services: Services): Promise<string> {
  for (const [member, toArn] of Object.entries(NAMED)) {
    const name = input[member]
    if (typeof name === 'string') return await toArn(name, input, services)
  }
  return '*'
}
