import { expect, it, vi } from 'vitest'
import { makePool, makeUser, PASSWORD, signIn } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { openTerminal } from './aws-cli.ts'
import { useServer } from './serve.ts'

// Every command starts a Python anew, which takes a second or two.
vi.setConfig({ testTimeout: 120_000 })

interface People {
  readonly Users: readonly { readonly Username: string }[]
}
const namesOf = ({ Users }: People) => Users.map(({ Username }) => Username).sort()

const UNKNOWN_USER =
  'An error occurred (UserNotFoundException) when calling the AdminGetUser operation: User does not exist.'

const KEY = { id: 'AKIAPOOLHOUSE', secret: 'the+secret/of an administrator' }

onEachStore('the AWS CLI', (open, store) => {
  const server = useServer(open)
  const terminal = () => openTerminal(server().url)

  it('makes a pool, a client and a person, who then chooses a password of their own', async () => {
    const { aws } = terminal()
    const { UserPool } = await aws<{ UserPool: { Id: string } }>`create-user-pool
      --pool-name members --auto-verified-attributes email`
    const pool = ['--user-pool-id', UserPool.Id]
    const [{ UserPoolClient }, made] = await Promise.all([
      aws<{ UserPoolClient: { ClientId: string } }>`create-user-pool-client ${pool}
        --client-name app --explicit-auth-flows ALLOW_ADMIN_USER_PASSWORD_AUTH`,
      aws`admin-create-user ${pool} --username ada --temporary-password Given-To-Ada-1
        --user-attributes Name=email,Value=ada@example.com --message-action SUPPRESS`,
    ])
    const client = ['--client-id', UserPoolClient.ClientId]
    expect(made).toMatchObject({ User: { UserStatus: 'FORCE_CHANGE_PASSWORD' } })

    const asked = await aws<{ Session: string }>`admin-initiate-auth ${pool} ${client}
      --auth-flow ADMIN_USER_PASSWORD_AUTH --auth-parameters USERNAME=ada,PASSWORD=Given-To-Ada-1`
    expect(asked).toMatchObject({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ChallengeParameters: { USER_ID_FOR_SRP: 'ada', requiredAttributes: '[]' },
    })
    const signedIn = await aws`admin-respond-to-auth-challenge ${pool} ${client}
      --challenge-name NEW_PASSWORD_REQUIRED --session ${asked.Session}
      --challenge-responses USERNAME=ada,NEW_PASSWORD=${PASSWORD}`
    expect(signedIn).toMatchObject({ AuthenticationResult: { TokenType: 'Bearer' } })

    expect(await aws`admin-get-user ${pool} --username ada`).toMatchObject({
      Username: 'ada',
      Enabled: true,
      UserStatus: 'CONFIRMED',
      UserAttributes: expect.arrayContaining([{ Name: 'email', Value: 'ada@example.com' }]),
    })
  })

  // One store is enough for the rest: it shows nothing of itself to this client.
  if (store === 'postgres') return

  it('describes and lists what there is, and turns the pages by itself', async () => {
    const { house, requests } = server()
    const { aws } = terminal()
    const { poolId, clientId } = await makePool(house, { PoolName: 'readers' })
    const pool = ['--user-pool-id', poolId]
    for (const name of ['ada', 'bea', 'cleo']) await makeUser(house, { clientId }, name)
    const before = requests.length
    const listed = await aws<People>`list-users ${pool} --page-size 2`
    expect(namesOf(listed)).toEqual(['ada', 'bea', 'cleo'])
    expect(requests.length - before).toBe(2)

    const answers = await Promise.all([
      aws`describe-user-pool ${pool}`,
      aws`describe-user-pool-client ${pool} --client-id ${clientId}`,
      aws`list-user-pool-clients ${pool}`,
      aws`list-user-pools --max-results 60`,
    ])
    const client = { ClientId: clientId, ClientName: 'app', UserPoolId: poolId }
    expect(answers).toMatchObject([
      { UserPool: { Id: poolId, Name: 'readers', EstimatedNumberOfUsers: 3 } },
      { UserPoolClient: client },
      { UserPoolClients: [client] },
      { UserPools: expect.arrayContaining([expect.objectContaining({ Id: poolId })]) },
    ])
  })

  it('puts people in groups, and finds them there and by what they are called', async () => {
    const { house } = server()
    const { aws } = terminal()
    const { poolId, clientId } = await makePool(house)
    for (const name of ['ada', 'bea']) await makeUser(house, { clientId }, name)
    const pool = ['--user-pool-id', poolId]
    const group = ['--group-name', 'night-swimmers']
    await aws`create-group ${pool} ${group} --precedence 5 --description ${'After dark'}`
    await aws`admin-add-user-to-group ${pool} ${group} --username ada`
    const [groups, members, found] = await Promise.all([
      aws`list-groups ${pool}`,
      aws<People>`list-users-in-group ${pool} ${group}`,
      aws`list-users ${pool} --filter ${'email ^= "be"'} --attributes-to-get email`,
    ])
    expect(groups).toMatchObject({
      Groups: [{ GroupName: 'night-swimmers', Precedence: 5, Description: 'After dark' }],
    })
    expect(namesOf(members)).toEqual(['ada'])
    const email = { Name: 'email', Value: 'bea@example.com' }
    expect(found).toMatchObject({ Users: [{ Username: 'bea', Attributes: [email] }] })
  })

  it('looks after a person, from their name to their last day', async () => {
    const { house } = server()
    const { aws, refused } = terminal()
    const pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    const ada = ['--user-pool-id', pool.poolId, '--username', 'ada']
    await Promise.all([
      aws`admin-update-user-attributes ${ada} --user-attributes ${'Name=name,Value=Ada Lovelace'}`,
      aws`admin-set-user-password ${ada} --password Chosen-For-Her-2 --permanent`,
    ])
    const { AccessToken } = await signIn(house, pool, 'ada', 'Chosen-For-Her-2')
    const { UserAttributes } = await sdkFor(house).getUser({ AccessToken })
    expect(UserAttributes).toContainEqual({ Name: 'name', Value: 'Ada Lovelace' })

    await Promise.all([aws`admin-user-global-sign-out ${ada}`, aws`admin-disable-user ${ada}`])
    const gone = sdkFor(house).getUser({ AccessToken })
    await expect(gone).rejects.toMatchObject({ name: 'NotAuthorizedException' })
    const again = () => signIn(house, pool, 'ada', 'Chosen-For-Her-2')
    await expect(again()).rejects.toThrow('User is disabled.')
    await aws`admin-enable-user ${ada}`
    await again()

    await aws`admin-delete-user ${ada}`
    expect(await refused`admin-get-user ${ada}`).toBe(UNKNOWN_USER)
  })

  it('changes a client and a pool, labels the pool, and removes it', async () => {
    const { house } = server()
    const { aws } = terminal()
    const { poolId, clientId } = await makePool(house)
    const pool = ['--user-pool-id', poolId]
    const sdk = sdkFor(house)
    const { UserPool } = await sdk.describeUserPool({ UserPoolId: poolId })
    // An update of a pool sets back what it does not name, so it comes before the label.
    await aws`update-user-pool ${pool} --auto-verified-attributes email
      --policies PasswordPolicy={MinimumLength=12,RequireNumbers=true}`
    const [changed] = await Promise.all([
      aws`update-user-pool-client ${pool} --client-id ${clientId} --client-name web
        --read-attributes email name --token-validity-units AccessToken=minutes
        --access-token-validity 5`,
      aws`tag-resource --resource-arn ${UserPool?.Arn ?? ''} --tags Season=summer`,
    ])
    expect(changed).toMatchObject({
      UserPoolClient: {
        ClientName: 'web',
        AccessTokenValidity: 5,
        ReadAttributes: ['email', 'name'],
      },
    })
    const described = await sdk.describeUserPool({ UserPoolId: poolId })
    expect(described.UserPool).toMatchObject({
      Policies: { PasswordPolicy: { MinimumLength: 12, RequireNumbers: true } },
      UserPoolTags: { Season: 'summer' },
    })
    await aws`delete-user-pool ${pool}`
    const missing = sdk.describeUserPool({ UserPoolId: poolId })
    await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
  const production = useServer(open, { accessKeys: [KEY] })

  it('administrates under production rules with the key of its environment, and no other', async () => {
    const { url } = production()
    const [made, guessed, unknown] = await Promise.all([
      openTerminal(url, KEY).aws`create-user-pool --pool-name signed`,
      openTerminal(url, { ...KEY, secret: 'a guess' }).refused`list-user-pools --max-results 1`,
      openTerminal(url, { ...KEY, id: 'AKIANOBODY' }).refused`list-user-pools --max-results 1`,
    ])
    expect(made).toHaveProperty('UserPool.Id')
    expect(guessed).toMatch(/\(InvalidSignatureException\).* does not match the signature/)
    expect(unknown).toBe(
      'An error occurred (UnrecognizedClientException) when calling the ListUserPools operation: The security token included in the request is invalid.',
    )
  })
})
