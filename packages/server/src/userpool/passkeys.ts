import { operation } from '../call/operation.ts'
import { completeRegistration, deletePasskey, startRegistration } from '../flows/passkeys.ts'
import { requireReady } from '../flows/user-status.ts'
import { MOST_PASSKEYS } from '../rules/relying-party.ts'
import { describePasskey } from '../rules/shapes/passkey.ts'
import type { Cursor } from '../store/pools.ts'
import { readPage } from '../tokens/page.ts'

export const StartWebAuthnRegistration = operation(
  'StartWebAuthnRegistration',
  async ({ pool, client, user, services }) => ({
    CredentialCreationOptions: await startRegistration({ pool, client, user }, services),
  }),
)

export const CompleteWebAuthnRegistration = operation(
  'CompleteWebAuthnRegistration',
  async ({ pool, client, user, input, services }) =>
    completeRegistration({ pool, client, user }, input.Credential, services),
)

export const ListWebAuthnCredentials = operation(
  'ListWebAuthnCredentials',
  async ({ user, input, passkeys, services }) => {
    requireReady(user)
    const { rows, next } = await readPage(
      {
        list: ['ListWebAuthnCredentials', user.id],
        limit: input.MaxResults || MOST_PASSKEYS,
        token: input.NextToken,
      },
      services,
      (limit, after?: Cursor) => passkeys.list(user.id, limit, after),
      ({ createdAt, id }) => ({ createdAt, id }),
    )
    const Credentials = rows.map(describePasskey)
    return { Credentials, ...(next !== undefined && { NextToken: next }) }
  },
)

export const DeleteWebAuthnCredential = operation(
  'DeleteWebAuthnCredential',
  async ({ user, input, services }) => deletePasskey(user, input.CredentialId, services),
)
