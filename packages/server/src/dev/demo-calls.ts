export type Fetch = (request: Request) => Promise<Response>

/** The house that the demo is made in. */
export interface House {
  readonly publicUrl: string
  readonly region: string
  readonly account: string
}

type Call = (operation: string, input: object) => Promise<Response>

/** The three services that the demo is made with, called as a client would. */
export function callerOf(
  fetch: Fetch,
  house: House,
): { readonly userPools: Call; readonly identityPools: Call; readonly iam: Call } {
  const json = (service: string, prefix: string) => (operation: string, input: object) =>
    post(fetch, house, service, JSON.stringify(input), {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${prefix}.${operation}`,
    })
  return {
    userPools: json('cognito-idp', 'AWSCognitoIdentityProviderService'),
    identityPools: json('cognito-identity', 'AWSCognitoIdentityService'),
    iam: (Action, input) =>
      post(fetch, house, 'iam', new URLSearchParams({ Action, Version: '2010-05-08', ...input })),
  }
}

/** Development mode wants an Authorization header on administration, and does not check its signature. */
const post = (
  fetch: Fetch,
  { publicUrl, region }: House,
  service: string,
  body: string | URLSearchParams,
  headers: Readonly<Record<string, string>> = {},
) =>
  fetch(
    new Request(`${publicUrl}/`, {
      method: 'POST',
      headers: {
        ...headers,
        authorization: `AWS4-HMAC-SHA256 Credential=demo/20000101/${region}/${service}/aws4_request`,
      },
      body,
    }),
  )
