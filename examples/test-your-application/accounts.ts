import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'

/** What an application has: accounts in a user pool, wherever that is. */
export function accountsIn(clientId: string, endpoint?: string) {
  const cognito = new CognitoIdentityProvider({
    region: 'us-east-1',
    ...(endpoint && { endpoint }),
  })
  return {
    async register(username: string, email: string, password: string) {
      await cognito.signUp({
        ClientId: clientId,
        Username: username,
        Password: password,
        UserAttributes: [{ Name: 'email', Value: email }],
      })
    },
    async confirm(username: string, code: string) {
      await cognito.confirmSignUp({
        ClientId: clientId,
        Username: username,
        ConfirmationCode: code,
      })
    },
    async signIn(username: string, password: string) {
      const { AuthenticationResult } = await cognito.initiateAuth({
        ClientId: clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: username, PASSWORD: password },
      })
      return AuthenticationResult?.AccessToken
    },
    async nameOf(accessToken: string | undefined) {
      return (await cognito.getUser({ AccessToken: accessToken })).Username
    },
  }
}
