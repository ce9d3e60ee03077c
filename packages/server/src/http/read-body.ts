import { ServiceError } from '../api/errors.ts'

const MEGABYTE = 1_000_000

/** What an API request may weigh; branding brings pictures. */
export const mostBytes = (operation: string): number =>
  operation.includes('ManagedLoginBranding') ? 2 * MEGABYTE : MEGABYTE

/**
 * Reads a body and stops at the limit, whatever its Content-Length says.
 *
 * @throws RequestEntityTooLargeException past `most` bytes.
 */
export async function readBody(request: Request, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of received(request)) {
    size += chunk.length
    if (size > most) {
      const message = `The request is larger than ${most} bytes.`
      throw new ServiceError('RequestEntityTooLargeException', message)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** What of the body arrives. A client that hangs up half-way made no request: no failure of ours to log. */
async function* received(request: Request): AsyncGenerator<Uint8Array> {
  try {
    yield* request.body ?? []
  } catch (error) {
    throw new ServiceError('SerializationException', '', { cause: error })
  }
}
