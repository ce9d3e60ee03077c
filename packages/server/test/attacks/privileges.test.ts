import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makeClient, makePool, PASSWORD, signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { takeApart } from './forge.ts'
import { refusalOf } from './refusal.ts'

const NOT_WRITABLE = 'NotAuthorizedException: A client attempted to write unauthorized attribute'

onEachStore('who signs up', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house, {
      Schema: [
        { Name: 'role', AttributeDataType: 'String', Mutable: true },
        { Name: 'note', AttributeDataType: 'String', DeveloperOnlyAttribute: true },
      ],
    })
  })
  const signUp = (
    attributes: readonly [string, string][],
    { clientId }: Pick<TestPool, 'clientId'> = pool,
    Username = 'eve',
  ) =>
    refusalOf(
      sdkFor(house).signUp({
        ClientId: clientId,
        Username,
        Password: PASSWORD,
        UserAttributes: attributes.map(([Name, Value]) => ({ Name, Value })),
      }),
    )

  it.each(['email_verified', 'phone_number_verified', 'sub', 'dev:custom:note'])(
    'cannot set %s',
    async (name) => {
      expect(await signUp([[name, 'true']])).toBe(NOT_WRITABLE)
      expect(
        await signUp([
          ['email', 'eve@example.com'],
          [name, 'false'],
        ]),
      ).toBe(NOT_WRITABLE)
    },
  )

  it.each([
    'cognito:username',
    'cognito:groups',
    'identities',
    'cognito:user_status',
    'username',
    'custom:unknown',
    'Email_Verified',
    'email_verified ',
    'role',
    '__proto__',
    'constructor',
  ])('cannot set %s, which is no attribute', async (name) => {
    expect(await signUp([[name, 'true']])).toMatch(
      /^InvalidParameterException: .*: Attribute does not exist in the schema\.\n$/,
    )
  })

  it('cannot set what the client may not write', async () => {
    const narrow = await makeClient(house, pool.poolId, { WriteAttributes: ['email'] })
    expect(await signUp([['custom:role', 'admin']], narrow)).toBe(NOT_WRITABLE)
    expect(await signUp([['name', 'Eve']], narrow)).toBe(NOT_WRITABLE)
    expect(await signUp([['email', 'eve@example.com']], narrow, 'modest')).toBe('accepted')
  })

  it('does not get round it by saying a thing twice', async () => {
    expect(
      await signUp([
        ['email_verified', 'true'],
        ['email', 'eve@example.com'],
        ['email_verified', 'false'],
      ]),
    ).toBe(NOT_WRITABLE)
  })

  it('is nobody until confirmed, whatever the answer to signing up was', async () => {
    const person = `unproven${house.clock.now()}`
    expect(await signUp([['email', `${person}@example.com`]], pool, person)).toBe('accepted')
    expect(await refusalOf(signIn(house, pool, person))).toBe(
      'UserNotConfirmedException: User is not confirmed.',
    )
  })

  it('does not sign up where only administrators may', async () => {
    const closed = await makePool(house, {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    })
    expect(await signUp([], closed)).toBe(
      'NotAuthorizedException: SignUp is not permitted for this user pool',
    )
  })

  it('does not take the name of somebody who signs in with an address', async () => {
    const aliases = await makePool(house, { AliasAttributes: ['email', 'phone_number'] })
    for (const name of ['ada@example.com', '+15550101234', 'ADA@example.com']) {
      expect(await signUp([], aliases, name)).toMatch(/^InvalidParameterException: Username cannot/)
    }
    const addresses = await makePool(house, { UsernameAttributes: ['email'] })
    for (const name of ['ada', '5d7d3f2e-0000-4000-8000-000000000000', '+15550101234', 'a@b']) {
      expect(await signUp([], addresses, name)).toBe(
        'InvalidParameterException: Username should be an email.',
      )
    }
  })

  it('is not told what only developers may know, nor what the client may not read', async () => {
    const narrow = await makeClient(house, pool.poolId, { ReadAttributes: ['email'] })
    const sdk = sdkFor(house)
    const person = { UserPoolId: pool.poolId, Username: `told${house.clock.now()}` }
    await sdk.adminCreateUser({
      ...person,
      TemporaryPassword: PASSWORD,
      MessageAction: 'SUPPRESS',
      UserAttributes: [
        { Name: 'email', Value: 'told@example.com' },
        { Name: 'custom:role', Value: 'a role' },
        { Name: 'dev:custom:note', Value: 'a note' },
      ],
    })
    const isTold = (answer: unknown) =>
      ['a note', 'a role', 'told@example.com'].map((value) =>
        JSON.stringify(answer).includes(value),
      )
    for (const [client, expected] of [
      [pool, [false, true, true]],
      [narrow, [false, false, true]],
    ] as const) {
      const { ChallengeParameters } = await sdk.initiateAuth({
        ClientId: client.clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: person.Username, PASSWORD },
      })
      expect(isTold(ChallengeParameters)).toEqual(expected)
    }
    await sdk.adminSetUserPassword({ ...person, Password: PASSWORD, Permanent: true })
    for (const [client, expected] of [
      [pool, [false, true, true]],
      [narrow, [false, false, true]],
    ] as const) {
      const { AccessToken, IdToken } = await signIn(house, client, person.Username)
      expect(isTold(takeApart(IdToken).claims)).toEqual(expected)
      expect(isTold(takeApart(AccessToken).claims)).toEqual([false, false, false])
      expect(isTold((await sdk.getUser({ AccessToken })).UserAttributes)).toEqual(expected)
    }
  })
})
