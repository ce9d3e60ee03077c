import type { SigningKey } from '../crypto/sign-request.ts'
import { readTriggerTarget } from '../rules/trigger-target.ts'
import { type Kind, listOf } from './kinds.ts'

/** A function that pools name as a trigger, and where it is. */
export interface FunctionPlace {
  /** The function's name, or its whole ARN. */
  readonly name: string
  readonly where: string
}

/** An address may be known to nobody else, since it is all that keeps others from calling the function. */
export const functions: Kind<readonly FunctionPlace[]> = listOf(
  'name=address, several separated by commas, where an address is https://…, lambda:https://… or the path of a .js, .mjs or .ts module (http:// only on this machine)',
  (text) => {
    const [, name, where] = /^([^=\s]+)=(\S+)$/.exec(text) ?? []
    return name && where && readTriggerTarget(where) ? { name, where } : undefined
  },
)

/** The form of a key of AWS, or of what stands in for AWS on this machine. */
export const awsKey: Kind<SigningKey> = {
  json: 'string',
  expects:
    'id:secret, an access key id and its secret access key; of temporary credentials id:secret:token, with their session token',
  parse(text) {
    const [, id, secret, sessionToken] = /^(\w{4,128}):([!-9;-~]+)(?::([!-~]+))?$/.exec(text) ?? []
    return id && secret ? { id, secret, ...(sessionToken && { sessionToken }) } : undefined
  },
}
