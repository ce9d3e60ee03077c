/** The demo pool of `npm start`. */
export const config = {
  Auth: {
    Cognito: {
      userPoolId: 'us-east-1_Poolhouse',
      userPoolClientId: 'poolhousedemo',
      userPoolEndpoint: 'http://localhost:7665/',
      identityPoolId: 'us-east-1:00000000-0000-4000-8000-000000000001',
      identityPoolEndpoint: 'http://localhost:7665/',
      allowGuestAccess: true,
    },
  },
}
