import { operation } from '../call/operation.ts'
import { requireUser } from '../flows/find-user.ts'
import {
  authFactors,
  deleteSoftwareToken,
  setMfaOptions,
  setMfaPreference,
} from '../flows/mfa-preference.ts'
import { associateSoftwareToken, verifySoftwareToken } from '../flows/software-token.ts'
import { requireReady } from '../flows/user-status.ts'

export const AssociateSoftwareToken = operation(
  'AssociateSoftwareToken',
  async ({ user, input, services }) =>
    associateSoftwareToken({ user, session: input.Session }, services),
)

export const VerifySoftwareToken = operation(
  'VerifySoftwareToken',
  async ({ user, input, services }) =>
    verifySoftwareToken(
      { user, session: input.Session },
      { code: input.UserCode, name: input.FriendlyDeviceName },
      services,
    ),
)

export const AdminDeleteSoftwareToken = operation(
  'AdminDeleteSoftwareToken',
  async ({ pool, input, services }) =>
    deleteSoftwareToken(await requireUser(pool, input.Username, services), services),
)

export const SetUserMFAPreference = operation(
  'SetUserMFAPreference',
  async ({ pool, user, input, services }) => {
    requireReady(user)
    await setMfaPreference(pool, user, input, services)
  },
)

export const AdminSetUserMFAPreference = operation(
  'AdminSetUserMFAPreference',
  async ({ pool, input, services }) => {
    const user = await requireUser(pool, input.Username, services)
    await setMfaPreference(pool, user, input, services)
  },
)

export const SetUserSettings = operation(
  'SetUserSettings',
  async ({ pool, user, input, services }) => {
    requireReady(user)
    await setMfaOptions(pool, user, input.MFAOptions, services)
  },
)

export const AdminSetUserSettings = operation(
  'AdminSetUserSettings',
  async ({ pool, input, services }) => {
    const user = await requireUser(pool, input.Username, services)
    await setMfaOptions(pool, user, input.MFAOptions, services)
  },
)

export const GetUserAuthFactors = operation(
  'GetUserAuthFactors',
  async ({ pool, user, services }) => {
    requireReady(user)
    return await authFactors(pool, user, services)
  },
)

export const AdminGetUserAuthFactors = operation(
  'AdminGetUserAuthFactors',
  async ({ pool, input, services }) =>
    authFactors(pool, await requireUser(pool, input.Username, services), services),
)
