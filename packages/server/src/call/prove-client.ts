import { ServiceError } from '../api/errors.ts'
import type { OperationTable } from '../api/table.ts'
import { checkSecretHash, isClientSecret } from '../flows/client-proof.ts'
import type { Services } from '../store/services.ts'
import type { Found } from './resolve.ts'

/**
 * The one place where a client with a secret proves it, for inputs that carry the proof as a member.
 * Where the proof is inside AuthParameters or ChallengeResponses, the flow checks it: for a refresh the
 * name it is made from is known only after the token is read. Administration that names a pool and a client
 * is authorised by its signature and checks no secret.
 */
export function proveClient(
  table: OperationTable,
  input: Readonly<Record<string, unknown>>,
  members: Readonly<Record<string, string>>,
  { client }: Found,
  { keyring }: Services,
): void {
  if (!client || table.auth === 'sigv4') return
  if ('SecretHash' in members) {
    checkSecretHash(client, text(input.SecretHash), [text(input.Username) ?? ''], keyring)
  }
  if ('ClientSecret' in members && !isClientSecret(client, text(input.ClientSecret), keyring)) {
    // RevokeToken is the one operation that names a failed client authentication as OAuth does.
    const isOAuth = table.errors.includes('UnauthorizedException')
    const code = isOAuth ? 'UnauthorizedException' : 'NotAuthorizedException'
    throw new ServiceError(code, `Unable to verify secret for client ${client.id}`)
  }
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
