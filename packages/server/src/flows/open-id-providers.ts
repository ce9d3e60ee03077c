import { ServiceError } from '../api/errors.ts'
import type { OpenIdProvider } from '../records/open-id-provider.ts'
import { openIdProviderArn } from '../rules/iam-arns.ts'
import { openIdProviderIn } from '../rules/login-providers.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'

/** The registered provider of that ARN. @throws NoSuchEntityException. */
export async function requireOpenIdProvider(
  arn: string,
  { openIdProviders, identity }: Pick<Services, 'openIdProviders' | 'identity'>,
): Promise<OpenIdProvider> {
  const provider = await openIdProviders.byName(openIdProviderName(arn, identity))
  if (provider) return provider
  throw providerNotFound(arn)
}

/** Changes a registered provider while no other write can. @throws NoSuchEntityException. */
export async function changeOpenIdProvider<Result>(
  arn: string,
  { write, identity }: Pick<Services, 'write' | 'identity'>,
  change: (
    provider: OpenIdProvider,
    openIdProviders: Repositories['openIdProviders'],
  ) => Promise<Result>,
): Promise<Result> {
  const name = openIdProviderName(arn, identity)
  return await write(async ({ openIdProviders }) => {
    const provider = await openIdProviders.forChange(name)
    if (!provider) throw providerNotFound(arn)
    return await change(provider, openIdProviders)
  })
}

/** What an ARN of this account names. @throws NoSuchEntityException for one of another account, or of nothing. */
export function openIdProviderName(arn: string, { account }: Services['identity']): string {
  const name = openIdProviderIn(arn)
  if (name !== undefined && openIdProviderArn(account, name) === arn) return name
  throw providerNotFound(arn)
}

const providerNotFound = (arn: string): ServiceError =>
  new ServiceError('NoSuchEntityException', `OpenIDConnect Provider not found for arn ${arn}`)
