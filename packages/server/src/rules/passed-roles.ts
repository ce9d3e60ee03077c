const ROLE = /^arn:aws[\w-]*:iam::\d{12}:role\//

/**
 * The roles that an input hands to Cognito, which takes them later for somebody else: of a group, of an
 * identity pool, for sending messages. Whoever hands one on must be allowed to, or could give themselves any.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export function passedRoles(input: Readonly<Record<string, unknown>>): string[] {
  return [...new Set(Object.entries(input).flatMap(([name, value]) => rolesIn(name, value)))]
}

/** Members that hold an ARN end so in every input; those of `Roles` are named by the kind of identity. */
function rolesIn(name: string, value: unknown): string[] {
  if (typeof value === 'string') return /arn$/i.test(name) && ROLE.test(value) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  const isOfRoles = name === 'Roles'
  return Object.entries(value).flatMap(([key, member]) =>
    rolesIn(isOfRoles ? `${key}Arn` : key, member),
  )
}
