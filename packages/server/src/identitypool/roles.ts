import { identityOperation } from '../call/operation.ts'
import { demand } from '../flows/accept.ts'
import { lockIdentityPool } from '../flows/identity-pools.ts'
import type { PrincipalTagMap } from '../records/identity-pool.ts'
import { refuseRoles } from '../rules/role-mapping.ts'
import { refuseTagKeys } from '../rules/session-tags.ts'

/** Replaces all of them. */
export const SetIdentityPoolRoles = identityOperation(
  'SetIdentityPoolRoles',
  async ({ identityPool: { id }, input: { Roles, RoleMappings }, write }) => {
    const document = { Roles, ...(RoleMappings && { RoleMappings }) }
    demand(refuseRoles(document))
    await write(({ identityPoolSettings }) => identityPoolSettings.set(id, 'roles', document))
  },
)

export const GetIdentityPoolRoles = identityOperation(
  'GetIdentityPoolRoles',
  async ({ identityPool: { id }, identityPoolSettings }) => {
    const { Roles, RoleMappings } = (await identityPoolSettings.read(id, 'roles')) ?? {}
    return { IdentityPoolId: id, Roles: Roles ?? {}, ...(RoleMappings && { RoleMappings }) }
  },
)

/** What a provider has to which nobody gave a map: no claim becomes a tag. */
const NO_TAGS: PrincipalTagMap = { UseDefaults: false, PrincipalTags: {} }

export const SetPrincipalTagAttributeMap = identityOperation(
  'SetPrincipalTagAttributeMap',
  async ({ identityPool: { id }, input, write }) => {
    const { IdentityProviderName: provider, UseDefaults = false, PrincipalTags = {} } = input
    const map = { UseDefaults, PrincipalTags }
    demand(refuseTagKeys(Object.keys(PrincipalTags)))
    await write(async (repositories) => {
      await lockIdentityPool(id, repositories)
      const maps = await repositories.identityPoolSettings.read(id, 'principal-tags')
      const changed = { ...maps, [provider]: map }
      await repositories.identityPoolSettings.set(id, 'principal-tags', changed)
    })
    return { IdentityPoolId: id, IdentityProviderName: provider, ...map }
  },
)

export const GetPrincipalTagAttributeMap = identityOperation(
  'GetPrincipalTagAttributeMap',
  async ({ identityPool: { id }, input, identityPoolSettings }) => {
    const provider = input.IdentityProviderName
    const maps = (await identityPoolSettings.read(id, 'principal-tags')) ?? {}
    const map = Object.hasOwn(maps, provider) ? maps[provider] : undefined
    return { IdentityPoolId: id, IdentityProviderName: provider, ...(map ?? NO_TAGS) }
  },
)
