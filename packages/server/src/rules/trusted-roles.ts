import { readPolicy } from './policy/document.ts'

/** The ARNs of roles that a trust policy names as principals. */
export function trustedRoles(trustPolicy: string): string[] {
  const { value } = readPolicy(trustPolicy)
  const names = value?.statements.flatMap(({ principals }) => principals?.byKind.AWS ?? []) ?? []
  return [...new Set(names)].filter((name) => /^arn:[\w-]*:iam::\d{12}:role\//.test(name))
}

/**
 * A trust policy with the id of a role where it names the role as a principal, as AWS shows it once that role is
 * deleted: who makes another of the same name is not trusted with it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function withoutRole(trustPolicy: string, arn: string, id: string): string {
  const document = JSON.parse(trustPolicy)
  for (const { Principal } of [document.Statement].flat()) {
    if (typeof Principal !== 'object' || !Object.hasOwn(Principal, 'AWS')) continue
    const names: unknown[] = [Principal.AWS].flat()
    const others = names.map((name) => (name === arn ? id : name))
    Principal.AWS = Array.isArray(Principal.AWS) ? others : others[0]
  }
  return JSON.stringify(document)
}
