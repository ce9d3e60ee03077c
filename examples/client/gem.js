import { createAuth } from '@poolhouse/client'
import { createGem } from '@poolhouse/client/gem'
import { config } from './config.js'

const gem = createGem(createAuth(config))
const game = {
  OnPasswordGrantSingleFactorSignInSuccess: (tokens) => console.log(tokens.GetProviderName()),
  OnPasswordGrantSingleFactorSignInFail: (error) => console.log(error),
  OnRequestAWSCredentialsSuccess: ({ AWSAccessKeyId }) => console.log(AWSAccessKeyId),
  OnSignOut: (provider) => console.log(`signed out of ${provider}`),
}
const connections = [
  gem.AuthenticationProviderNotificationBus.Connect(game),
  gem.AWSCognitoAuthorizationNotificationBus.Connect(game),
]

gem.AuthenticationProvider.Initialize(['AWSCognitoIDP'])
gem.Authorization.Initialize()
await gem.AuthenticationProvider.PasswordGrantSingleFactorSignInAsync(
  'AWSCognitoIDP',
  'ada',
  'Swim-Every-Day-1',
)
await gem.Authorization.RequestAWSCredentialsAsync()
await gem.AuthenticationProvider.SignOut('AWSCognitoIDP')
for (const connection of connections) connection.Disconnect()
