import type { AnsweringHouse } from './sdk.ts'

export interface WireAnswer {
  readonly status: number
  /** The parsed body; empty where there was none. */
  readonly body: Record<string, unknown>
}

/** A call as bytes on the wire, for what an SDK would never send. `operation` may be any text. */
export async function call(
  house: AnsweringHouse,
  operation: string,
  input: unknown,
  headers: Record<string, string> = {},
): Promise<WireAnswer> {
  const response = await house.fetch(
    new Request(`${house.publicUrl}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/us-east-1/cognito-idp/aws4_request',
        ...headers,
      },
      body: typeof input === 'string' ? input : JSON.stringify(input),
    }),
  )
  const text = await response.text()
  return { status: response.status, body: text ? JSON.parse(text) : {} }
}
