/** Whose condition keys AWS fills in for the calls that we answer. */
const OF_OUR_SERVICES = /^(aws|iam|sts|cognito-idp|cognito-identity):/

/** Of Google's tokens AWS tells apart for whom they are made and who asked for them; here they have the latter. */
const UNTOLD_OF_OTHERS: readonly string[] = ['accounts.google.com:oaud']

/** Those of them that requests have here wherever AWS's would. */
const TOLD: readonly string[] = [
  ...['aws:currenttime', 'aws:epochtime', 'aws:requestedregion', 'aws:tagkeys'],
  ...['aws:principalaccount', 'aws:principalarn', 'aws:principaltype', 'aws:userid'],
  ...['aws:federatedprovider', 'aws:tokenissuetime'],
  ...['iam:passedtoservice', 'iam:permissionsboundary', 'iam:policyarn'],
  ...['sts:externalid', 'sts:rolesessionname'],
  // What these would tell of is refused where somebody asks for it, and nobody signs as a user.
  ...['sts:sourceidentity', 'sts:transitivetagkeys', 'aws:username'],
]
const TOLD_BY_NAME = /^aws:(principal|request)tag\//

/**
 * Whether a request here lacks a condition key that AWS's may have, such as `aws:SourceIp`. That it is absent
 * then says nothing: a Deny that rests on it would be lost. Keys of other services are as absent as they would be
 * at AWS, where they come with calls of those services.
 */
export function isUntold(key: string): boolean {
  const name = key.toLowerCase()
  if (UNTOLD_OF_OTHERS.includes(name)) return true
  return OF_OUR_SERVICES.test(name) && !TOLD.includes(name) && !TOLD_BY_NAME.test(name)
}
