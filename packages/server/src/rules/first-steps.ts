/** What it takes to reach a pool as one of its clients. */
export interface Entrance {
  /** No slash at the end. */
  readonly publicUrl: string
  readonly poolId: string
  readonly clientId: string
  readonly identityPoolId: string
}

/** The configuration of aws-amplify 6 for a client, to be pasted into an application. */
export const amplifyConfiguration = ({
  publicUrl,
  poolId,
  clientId,
  identityPoolId,
}: Entrance): string =>
  `Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: '${poolId}',
      userPoolClientId: '${clientId}',
      userPoolEndpoint: '${publicUrl}/',
      identityPoolId: '${identityPoolId}',
      identityPoolEndpoint: '${publicUrl}/',
      allowGuestAccess: true,
    },
  },
})`

/** A command that signs a person up, so that there is a code to look for. */
export const signUpCommand = ({
  publicUrl,
  clientId,
}: Pick<Entrance, 'publicUrl' | 'clientId'>): string =>
  `curl -sw '\\n' ${publicUrl}/ -H 'content-type: application/x-amz-json-1.1' \\
  -H 'x-amz-target: AWSCognitoIdentityProviderService.SignUp' \\
  -d '{"ClientId":"${clientId}","Username":"ada","Password":"Swim-Every-Day-1","UserAttributes":[{"Name":"email","Value":"ada@example.com"}]}'`
