import { stsOperation } from '../call/operation.ts'
import { accept } from '../flows/accept.ts'
import { assumeRole } from '../flows/assume-role.ts'
import { assumeRoleWithWebIdentity } from '../flows/assume-role-with-web-identity.ts'
import { requireSigner } from '../flows/authorise.ts'
import type { BegunSession } from '../flows/begin-session.ts'
import { sessionTags } from '../rules/session-tags.ts'
import { describeCredentials } from '../rules/shapes/credentials.ts'
import { refuseUnknown } from './unsupported.ts'

/** AWS's, where the request does not say, whatever the role allows. */
const DEFAULT_SECONDS = 3_600

export const AssumeRole = stsOperation('AssumeRole', async ({ input, principal, services }) => {
  refuseUnknown(input, [
    ...(['TransitiveTagKeys', 'SerialNumber', 'TokenCode', 'SourceIdentity'] as const),
    ...(['ProvidedContexts', 'MinimumSessionTokenSize'] as const),
  ])
  const assumption = {
    roleArn: input.RoleArn,
    sessionName: input.RoleSessionName,
    durationSeconds: input.DurationSeconds ?? DEFAULT_SECONDS,
    policy: input.Policy,
    policyArns: arnsOf(input.PolicyArns),
    tags: accept(sessionTags((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))),
    externalId: input.ExternalId,
  }
  return describeSession(await assumeRole(requireSigner(principal), assumption, services))
})

export const AssumeRoleWithWebIdentity = stsOperation(
  'AssumeRoleWithWebIdentity',
  async ({ input, services }) => {
    refuseUnknown(input, ['ProviderId', 'MinimumSessionTokenSize'])
    const assumption = {
      roleArn: input.RoleArn,
      sessionName: input.RoleSessionName,
      webIdentityToken: input.WebIdentityToken,
      durationSeconds: input.DurationSeconds ?? DEFAULT_SECONDS,
      policy: input.Policy,
      policyArns: arnsOf(input.PolicyArns),
    }
    const { session, identity } = await assumeRoleWithWebIdentity(assumption, services)
    return {
      ...describeSession(session),
      SubjectFromWebIdentityToken: identity.subject,
      Audience: identity.audience,
      Provider: identity.provider,
    }
  },
)

const arnsOf = (list: readonly { arn?: string | undefined }[] = []): string[] =>
  list.flatMap(({ arn }) => (arn === undefined ? [] : [arn]))

const describeSession = ({ credentials, id, arn, packedSize }: BegunSession) => ({
  Credentials: describeCredentials(credentials),
  AssumedRoleUser: { AssumedRoleId: id, Arn: arn },
  ...(packedSize !== undefined && { PackedPolicySize: packedSize }),
})
