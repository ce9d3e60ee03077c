const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'cache-control,content-type,x-amz-target,x-amz-user-agent',
  'access-control-expose-headers': 'Date',
}

/** An emulated service as pages of any origin may call it: those that it stands for let them as well. */
export const forPages =
  (fetch: (request: Request) => Promise<Response>) =>
  async (request: Request): Promise<Response> => {
    const response = request.method === 'OPTIONS' ? new Response(null) : await fetch(request)
    for (const [name, value] of Object.entries(CORS)) response.headers.set(name, value)
    return response
  }
