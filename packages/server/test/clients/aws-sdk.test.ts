import {
  CognitoIdentityProvider,
  CognitoIdentityProviderServiceException,
  NotAuthorizedException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, it } from 'vitest'
import { makePool, makeUser, PASSWORD, signIn } from '../support/people.ts'
import { onEachStore } from '../support/stores.ts'
import { useServer } from './serve.ts'

onEachStore('people through the AWS SDK', (open) => {
  const server = useServer(open)
  const connect = () =>
    new CognitoIdentityProvider({
      region: 'us-east-1',
      endpoint: server().url,
      credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'any will do in development' },
    })

  it('signs up, asks for another code and confirms with that', async () => {
    const sdk = connect()
    const { house } = server()
    const { clientId: ClientId } = await makePool(house)
    const signedUp = await sdk.signUp({
      ClientId,
      Username: 'ada',
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }],
    })
    const delivery = { DeliveryMedium: 'EMAIL', AttributeName: 'email', Destination: 'a***@e***' }
    expect(signedUp).toMatchObject({ UserConfirmed: false, CodeDeliveryDetails: delivery })
    const resent = await sdk.resendConfirmationCode({ ClientId, Username: 'ada' })
    expect(resent.CodeDeliveryDetails).toEqual(delivery)
    const message = await house.inbox.last('ada@example.com')
    expect(message?.purpose).toBe('ResendCode')
    const ConfirmationCode = message?.code ?? ''
    await sdk.confirmSignUp({ ClientId, Username: 'ada', ConfirmationCode })
    const { AccessToken } = await signIn(house, { clientId: ClientId }, 'ada')
    const { Username, UserAttributes } = await sdk.getUser({ AccessToken })
    expect(Username).toBe('ada')
    expect(UserAttributes).toContainEqual({ Name: 'sub', Value: signedUp.UserSub })
    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' })
  })

  it('refreshes in both ways until the refresh token is revoked', async () => {
    const sdk = connect()
    const pool = await makePool(server().house)
    const ClientId = pool.clientId
    await makeUser(server().house, pool, 'ada')
    const { AuthenticationResult: first } = await sdk.initiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ada', PASSWORD },
    })
    expect(first).toMatchObject({ ExpiresIn: 3600, TokenType: 'Bearer' })
    const RefreshToken = first?.RefreshToken ?? ''
    const refresh = () =>
      sdk.initiateAuth({
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      })
    const { AuthenticationResult: second } = await refresh()
    expect(second?.AccessToken).not.toBe(first?.AccessToken)
    expect(second).not.toHaveProperty('RefreshToken')
    const { AuthenticationResult: third } = await sdk.getTokensFromRefreshToken({
      ClientId,
      RefreshToken,
    })
    const AccessToken = third?.AccessToken ?? ''
    expect(await sdk.getUser({ AccessToken })).toMatchObject({ Username: 'ada' })
    await sdk.revokeToken({ ClientId, Token: RefreshToken })
    await expect(refresh()).rejects.toThrow('Refresh Token has been revoked')
    await expect(sdk.getUser({ AccessToken })).rejects.toThrow('Access Token has been revoked')
  })

  it('signs out everywhere at once', async () => {
    const sdk = connect()
    const { house } = server()
    const pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    const phone = await signIn(house, pool, 'ada')
    const laptop = await signIn(house, pool, 'ada')
    await sdk.globalSignOut({ AccessToken: phone.AccessToken })
    for (const { AccessToken } of [phone, laptop]) {
      await expect(sdk.getUser({ AccessToken })).rejects.toBeInstanceOf(NotAuthorizedException)
    }
  })

  it('gets typed exceptions with message, status and request id', async () => {
    const sdk = connect()
    const pool = await makePool(server().house)
    await makeUser(server().house, pool, 'ada')
    const failure = await sdk
      .initiateAuth({
        ClientId: pool.clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD: 'not the password' },
      })
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(NotAuthorizedException)
    expect(failure).toBeInstanceOf(CognitoIdentityProviderServiceException)
    expect(failure).toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
      $fault: 'client',
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    })
    const again = sdk.signUp({ ClientId: pool.clientId, Username: 'ada', Password: PASSWORD })
    await expect(again).rejects.toBeInstanceOf(UsernameExistsException)
  })
})
