/**
 * What browsers may do, as Cognito answers it: any page may call the API, since nothing in it rests on
 * cookies. Development mode refuses foreign origins before this.
 */
export const CORS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
}

/** The answer to a preflight. */
export const preflight = (): Response =>
  new Response(null, {
    status: 200,
    headers: {
      ...CORS,
      'access-control-allow-methods': 'GET,POST,OPTIONS',
      'access-control-allow-headers':
        'authorization,cache-control,content-type,x-amz-content-sha256,x-amz-date,x-amz-security-token,x-amz-target,x-amz-user-agent,amz-sdk-invocation-id,amz-sdk-request',
      'access-control-max-age': '172800',
    },
  })
