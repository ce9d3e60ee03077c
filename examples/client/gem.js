import { createAuth } from '@poolhouse/client'
import { createGem } from '@poolhouse/client/gem'
import { config } from './config.js'

const gem = createGem(createAuth(config))
gem.Notifications.Connect({
  OnPasswordGrantSingleFactorSignInSuccess: (tokens) => console.log(tokens.GetProviderName()),
  OnPasswordGrantSingleFactorSignInFail: (error) => console.log(error),
  OnRequestAWSCredentialsSuccess: ({ AWSAccessKeyId }) => console.log(AWSAccessKeyId),
  OnSignOut: (provider) => console.log(`signed out of ${provider}`),
})

gem.AuthenticationProvider.Initialize(['AWSCognitoIDP'])
gem.Authorization.Initialize()
await gem.AuthenticationProvider.PasswordGrantSingleFactorSignInAsync(
  'AWSCognitoIDP',
  'ada',
  'Swim-Every-Day-1',
)
await gem.Authorization.RequestAWSCredentialsAsync()
gem.AuthenticationProvider.SignOut('AWSCognitoIDP')
