import type { DeviceType, GetDeviceResponse } from '@aws-sdk/client-cognito-identity-provider'
import {
  AuthenticationDetails,
  CognitoRefreshToken,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
  type CognitoUserSession,
  type ISignUpResult,
} from 'amazon-cognito-identity-js'
import { expect, it } from 'vitest'
import { makeDevicePool } from '../support/devices.ts'
import { makePool, makeUser, PASSWORD, signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { useServer } from './serve.ts'

type Callback<Result> = (error: Error | null | undefined, result?: Result | null) => void

/** The library answers by callback. */
const ask = <Result>(call: (callback: Callback<Result>) => void) =>
  new Promise<Result>((resolve, reject) => {
    call((error, result) => (error ? reject(error) : resolve(result as Result))) // one of the two is there
  })

onEachStore('amazon-cognito-identity-js', (open) => {
  const server = useServer(open)

  /** The library, set up for one pool; it keeps what it knows in memory, under the client's id. */
  const connect = ({ poolId, clientId }: TestPool) =>
    new CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint: server().url })

  const user = (Pool: CognitoUserPool, Username: string) => new CognitoUser({ Username, Pool })

  const authenticate = (person: CognitoUser, Password: string, flow = 'USER_SRP_AUTH') =>
    ask<CognitoUserSession>((callback) => {
      person.setAuthenticationFlowType(flow)
      const details = new AuthenticationDetails({ Username: person.getUsername(), Password })
      const onSuccess = (session: CognitoUserSession) => callback(null, session)
      person.authenticateUser(details, { onSuccess, onFailure: callback })
    })

  const session = (person: CognitoUser) =>
    ask<CognitoUserSession>((callback) => person.getSession(callback))

  const attributes = (person: CognitoUser) =>
    ask<CognitoUserAttribute[]>((callback) => person.getUserAttributes(callback))

  it('goes from sign-up to sign-out', async () => {
    const { house } = server()
    const pool = connect(await makePool(house))
    const email = new CognitoUserAttribute({ Name: 'email', Value: 'ada@example.com' })
    const signedUp = await ask<ISignUpResult>((callback) =>
      pool.signUp('ada', PASSWORD, [email], [], callback),
    )
    expect(signedUp).toMatchObject({
      userConfirmed: false,
      codeDeliveryDetails: { DeliveryMedium: 'EMAIL' },
    })
    const code = (await house.inbox.last('ada@example.com'))?.code ?? ''
    const confirmed = await ask((callback) =>
      user(pool, 'ada').confirmRegistration(code, false, callback),
    )
    expect(confirmed).toBe('SUCCESS')

    const signedIn = await authenticate(user(pool, 'ada'), PASSWORD)
    expect(signedIn.isValid()).toBe(true)
    expect(signedIn.getIdToken().payload).toMatchObject({ sub: signedUp.userSub })
    // As after a restart of the application: the person is known from what was kept.
    const known = pool.getCurrentUser()
    expect(known?.getUsername()).toBe('ada')
    const person = known ?? user(pool, 'ada')
    const resumed = await session(person)
    expect(resumed.getAccessToken().getJwtToken()).toBe(signedIn.getAccessToken().getJwtToken())
    const listed = (await attributes(person)).map((attribute) => String(attribute))
    expect(listed.map((text) => JSON.parse(text))).toEqual([
      { Name: 'sub', Value: signedUp.userSub },
      { Name: 'email', Value: 'ada@example.com' },
      { Name: 'email_verified', Value: 'true' },
    ])
    await ask((callback) => person.signOut(() => callback(null)))
    expect(pool.getCurrentUser()).toBeNull()
  })

  it('refreshes a session', async () => {
    const { house } = server()
    const made = await makePool(house)
    await makeUser(house, made, 'ada')
    const person = user(connect(made), 'ada')
    const first = await authenticate(person, PASSWORD, 'USER_PASSWORD_AUTH')
    house.clock.advance('2h')
    await expect(attributes(person)).rejects.toThrow('Access Token has expired')
    const kept = first.getRefreshToken()
    const second = await ask<CognitoUserSession>((callback) =>
      person.refreshSession(new CognitoRefreshToken({ RefreshToken: kept.getToken() }), callback),
    )
    expect(second.getRefreshToken().getToken()).toBe(kept.getToken())
    expect(await attributes(person)).toHaveLength(3)
  })

  it('signs out everywhere', async () => {
    const { house } = server()
    const made = await makePool(house)
    await makeUser(house, made, 'ada')
    const { AccessToken } = await signIn(house, made, 'ada')
    const person = user(connect(made), 'ada')
    await authenticate(person, PASSWORD, 'USER_PASSWORD_AUTH')
    const answer = await ask((callback) =>
      person.globalSignOut({
        onSuccess: (text: string) => callback(null, text),
        onFailure: callback,
      }),
    )
    expect(answer).toBe('SUCCESS')
    const elsewhere = sdkFor(house).getUser({ AccessToken })
    await expect(elsewhere).rejects.toThrow('Access Token has been revoked')
  })

  it('has its device remembered, and proves it the next time', async () => {
    const { house } = server()
    const made = await makeDevicePool(house)
    await makeUser(house, made, 'ada')
    const person = user(connect(made), 'ada')
    await authenticate(person, PASSWORD)
    const deviceOf = (of: CognitoUser) =>
      new Promise<DeviceType>((resolve, reject) => {
        // Its types say text where it hands on what GetDevice answers.
        const onSuccess = (answer: unknown) => resolve((answer as GetDeviceResponse).Device ?? {})
        of.getDevice({ onSuccess, onFailure: reject })
      })
    const first = await deviceOf(person)
    expect(first.DeviceAttributes).toContainEqual({
      Name: 'dev:device_remembered_status',
      Value: 'remembered',
    })
    house.clock.advance('1m')
    await authenticate(person, PASSWORD)
    const second = await deviceOf(person)
    expect(second.DeviceKey).toBe(first.DeviceKey)
    const ids = { UserPoolId: made.poolId, Username: 'ada' }
    expect((await sdkFor(house).adminListDevices(ids)).Devices).toHaveLength(1)

    // Forgotten behind its back, it begins anew.
    await sdkFor(house).adminForgetDevice({ ...ids, DeviceKey: first.DeviceKey })
    await authenticate(person, PASSWORD)
    expect((await deviceOf(person)).DeviceKey).not.toBe(first.DeviceKey)
  })

  it('is refused a wrong password', async () => {
    const { house } = server()
    const made = await makePool(house)
    await makeUser(house, made, 'ada')
    const guess = authenticate(user(connect(made), 'ada'), 'Not-Her-Password-1')
    await expect(guess).rejects.toMatchObject({
      code: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    })
  })

  it('cannot use a client with a secret, for it never sends a secret hash', async () => {
    const made = await makePool(server().house, {}, { GenerateSecret: true })
    const refusal = {
      code: 'NotAuthorizedException',
      message: `Client ${made.clientId} is configured with secret but SECRET_HASH was not received`,
    }
    const pool = connect(made)
    const signUp = ask((callback) => pool.signUp('ada', PASSWORD, [], [], callback))
    await expect(signUp).rejects.toMatchObject(refusal)
    await expect(authenticate(user(pool, 'ada'), PASSWORD)).rejects.toMatchObject(refusal)
  })
})
