/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MOST_ROLES = 1_000
export const MOST_MANAGED_POLICIES = 1_500
export const MOST_ATTACHED = 10
export const MOST_VERSIONS = 5
export const MOST_OPEN_ID_PROVIDERS = 100
export const MOST_CLIENT_IDS = 100
export const MOST_TAGS = 50

/** Characters of documents; white space does not count. */
export const LONGEST_TRUST_POLICY = 2_048
export const LONGEST_ROLE_POLICIES = 10_240
export const LONGEST_MANAGED_POLICY = 6_144

/** Ours: what a role's own policies have in all, white space too. They are read at every call of its sessions. */
export const MOST_ROLE_POLICY_TEXT = 131_072

/** How long a policy is as IAM counts. */
export const policyLength = (document: string): number => document.replace(/\s/g, '').length
